"""A data folder that the server's account can reach, and nothing left running in it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.launcher.processes import eventually, processes_of


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="launcher-")).resolve()
    path.chmod(0o755)  # pytest's own folders are closed to the account that runs the server as root
    yield path
    eventually(lambda: not processes_of(path), 6)
    for process in processes_of(path):
        try:
            process.kill()
        except psutil.Error:
            pass
    eventually(lambda: not processes_of(path))
    shutil.rmtree(path)
