"""The processes we start: each ends with us, and is started again when it ends by itself."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from contactcenter.places import BASE_DIR, make_private
from launch.notices import say
from launch.processes import end_with_parent

PATIENCE = 12.0  # seconds between a polite end and a forced one
LONGEST_PAUSE = 30.0  # seconds before a process that ended by itself time and again is started once more
STEADY = 60.0  # seconds after which a process that ran counts as well again
LOG_LIMIT = 20_000_000  # bytes; a log keeps one predecessor


class Child:
    """One process in a group of its own, so that Ctrl-C reaches only the launcher, which ends the group in order.

    pause: seconds to wait before it is started again, doubled each time until it has run steadily: one process that cannot live
    must not take the others down with it, nor fill the log.
    """

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path | None = None) -> None:
        self.name, self.command, self.log = name, command, log
        self.environment = {**os.environ, "PYTHONPATH": str(BASE_DIR), "PYTHONUNBUFFERED": "1", **environment}
        self.pause, self.due = 0.0, 0.0
        self.process = self._start()

    def watch(self) -> None:
        """Start it again when it has ended by itself: at once where it had run steadily, else ever later."""
        now = time.monotonic()
        if self.process.poll() is None:
            self._keep_log_small()
            return
        if not self.due:
            self._note_end(now)
        if now >= self.due:
            self.due = 0.0
            self.process = self._start()

    def _note_end(self, now: float) -> None:
        self.end_group(signal.SIGKILL)
        self.pause = 0.0 if now - self.started > STEADY else min(max(1.0, 2 * self.pause), LONGEST_PAUSE)
        self.due = now + self.pause
        when = f"in {self.pause:.0f} s" if self.pause else "now"
        say(f"The {self.name} process has ended ({self.process.returncode}) and is started again {when}: {self.last_words()}")

    def _keep_log_small(self) -> None:
        """The process writes on at the end of its emptied log; the former half stands beside it."""
        if self.log is not None and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, former := self.log.with_suffix(".log.1"))
            former.chmod(0o600)
            os.truncate(self.log, 0)

    def last_words(self) -> str:
        """The last line of its log and where the rest stands."""
        if self.log is None:
            return "see above"
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return f"{lines[-1][:300] if lines else 'it said nothing'} (see {self.log})"

    def ask_to_end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for the polite end, then force it on the whole group."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        self.end_group(signal.SIGKILL)
        self.process.wait()

    def end_group(self, how: signal.Signals) -> None:
        try:
            os.killpg(self.process.pid, how)
        except (ProcessLookupError, PermissionError):
            pass

    def _start(self) -> subprocess.Popen[bytes]:
        self.started = time.monotonic()
        log = None
        if self.log is not None:
            make_private(self.log.parent)
            log = os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
        try:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if log else None,
                cwd=BASE_DIR,
                env=self.environment,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGTERM),
            )
        finally:
            if log is not None:
                log.close()


def end_all(children: list[Child]) -> None:
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(deadline)
