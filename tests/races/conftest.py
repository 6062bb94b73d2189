"""The mark that keeps these tests in a part of their own, where nothing else runs beside them."""

from pathlib import Path

import pytest

from tests.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.race)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast, written for every connection to see."""
    return build()
