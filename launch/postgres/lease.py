"""A user's side of the embedded server: join the running one, or start it."""

import fcntl
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contactcenter.places import BASE_DIR
from contactcenter.problems import Problem, full_disk
from launch.postgres.places import keeper_socket

TRIES = 5  # a keeper may be about to stop just as we come
STOPPING = 6.0  # seconds that a keeper without leases needs at most, and a little more
_keepers: list[subprocess.Popen[str]] = []  # those we started: kept so that they are not reaped in the middle of a run


class Lease:
    """While this is open, by us or by a child that was forked from us, the server stays."""

    def __init__(self, connection: socket.socket, url: str) -> None:
        self.connection, self.url = connection, url

    def holds(self) -> bool:
        """Is the keeper still there?"""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return not readable

    def leave(self) -> None:
        """Give it up, and where we were the last user wait until the server has stopped."""
        try:
            self.connection.sendall(b"leave\n")
            self.connection.settimeout(90)
            self.connection.recv(1)
        except OSError:
            pass
        self.connection.close()


def join(home: Path) -> Lease:
    """A lease on the server of this home, which is made and started where it is not there yet."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        for _ in range(TRIES):
            lease = enter(home)
            if lease is None:
                with _one_starter(home):
                    lease = enter(home) or _start(home)
            if lease is not None:
                return lease
    except PermissionError as error:
        raise Problem(f"{error.filename} belongs to another account: use the one that started this checkout's database first.")
    except OSError as error:
        if full_disk(error):
            raise Problem(f"The disk that holds {home} is full: free some space and start again.")
        raise
    raise Problem(f"The database of this checkout starts and ends again at once: see {home / 'server.log'}.")


def enter(home: Path) -> Lease | None:
    """A lease on a running server, else nothing."""
    connection = socket.socket(socket.AF_UNIX)
    path = keeper_socket(home)
    try:
        connection.connect(str(path))
        line = connection.makefile().readline()
    except (FileNotFoundError, ConnectionError):
        line = ""
    except PermissionError:
        raise PermissionError(13, "not ours", str(path))
    if line:
        return Lease(connection, line.strip())
    connection.close()
    return None


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """While no server runs and none can be started; a keeper that is about to stop is waited for."""
    with _one_starter(home), (home / "keeper.lock").open("a") as lock:
        deadline = time.monotonic() + STOPPING
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Problem("The database is in use: stop `make demo` and every manage.py command first.")
                time.sleep(0.1)
        yield


@contextmanager
def _one_starter(home: Path) -> Iterator[None]:
    with (home / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(home: Path) -> Lease | None:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "launch.postgres.keeper", str(home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=BASE_DIR,
        start_new_session=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(BASE_DIR)},
    )
    _keepers.append(keeper)
    assert keeper.stdout is not None
    with keeper.stdout as answer:
        _say_when_long(answer.fileno(), home)
        line = answer.readline().strip()
    if line == "ready":
        return enter(home)
    raise Problem(line.removeprefix("problem ") or f"The database's keeper ended at once: see {home / 'server.log'}.")


def _say_when_long(answer: int, home: Path) -> None:
    began = time.monotonic()
    what = "recovers from an unclean end" if (home / "data").exists() else "makes its data folder"
    while not select.select([answer], [], [], 2.0 if time.monotonic() - began < 2 else 10.0)[0]:
        print(f"The database {what} ({time.monotonic() - began:.0f} s) …", file=sys.stderr, flush=True)
