"""The first administrator (A1)."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from agents.models import Agent
from tests.agents.test_log_in import log_in
from tests.world import PASSWORD


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"USERNAME": "first", "EMAIL": "first@example.net", "PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)


def test_on_an_empty_database_it_makes_one_who_enters_the_administration(
    db: None, environment: None, client: object, audit: Callable[[], list[str]]
) -> None:
    call_command("createsuperuser", interactive=False, verbosity=0)
    assert [role.code for role in Agent.objects.get(username="first").roles.all()] == ["administrator"]
    assert audit() == ["agent.created"]
    assert log_in(client, "first")["Location"] == "/"  # type: ignore[arg-type]
    assert client.get("/admin/").status_code == 200  # type: ignore[attr-defined]


def test_twice_is_refused_in_words(db: None, environment: None, audit: Callable[[], list[str]]) -> None:
    call_command("createsuperuser", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match="already"):
        call_command("createsuperuser", interactive=False, verbosity=0)
    assert audit() == ["agent.created"]
