"""`./manage.py` works as the README prints it, whichever Python is called."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
BARE = Path(sys.base_prefix) / "bin" / "python3"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")


@pytest.mark.skipif(not BARE.exists(), reason="the Python of this environment is not where it says")
def test_a_python_without_django_finds_that_of_the_checkout() -> None:
    done = run(BARE, "-I", HERE / "manage.py", "help", "import_commerce")
    assert done.returncode == 0, done.stderr
    assert "usage: manage.py import_commerce" in done.stdout


@pytest.mark.skipif(not BARE.exists(), reason="the Python of this environment is not where it says")
def test_before_anything_is_set_up_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "manage.py").write_bytes((HERE / "manage.py").read_bytes())
    done = run(BARE, "-I", tmp_path / "manage.py", "check")
    assert done.returncode == 1
    assert done.stderr == "Not set up yet: run `make start` or `make demo` once in this folder.\n"


def test_the_command_can_be_run_as_it_stands() -> None:
    assert (HERE / "manage.py").stat().st_mode & 0o111
