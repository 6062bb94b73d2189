"""Finding returns by criteria: each alone and two together against brute force, within the channels one may see."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from agents.actors import Actor
from agents.models import Reason
from returns.criteria import CRITERIA, ask_returns, find_returns_by
from returns.models import Return, ReturnLine
from returns.search import fill
from tests.factories import placed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def requests(world: World) -> list[Return]:
    """Twenty-four of two channels, of which every criterion knows something."""
    for code in ("damaged", "late"):
        Reason.objects.create(organization=world.organization, kind=Reason.Kind.RETURN, code=code, label=code.title())
    Return.objects.all().delete()
    for i in range(24):
        channel, customer = (world.uk, world.uma) if i % 4 == 3 else (world.de, world.mina if i % 2 else world.bo)
        order = placed(customer, channel, name=(customer.first_name, customer.last_name))
        made = Return(
            order=order, channel=channel, customer=customer, currency="EUR", status=Return.Status.values[i % 4], type=Return.Type.values[i % 2],
            receive_status=Return.ReceiveStatus.values[i % 3], refund_status=Return.RefundStatus.values[i % 3], action_required=i % 5 == 0,
            replace_status=Return.ReplaceStatus.values[i % 3], refund_amount=Decimal(i), external_number=f"E{i}" if i % 2 else "",
            created_at=datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=i),
        )  # fmt: skip
        fill(made, order).save()
        reason = "damaged" if i % 3 else "late"
        ReturnLine.objects.create(request=made, line=order.lines.get(), quantity=1, reason_code=reason, reason=reason.title())
    return list(Return.objects.select_related("order", "customer", "channel").prefetch_related("lines"))


def customer_number(one: Return) -> str:
    return one.customer.number if one.customer else ""


ALONE: dict[str, tuple[tuple[str, ...], Callable[[Return, str], bool]]] = {
    "rma": (("R-2", "r2", "201"), lambda r, v: r.number.startswith("R-" + v.lstrip("Rr-"))),
    "external_number": (("e1",), lambda r, v: r.external_number.startswith("E1")),
    "order": (("1", "100"), lambda r, v: r.order.number.startswith(v)),
    "number": (("C-1", "1"), lambda r, v: customer_number(r).startswith("C-1")),
    "last_name": (("hark", "Mol"), lambda r, v: r.search_last.startswith(v.lower())),
    "first_name exact": (("bo", "b"), lambda r, v: r.search_first == v),
    "email": (("mina", "BO@"), lambda r, v: r.search_email.startswith(v.lower())),
    "email contains": (("example.com",), lambda r, v: v in r.search_email),
    "state": (tuple(Return.Status.values[:3]), lambda r, v: r.status == v),
    "type": (("refund", "replace"), lambda r, v: r.type == v),
    "receive_status": (("waiting", "received"), lambda r, v: r.receive_status == v),
    "refund_status": (("refunded",), lambda r, v: r.refund_status == v),
    "replace_status": (("replaced",), lambda r, v: r.replace_status == v),
    "reason": (("damaged", "late"), lambda r, v: r.lines.all()[0].reason_code == v),
    "channel": (("de", "uk", "x"), lambda r, v: r.channel.code == v),
    "created_from": (("2026-03-10",), lambda r, v: r.created_at >= datetime(2026, 3, 10, tzinfo=UTC)),
    "created_to": (("10.03.2026",), lambda r, v: r.created_at < datetime(2026, 3, 11, tzinfo=UTC)),
    "refund_min": (("7,5",), lambda r, v: r.refund_amount >= Decimal("7.5")),
    "refund_max": (("7.50",), lambda r, v: r.refund_amount <= Decimal("7.5")),
    "action_required": (("yes", "no"), lambda r, v: r.action_required == (v == "yes")),
}  # fmt: skip
CASES = [(name, value) for name, (values, _holds) in ALONE.items() for value in values]


def params(*cases: tuple[str, str]) -> dict[str, str]:
    split = [(name.split()[0], name.partition(" ")[2], value) for name, value in cases]
    return {**{name: value for name, _how, value in split}, **{f"{name}_how": how for name, how, _value in split if how}}


def brute(requests: list[Return], actor: Actor, *cases: tuple[str, str]) -> list[int]:
    found = [one for one in requests if one.channel_id in actor.channel_ids and all(ALONE[name][1](one, value) for name, value in cases)]
    return [one.pk for one in sorted(found, key=lambda one: (one.created_at, one.pk), reverse=True)]


def found(actor: Actor, typed: dict[str, str], query: str = "") -> list[int]:
    asked = ask_returns(actor, typed)
    assert asked.errors == {}, (typed, asked.errors)
    return [row.pk for row in find_returns_by(actor, asked, query, limit=500).rows]


def test_the_table_below_knows_every_criterion() -> None:
    assert {name.split()[0] for name in ALONE} == {one.name for one in CRITERIA}


@pytest.mark.parametrize("who", ["ada", "otto"])
def test_each_criterion_alone_finds_what_it_should_and_only_that(world: World, requests: list[Return], who: str) -> None:
    actor = world.as_(getattr(world, who))
    for case in CASES:
        assert found(actor, params(case)) == brute(requests, actor, case), case


def test_any_two_criteria_find_what_holds_of_both(world: World, requests: list[Return]) -> None:
    actor = world.as_(world.ada)
    for one, other in itertools.combinations(CASES, 2):
        if one[0].split()[0] != other[0].split()[0] and not ask_returns(actor, params(one, other)).errors:
            assert found(actor, params(one, other)) == brute(requests, actor, one, other), (one, other)


def test_the_words_of_the_box_narrow_it_further(world: World, requests: list[Return]) -> None:
    actor = world.as_(world.ada)
    assert found(actor, {"type": "replace"}, "mina") == brute(requests, actor, ("type", "replace"), ("email", "mina")) != []
    one = requests[0]
    assert found(actor, {"type": one.type}, one.number) == [one.pk]
    assert found(actor, {"type": one.type}, one.order.number) == [one.pk]
