"""The door of every act: right, transaction, locks."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from agents.actors import NOBODY, system
from agents.models import Role
from contactcenter.actions import REGISTRY, action, lock
from contactcenter.errors import Conflict, NotAllowed, RuleError

pytestmark = pytest.mark.django_db
MAY = system("test", rights=frozenset({"write"}))


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """Acts of these tests are no acts of the product."""
    before = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


def test_without_the_right_nothing_runs() -> None:
    ran = []
    act = action("write")(lambda actor: ran.append(actor))
    with pytest.raises(NotAllowed) as refused:
        act(NOBODY)
    assert refused.value.code == "not_allowed" and not ran


def test_an_act_is_one_transaction() -> None:
    def make_role_and_fail(actor: object) -> None:
        assert connection.in_atomic_block
        Role.objects.create(code="half", name="Half done")
        raise RuleError("bad", "Bad.")

    with pytest.raises(RuleError):
        action("write")(make_role_and_fail)(MAY)
    assert not Role.objects.filter(code="half").exists()


def test_an_act_is_registered_under_its_app_and_name() -> None:
    def do_nothing(actor: object) -> None: ...

    do_nothing.__module__ = "carts.actions.lines"
    done = action("write")(do_nothing)
    assert REGISTRY["carts.do_nothing"] == ("write", done)


def test_a_second_act_of_the_same_name_is_refused_when_it_is_loaded() -> None:
    def do_nothing(actor: object) -> None: ...

    first = action("write")(do_nothing)
    with pytest.raises(ImproperlyConfigured, match="tests.do_nothing"):
        action("read")(do_nothing)
    assert REGISTRY["tests.do_nothing"] == ("write", first)


@pytest.mark.parametrize(("state", "busy"), [("55P03", True), ("40P01", True), ("57014", False), ("57P03", False)])
def test_a_lock_not_had_in_time_is_a_conflict_and_nothing_else_is(state: str, busy: bool) -> None:
    def wait(actor: object) -> None:
        error = OperationalError("the database gave up")
        error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
        raise error

    with pytest.raises(Conflict if busy else OperationalError):
        action("write")(wait)(MAY)


def test_lock_reads_the_row_again() -> None:
    role = Role.objects.create(code="x", name="Before")
    Role.objects.filter(pk=role.pk).update(name="After")
    assert lock(role).name == "After"
