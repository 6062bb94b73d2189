"""The mark that keeps these tests in a part of their own, where nothing else runs beside them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.browser.web import written_for_good
from tests.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.race)


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Written for good, for every connection to see. By its name a test database is made even where only these tests run."""
    with django_db_blocker.unblock(), written_for_good():
        yield


@pytest.fixture
def world(db: None) -> World:
    """The cast, and an empty queue."""
    return build()
