"""After an upgrade whose rules read names otherwise, the search columns are written anew by themselves."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from customers.models import Customer
from customers.search import columns
from interchange import search_rules
from interchange.models import SearchRules
from tests.jobs import run_jobs
from tests.world import World


def start() -> str:
    """What `make start` asks after the migrations."""
    said = StringIO()
    call_command("rebuild_search", after_upgrade=True, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_new_database_has_nothing_to_renew() -> None:
    assert start() == "" and SearchRules.objects.count() == 1


@pytest.mark.django_db
def test_asking_writes_nothing() -> None:
    assert search_rules.are_current() and not SearchRules.objects.exists()


@pytest.mark.django_db
def test_rules_that_are_the_same_ask_for_nothing(world: World) -> None:
    search_rules.note_current()
    assert start() == "" and not ProcrastinateJob.objects.filter(task_name="interchange.renew_search").exists()


def other_rule(fold: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: fold(text).replace("k", "c")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_other_rules_are_said_and_applied_by_the_worker(world: World, monkeypatch: Any) -> None:
    search_rules.note_current()
    before = search_rules.fingerprint()
    monkeypatch.setattr(columns, "fold", other_rule(columns.fold))  # another release
    assert search_rules.fingerprint() != before
    assert "written anew in the background" in start() and "written anew" in start()
    assert ProcrastinateJob.objects.filter(task_name="interchange.renew_search").count() == 1
    run_jobs()
    assert Customer.objects.get(pk=world.mina.pk).search_last == "harcer" and start() == ""


@pytest.mark.django_db
def test_a_database_of_a_release_that_kept_no_rules_is_renewed(world: World) -> None:
    SearchRules.objects.create(fingerprint="")  # as its migration notes it
    assert "written anew" in start()
