"""The embedded server lives as long as anybody uses it, and no longer."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from contactcenter.places import BASE_DIR
from launch.postgres import cluster
from tests.launcher.processes import address, environment, eventually, processes_of, user_of

LONG_NAME = "n" * 110


def keeper_of(folder: Path) -> int:
    (keeper,) = [process for process in processes_of(folder) if "launch.postgres.keeper" in process.cmdline()]
    return keeper.pid


@pytest.mark.long
def test_server_stops_after_its_last_user_was_killed(folder: Path) -> None:
    first = user_of(folder)
    where = address(first)
    second = user_of(folder)
    assert address(second) == where
    keeper = keeper_of(folder)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not eventually(lambda: not processes_of(folder), 5), "the second still uses it"
    assert keeper_of(folder) == keeper
    second.send_signal(signal.SIGKILL)
    second.wait()
    assert eventually(lambda: not processes_of(folder))
    assert "database system is shut down" in (folder / "postgres" / "server.log").read_text()
    assert not (folder / "postgres" / "data" / "postmaster.pid").exists()


def test_a_key_is_made_once_and_for_the_owner_only(folder: Path) -> None:
    command = [sys.executable, "-c", "from contactcenter.secret import secret_key; print(secret_key())"]
    users = [subprocess.Popen(command, cwd=BASE_DIR, env=environment(folder), stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {user.communicate()[0] for user in users}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= 50
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.long
def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    users = [user_of(folder) for _ in range(6)]
    assert len({address(user) for user in users}) == 1
    keeper_of(folder)
    for user in users:
        user.kill()
        user.wait()
    assert eventually(lambda: not processes_of(folder))


@pytest.mark.long
def test_server_ends_with_a_killed_keeper_and_the_next_process_starts_it_again(folder: Path) -> None:
    users = [user_of(folder)]
    where = address(users[0])
    for _ in range(5):
        os.kill(keeper_of(folder), signal.SIGKILL)
        users.append(user_of(folder))
        assert address(users[-1]) == where
    for user in users:
        user.kill()
        user.wait()
    assert eventually(lambda: not processes_of(folder))
    assert "database system is shut down" in (folder / "postgres" / "server.log").read_text().splitlines()[-1]


@pytest.mark.long
def test_a_data_folder_that_is_damaged_is_said_in_one_sentence(folder: Path) -> None:
    with user_of(folder) as user:
        address(user)
        user.kill()
    assert eventually(lambda: not processes_of(folder))
    data = folder / "postgres" / "data"
    (data / "global" / "pg_control").write_bytes(b"\0" * 100)
    said = refusal(folder)
    assert said.startswith(f"The data folder {data} is damaged")
    assert "make reset" in said
    (data / "PG_VERSION").write_text("12\n")
    assert "was made by PostgreSQL 12" in refusal(folder)
    (data / "PG_VERSION").unlink()
    assert "PG_VERSION is missing" in refusal(folder)


@pytest.mark.long
def test_a_broken_first_start_leaves_nothing_that_looks_like_data(folder: Path) -> None:
    draft = folder / "postgres" / "data.new"
    draft.mkdir(parents=True)
    (draft / "half").write_text("made")
    with user_of(folder) as user:
        assert address(user).startswith("postgres://")
        user.kill()
    assert not draft.exists()


@pytest.mark.long
def test_a_path_too_long_for_a_socket_is_no_obstacle(folder: Path) -> None:
    deep = folder / LONG_NAME
    deep.mkdir()
    with user_of(deep) as user:
        where = address(user)
        user.kill()
    assert where.startswith("postgres://")
    assert LONG_NAME not in where
    shutil.rmtree(deep, ignore_errors=True)


def refusal(folder: Path) -> str:
    """What `manage.py` says on standard error: one line, and an exit code."""
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=BASE_DIR, env=environment(folder), capture_output=True, text=True)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


def test_the_server_takes_its_share_of_the_machine_and_leaves_most_of_it() -> None:
    small, large, vast = (cluster.shares_of(gigabytes << 30) for gigabytes in (1, 24, 512))
    assert small == {"shared_buffers": "128MB", "effective_cache_size": "512MB", "maintenance_work_mem": "64MB"}
    assert large == {"shared_buffers": "3072MB", "effective_cache_size": "12288MB", "maintenance_work_mem": "384MB"}
    assert (vast["shared_buffers"], vast["maintenance_work_mem"]) == ("8192MB", "1024MB")
