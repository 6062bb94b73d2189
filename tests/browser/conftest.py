"""The browser, and the mark that keeps its tests in a part of their own."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import launch_arguments

# Playwright keeps an event loop in the test's thread; the database is used from the server's threads and between its steps.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}
