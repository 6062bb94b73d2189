"""`make demo` and `make start`: prepare, start web and worker, wait until they answer, stay until told to stop."""

import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from contactcenter.places import BASE_DIR, data_directory
from contactcenter.problems import Problem
from launch import database
from launch.children import Child, end_all
from launch.notices import greet, say
from launch.server import check_server
from launch.where import Address, find_address

READY_LIMIT = 90.0  # seconds for web and worker to answer
WORKERS = "2"
JOBS_AT_ONCE = "4"  # in each worker
STATEMENT_TIMEOUT = "2s"  # of the web processes: no request holds a worker longer in one statement


def run(*, demo: bool) -> None:
    address = find_address()
    if database.given_url():
        check_server(database.given_url())
    else:
        database.lease()
    stop = StopAsked()
    children: list[Child] = []
    try:
        environment = _environment(address, demo=demo)
        _prepare(children, environment, "demo" if demo else "start", stop)
        if not stop.asked:
            children += _services(address, environment)
            _wait_until_ready(address, children, stop)
        if not stop.asked:
            greet(address, demo=demo)
        _stay(children, stop)
    finally:
        if children:
            say("\nStopping …")
        end_all(children)
        database.leave()
    say(f"Stopped. The data stays; `make {'demo' if demo else 'start'}` continues with it.")


class StopAsked:
    """Ctrl-C, SIGTERM or a closed terminal: noted, and acted upon where nothing is half done."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def _environment(address: Address, *, demo: bool) -> dict[str, str]:
    """Without DATABASE_URL each process takes its own lease on the embedded server."""
    return {
        "DEMO": "1" if demo and address.is_loopback else "0",
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or address.url,
        "DJANGO_SETTINGS_MODULE": "contactcenter.settings",
    }


def _prepare(children: list[Child], environment: dict[str, str], kind: str, stop: StopAsked) -> None:
    """Migrate, load the demo world, collect static files: in a process of its own, which speaks for itself."""
    child = Child("preparing", [sys.executable, "-m", "launch.prepare", kind], environment)
    children.append(child)
    _until(lambda: child.process.poll() is not None, stop)
    if stop.asked:
        return
    children.remove(child)
    if child.process.returncode != 0:
        sys.exit(1)  # it has said why


def _services(address: Address, environment: dict[str, str]) -> list[Child]:
    logs = data_directory() / "log"
    bounded = {**environment, "STATEMENT_TIMEOUT": os.environ.get("STATEMENT_TIMEOUT") or STATEMENT_TIMEOUT}
    return [
        Child("web", web_command(address), bounded, logs / "web.log"),
        Child("worker", worker_command("default"), environment, logs / "worker.log"),
        Child("mail worker", worker_command("mail"), environment, logs / "mail-worker.log"),
    ]


def worker_command(queue: str) -> list[str]:
    """How a worker of one queue is started. Without --queues one worker serves them all."""
    command = [sys.executable, str(BASE_DIR / "manage.py"), "procrastinate", "worker", "--queues", queue]
    return [*command, "--concurrency", JOBS_AT_ONCE, "--shutdown-graceful-timeout", "5"]


def web_command(address: Address) -> list[str]:
    """How the one kind of web process is started, here and where it is measured."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--log-level", "warning"),
        *("--host", address.host, "--port", str(address.port), "--workers", WORKERS),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5", "contactcenter.asgi:application"),
    ]


def _wait_until_ready(address: Address, children: list[Child], stop: StopAsked) -> None:
    deadline = time.monotonic() + READY_LIMIT
    report: dict[str, str] = {}

    def ready() -> bool:
        nonlocal report
        for child in children:
            if child.process.poll() is not None:
                raise Problem(f"The {child.name} process did not start: {child.last_words()}")
        if time.monotonic() > deadline:
            raise Problem(f"Not ready after {READY_LIMIT:.0f} s: {report or 'no answer'}. {children[0].last_words()}")
        status, report = ask(address, "/readyz")
        return status == 200

    say("Starting web and job worker …")
    _until(ready, stop)


def ask(address: Address, path: str) -> tuple[int, dict[str, str]]:
    """Status and report of /healthz or /readyz; 0 while nobody answers."""
    connection = http.client.HTTPConnection(address.reached_at, address.port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()


def _stay(children: list[Child], stop: StopAsked) -> None:
    while not stop.asked:
        if not database.given_url():
            database.lease()  # starts the server again where its keeper was killed
        for child in children:
            child.watch()
        time.sleep(0.5)


def _until(reached: Callable[[], bool], stop: StopAsked) -> None:
    while not stop.asked and not reached():
        time.sleep(0.1)
