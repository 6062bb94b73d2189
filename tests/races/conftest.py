"""The mark that keeps these tests in a part of their own, where nothing else runs beside them."""

from pathlib import Path

import pytest
from django.db import connection

from tests.world import World, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.race)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast, written for every connection to see, and an empty queue: Django empties only the tables of its own models."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_events, procrastinate_periodic_defers CASCADE")
    return build()
