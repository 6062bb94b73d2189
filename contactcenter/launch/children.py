"""The processes we start: each ends with us, and is started again when it ends by itself."""

import os
import signal
import subprocess
import time
from collections import deque
from pathlib import Path

from contactcenter.launch.notices import say
from contactcenter.places import BASE_DIR
from contactcenter.problems import Problem
from contactcenter.processes import end_with_parent

PATIENCE = 12.0  # seconds between a polite end and a forced one
RESTARTS = 5  # within a minute; after that it is a fault that a person must see


class Child:
    """One process in a group of its own, so that Ctrl-C reaches only the launcher, which ends the group in order."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path | None = None) -> None:
        self.name, self.command, self.log = name, command, log
        self.environment = {**os.environ, "PYTHONPATH": str(BASE_DIR), "PYTHONUNBUFFERED": "1", **environment}
        self.starts: deque[float] = deque(maxlen=RESTARTS)
        self.process = self._start()

    def watch(self) -> None:
        """Start it again when it has ended by itself; give up when that happens time and again."""
        if self.process.poll() is None:
            return
        if len(self.starts) == RESTARTS and time.monotonic() - self.starts[0] < 60:
            raise Problem(f"The {self.name} process ends again and again: {self.last_words()}")
        say(f"The {self.name} process has ended ({self.process.returncode}); starting it again.")
        self.end_group(signal.SIGKILL)
        self.process = self._start()

    def last_words(self) -> str:
        """The last line of its log and where the rest stands."""
        if self.log is None:
            return "see above."
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
        self.starts.append(time.monotonic())
        log = None
        if self.log is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            log = self.log.open("ab" if len(self.starts) > 1 else "wb")
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
