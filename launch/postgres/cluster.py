"""The embedded server's data folder and process: made, started, stopped."""

import locale
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from contactcenter.problems import Problem
from launch.postgres.places import Places
from launch.processes import end_with_parent

NAME = "contactcenter"  # of the database and of its role
PORT = "5432"  # names the socket file only: the server listens on no address
TUNING = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    # what failed is said without the statement and the row, which may hold a whole mail with a link that sets a password
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
LOG_LIMIT = 10_000_000  # bytes after which the next start begins a new log


def url(places: Places) -> str:
    """The address as django-environ reads one with a socket's folder."""
    return f"postgres://{NAME}@:{PORT}/{quote(str(places.sockets))}/{NAME}"


def create(places: Places) -> None:
    """Make the data folder under another name first, so that a broken attempt never looks like data."""
    draft = places.data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    _give(draft, places)
    initdb = [
        *(str(places.programs / "initdb"), "-D", str(draft), "-U", NAME, "-E", "UTF8", "--data-checksums"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--lc-ctype={_utf8_ctype()}"),
        *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
    ]
    _run(initdb, places)
    single = [str(places.programs / "postgres"), "--single", "-D", str(draft), "postgres"]
    _run(single, places, f"CREATE DATABASE {NAME}\n")
    draft.rename(places.data)


def start(places: Places) -> subprocess.Popen[bytes]:
    """Start the server and wait until it takes connections, however long its recovery after a crash takes."""
    _check_release(places)
    _end_orphan(places.data)
    _write_access_rules(places)
    places.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    _give(places.sockets, places)
    log = _open_log(places)
    began = os.fstat(log).st_size
    try:
        server = subprocess.Popen(
            [str(places.programs / "postgres"), "-D", str(places.data), "-k", str(places.sockets), *_tuning()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_environment(),
            preexec_fn=end_with_parent(signal.SIGINT),
            **_identity(places),
        )
    finally:
        os.close(log)
    while _state(places.data) != "ready":
        if server.poll() is not None:
            raise _reason(places, began)
        time.sleep(0.02)
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """A clean, fast stop; an immediate one where that does not come about within a minute."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(how)
        try:
            server.wait(60)
            return
        except subprocess.TimeoutExpired:
            continue


def _tuning() -> list[str]:
    return [part for name, value in {**TUNING, **shares_of(_memory())}.items() for part in ("-c", f"{name}={value}")]


def shares_of(memory: int) -> dict[str, str]:
    """What the server may use of so many bytes of memory, the rest of the machine being left to others; it takes only what it fills."""
    megabytes = memory // (1 << 20)
    return {
        "shared_buffers": f"{min(max(megabytes // 8, 128), 8192)}MB",
        "effective_cache_size": f"{max(megabytes // 2, 512)}MB",
        "maintenance_work_mem": f"{min(max(megabytes // 64, 64), 1024)}MB",
    }


def _memory() -> int:
    """Bytes of memory that this machine has, or that its container is given."""
    whole: int = psutil.virtual_memory().total
    try:
        return min(whole, int(CONTAINER_LIMIT.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return whole


def _identity(places: Places) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": places.account.uid, "group": places.account.gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """Nothing of the caller's, so that no PG… variable of theirs changes the server."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _give(path: Path, places: Places) -> None:
    if os.geteuid() == 0:
        os.chown(path, places.account.uid, places.account.gid)


def _utf8_ctype() -> str:
    """Text search and trigrams take letters from it: under plain C, `ü` would be none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def _run(command: list[str], places: Places, text: str = "") -> None:
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=_environment(),
        **_identity(places),
    )
    said = done.stdout + done.stderr
    if done.returncode != 0 or "FATAL" in said or "ERROR" in said:
        raise _problem(places, said, f"The database's data folder {places.data} could not be made")


def _check_release(places: Places) -> None:
    """A data folder belongs to one major release of PostgreSQL."""
    try:
        made_by = (places.data / "PG_VERSION").read_text().strip()
    except OSError:
        raise Problem(
            f"The data folder {places.data} is damaged: PG_VERSION is missing. Put a copy of the folder back, or forget the data with `make reset`."
        )
    said = subprocess.run([str(places.programs / "postgres"), "--version"], capture_output=True, text=True).stdout
    ours = said.split()[-1].split(".")[0]
    if made_by != ours:
        raise Problem(
            f"The data folder {places.data} was made by PostgreSQL {made_by}, and this release comes with {ours}: "
            "carry the data over with pg_dump of the former release, or forget it with `make reset`."
        )


def _end_orphan(data: Path) -> None:
    """A server whose keeper was killed may still be stopping, or, where the system offers no such signal, running."""
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split("\n")[0]))
        if str(data) not in process.cmdline():
            return
        process.send_signal(signal.SIGINT)
        process.wait(60)
    except (OSError, ValueError, psutil.NoSuchProcess):
        return
    except psutil.TimeoutExpired:
        raise Problem(f"A former PostgreSQL (process {process.pid}) still holds {data} and does not stop: end it and try again.")


def _write_access_rules(places: Places) -> None:
    """Only the account that started us comes in, known by the system itself: no password anywhere."""
    users = dict.fromkeys([_own_name(), places.account.name])
    rules = {
        "pg_hba.conf": f"local all {NAME} peer map=checkout\n",
        "pg_ident.conf": "".join(f'checkout "{user}" {NAME}\n' for user in users),
    }
    for name, text in rules.items():
        path = places.data / name
        if path.exists() and path.read_text() == text:
            continue
        draft = path.with_suffix(".new")
        draft.write_text(text)
        draft.chmod(0o600)
        _give(draft, places)
        draft.replace(path)


def _own_name() -> str:
    return psutil.Process().username()


def _open_log(places: Places) -> int:
    path = places.home / "server.log"
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    _give(path, places)
    return log


def _state(data: Path) -> str:
    """The word in the last line of postmaster.pid: starting, ready, stopping."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except OSError:
        return ""
    return lines[7].strip() if len(lines) > 7 else ""


def _reason(places: Places, began: int) -> Problem:
    with (places.home / "server.log").open("rb") as log:
        log.seek(began)
        said = log.read().decode(errors="replace")
    return _problem(places, said, f"The data folder {places.data} is damaged (put a copy of it back, or forget it with `make reset`)")


def _problem(places: Places, said: str, sentence: str) -> Problem:
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return Problem(f"The disk that holds {places.data} is full: free some space and start again.")
    if "shared memory" in said:
        sentence = "PostgreSQL gets no shared memory from this system"
    lines = [line for line in said.splitlines() if any(word in line for word in ("PANIC", "FATAL", "ERROR", "error:"))]
    cause = lines[0].split(":  ")[-1].removeprefix("initdb: error: ").strip() if lines else said.strip()[-200:]
    return Problem(f"{sentence}; PostgreSQL says: {cause or 'nothing'}.")
