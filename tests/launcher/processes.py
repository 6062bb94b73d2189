"""Real processes against a data folder of their own, for the tests of keeper and launcher."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from contactcenter.places import BASE_DIR

USE = "from launch.database import database_url; print(database_url(), flush=True); import sys; sys.stdin.read()"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Without DATABASE_URL, so that the embedded server in this folder is meant."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    return {**kept, "DATA_DIR": str(folder), **more}


def user_of(folder: Path) -> "subprocess.Popen[str]":
    """A process that holds a lease until its input ends or it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", USE],
        cwd=BASE_DIR,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(user: "subprocess.Popen[str]") -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def launcher(folder: Path, command: str, port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "launch", command],
        cwd=BASE_DIR,
        env=environment(folder, PORT=str(port), STATIC_ROOT=str(folder / "static")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_of(folder: Path) -> list[psutil.Process]:
    """Keeper, server, web and worker that belong to this data folder."""
    return [process for process in psutil.process_iter() if _belongs(process, folder)]


def _belongs(process: psutil.Process, folder: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        named = any(str(folder) in part for part in process.cmdline())
        return named or process.environ().get("DATA_DIR") == str(folder) and process.pid != os.getpid()
    except psutil.Error:
        return False


def eventually(true: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
