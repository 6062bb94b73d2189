"""The one process that owns the embedded server: `python -m launch.postgres.keeper HOME`.

Each user process holds a connection to the keeper's socket as its lease and reads the database's address from it. When the
last lease has ended, the server is stopped cleanly and the keeper ends. It speaks to its starter over standard output, in
one line: `ready`, or `problem` and a sentence.
"""

import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from contactcenter.problems import Problem, full_disk
from launch.postgres import cluster
from launch.postgres.places import find_places, keeper_socket

GRACE = 3.0  # seconds without a lease before the stop: commands in a row share one server
FAREWELL = 0.5  # the same where somebody waits: processes that ended just before are known by then
FIRST_LEASE = 20.0  # seconds for the starter to take its own
LEAVE = b"leave\n"  # a user that ends asks to wait until the server has stopped, if it was the last


class Stop(Exception):
    """Asked to end by a signal."""


class Keeper:
    def __init__(self, address: str, server: subprocess.Popen[bytes], path: Path) -> None:
        self.address, self.server, self.path = address, server, path
        self.leases: set[socket.socket] = set()
        self.leaving: list[socket.socket] = []  # their connections stay open until it is clear whether the server stops
        self.deadline = 0.0  # when nobody's lease means the end
        self.selector = selectors.DefaultSelector()
        path.unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        former = os.umask(0o177)
        try:
            self.door.bind(str(path))
        finally:
            os.umask(former)
        self.door.listen(64)
        self.door.setblocking(False)
        self.selector.register(self.door, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until the last lease has ended for some seconds, or the server has."""
        self.deadline = time.monotonic() + FIRST_LEASE
        while self.server.poll() is None:
            for key, _ in self.selector.select(0.1 if self.leaving else 1.0):
                self._hear(key.fileobj)
            if time.monotonic() < self.deadline:
                continue
            if not self.leases:
                return
            self._let_go()

    def close(self) -> None:
        """Nobody comes in any more; who came in too late reads the end and starts anew."""
        self.path.unlink(missing_ok=True)
        self.door.close()

    def _hear(self, source: object) -> None:
        if source is self.door:
            user, _ = self.door.accept()
            self.leases.add(user)
            self.selector.register(user, selectors.EVENT_READ)
            with suppress(OSError):  # it was killed meanwhile: we read its end next
                user.sendall(self.address.encode() + b"\n")
            return
        assert isinstance(source, socket.socket)
        try:
            said = source.recv(64)
        except OSError:
            said = b""
        self.selector.unregister(source)
        self.leases.discard(source)
        if said == LEAVE:
            self.leaving.append(source)
        else:
            source.close()
        self.deadline = time.monotonic() + (FAREWELL if self.leaving else GRACE)

    def _let_go(self) -> None:
        """The server stays for others: who leaves need not wait."""
        for user in self.leaving:
            user.close()
        self.leaving.clear()


def main() -> None:
    home = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    os.umask(0o077)
    with (home / "keeper.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a former keeper may still be stopping its server
        try:
            keeper = _start(home)
        except Exception as error:  # whatever it is, the starter says it in one sentence
            _tell(f"problem {_sentence(error, home)}")
            sys.exit(1)
        _tell("ready")
        try:
            keeper.serve()
        except Stop:
            pass
        finally:
            keeper.close()
            cluster.stop(keeper.server)


def _start(home: Path) -> Keeper:
    places = find_places(home)
    if not places.data.exists():
        cluster.create(places)
    return Keeper(cluster.url(places), cluster.start(places), keeper_socket(home))


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _sentence(error: Exception, home: Path) -> str:
    if isinstance(error, Problem):
        return str(error)
    if full_disk(error):
        return f"The disk that holds {home} is full: free some space and start again."
    return f"The database of this checkout could not be started: {error}."


def _tell(line: str) -> None:
    print(line.replace("\n", " "), flush=True)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)  # the starter's pipe ends here
    os.close(null)


if __name__ == "__main__":
    main()
