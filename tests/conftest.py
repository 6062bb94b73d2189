"""What every test can ask for."""

import fcntl
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from agents.models import Agent, AuditEntry
from contactcenter.invariants import broken
from contactcenter.places import data_directory
from tests.template import template
from tests.trails import lock_trails
from tests.worker_role import as_worker_role
from tests.world import World, build, made_once


def pytest_configure(config: pytest.Config) -> None:
    """One run at a time: two would empty each other's databases. The workers of a run belong to it."""
    if hasattr(config, "workerinput"):
        return
    data_directory().mkdir(parents=True, exist_ok=True)
    lock = (data_directory() / "tests.lock").open("w")
    config.add_cleanup(lock.close)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise pytest.UsageError("Other tests are running in this checkout: wait until they have ended.") from None


@pytest.fixture(autouse=True, scope="session")
def quick_settings() -> Iterator[None]:
    """Tests log in often and collect no static files: quick hashes, and static files under their own names."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database of each worker is a copy of one in which every migration has run."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests with real transactions empty all tables, as only the owner of the database can: the lock of the trails is taken off here."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")  # pytest-django makes none where no test asks for one by name
        lock_trails(False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('order_number_seq', 30000), setval('customer_number_seq', 70000)")  # no digits of one another's, nor of a
            # postcode that a test gives as a number
        made_once()  # in no test's language, settings or time


@pytest.fixture
def world(db: None) -> World:
    """The named cast and their small shop."""
    return build()


@pytest.fixture
def as_(world: World) -> Callable[[Agent], Client]:
    """A browser in which this agent is logged in, which enforces CSRF only where a test asks for it."""

    def log_in(agent: Agent) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    return log_in


@pytest.fixture
def as_ada(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.ada)


@pytest.fixture
def invariants_hold(world: World) -> Iterator[None]:
    """After the test, all that must always be true is true."""
    yield
    assert broken() == {}


@pytest.fixture
def audit() -> Callable[[], list[str]]:
    """The verbs of the audit trail, oldest first."""
    return lambda: list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def as_worker(world: World) -> Iterator[None]:
    """From here on as the product serves: by a role that owns nothing."""
    with as_worker_role():
        yield
