"""The widths of windows at which pages are looked at: a telephone's and a desk's at each run, those between in the long tests."""

from typing import Any

import pytest

QUICK = (390, 1440)
BETWEEN = (800, 1100)
WIDTHS = (390, 800, 1100, 1440)


def at(*widths: int) -> list[Any]:
    """These widths as parameters of a test."""
    return [pytest.param(width, marks=[] if width in QUICK else pytest.mark.long) for width in widths]


def in_turn() -> list[Any]:
    """All widths for a test that goes through several of them: one run of it for those of each kind."""
    return [pytest.param(QUICK, id="quick"), pytest.param(BETWEEN, id="between", marks=pytest.mark.long)]
