"""`make demo`, `make start` and `make reset` as a person meets them."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from contactcenter.places import BASE_DIR
from tests.launcher.processes import environment, eventually, free_port, launcher, processes_of


def ask(port: int, path: str = "/readyz") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "a-name-nobody-knows"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def run(folder: Path, command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    given = {**environment(folder), **more}
    arguments = [sys.executable, "-m", "launch", command]
    return subprocess.run(arguments, cwd=BASE_DIR, env=given, capture_output=True, text=True)


def test_a_taken_port_is_said_in_one_sentence(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(folder, "demo", PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == (f"Port {port} on 127.0.0.1 is taken by another program: choose another, such as PORT={port + 1}.")


def test_a_server_that_cannot_be_reached_is_said_without_the_password(folder: Path) -> None:
    given = {"DATABASE_URL": f"postgres://someone:secret-word@127.0.0.1:{free_port()}/shop", "PORT": str(free_port())}
    done = run(folder, "demo", **given)
    assert done.returncode == 1
    assert done.stderr.startswith("The database in DATABASE_URL (127.0.0.1:")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret-word" not in done.stdout + done.stderr


def test_reset_never_drops_a_server_of_ones_own(folder: Path) -> None:
    done = run(folder, "reset", DATABASE_URL="postgres://someone@127.0.0.1:1/shop")
    assert done.returncode == 1
    assert "never dropped" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_all_it_started_and_keeps_the_data(folder: Path, how: signal.Signals) -> None:
    port = free_port()
    running = launcher(folder, "start", port)
    greeting = greeted(running)
    assert json.loads(ask(port)[1]) == {"database": "ok", "migrations": "ok", "worker": "ok", "disk": "ok"}
    bystander = subprocess.run([sys.executable, "manage.py", "check"], cwd=BASE_DIR, env=environment(folder), check=False)
    assert bystander.returncode == 0
    refused = run(folder, "reset")
    assert "in use" in refused.stderr
    running.send_signal(how)
    output, _ = running.communicate(timeout=40)
    assert running.returncode == 0
    assert "one-time password" in greeting and "Stopped." in output
    assert [process.cmdline() for process in processes_of(folder)] == []
    assert (folder / "postgres" / "data" / "PG_VERSION").exists()
    assert run(folder, "reset").returncode == 0
    assert not (folder / "postgres").exists()


@pytest.mark.long
def test_nothing_survives_a_killed_launcher(folder: Path) -> None:
    port = free_port()
    running = launcher(folder, "start", port)
    greeted(running)
    running.kill()
    running.communicate()
    assert eventually(lambda: not processes_of(folder), 30), processes_of(folder)


@pytest.mark.long
def test_web_and_database_come_back_after_a_kill(folder: Path) -> None:
    port = free_port()
    running = launcher(folder, "start", port)
    greeted(running)
    for part in ("granian", "procrastinate", "launch.postgres.keeper"):
        for process in processes_of(folder):
            if any(part in word for word in process.cmdline()):
                os.kill(process.pid, signal.SIGKILL)
        assert eventually(lambda: ask(port)[0] != 200, 3) or part == "procrastinate"
        assert eventually(lambda: ask(port)[0] == 200, 60), part
    running.terminate()
    running.communicate(timeout=40)
    assert [process.cmdline() for process in processes_of(folder)] == []


def greeted(running: "subprocess.Popen[str]") -> str:
    """What it said until it was ready: a service killed before, when it answers but the launcher has not heard it yet,
    did not start, which ends the launcher."""
    assert running.stdout is not None
    said = ""
    while "Logs: " not in said:
        line = running.stdout.readline()  # ends with the launcher, which gives up by itself
        assert line, said + "\n".join(running.communicate(timeout=40))
        said += line
    return said
