"""What the tests of import and export share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from contactcenter.invariants import broken
from interchange import run_import as importing
from interchange.report import Summary
from tests.interchange.made import write_set

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def needs_shared_data() -> Path:
    """The folder of public data sets beside the checkout. They are optional everywhere, in CI as well."""
    if not SHARED.is_dir():
        (pytest.xfail if os.environ.get("CI") == "true" else pytest.skip)(f"the optional data sets are not in {SHARED}")
    return SHARED


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A small set of CSV files: twenty orders of ten customers."""
    return write_set(tmp_path / "made")


@pytest.fixture
def run_import(db: None, tmp_path: Path) -> Callable[..., Summary]:
    """Import a folder; afterwards all that must always be true is true."""

    def run(folder: Path, kind: str = "csv", channel: str = "") -> Summary:
        summary = importing.run_import(kind, folder, channel=channel, refused=tmp_path / "refused.csv", quiet=True)
        assert broken() == {}
        return summary

    return run


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[], list[str]]:
    """The lines of the file of refused rows, without its header."""
    path = tmp_path / "refused.csv"
    return lambda: path.read_text("utf-8").splitlines()[1:] if path.exists() else []
