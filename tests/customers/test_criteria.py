"""Finding customers by criteria: each alone and many together against brute force, within the channels one may see."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Channel, Organization
from customers.criteria import CRITERIA, ask_customers, find_customers_by
from customers.models import Account, Customer, CustomerSet, Login, Segment
from customers.search import fill
from search.bounded import Ids
from search.criteria import contains
from search.terms import fold, fold_code, fold_email
from tests.customers.crowd import crowd
from tests.factories import SEES

pytestmark = pytest.mark.django_db
CITIES = ("Berlin", "Bad Tölz", "São Paulo", "Leeds", "")


@pytest.fixture
def people(db: None) -> list[Customer]:
    """Two hundred of three channels, of whom every criterion knows something."""
    organization = Organization.objects.create(name="Crowd")
    channels = [
        Channel.objects.create(organization=organization, code=code, name=code, country=country, currency="EUR")
        for code, country in (("one", "DE"), ("two", "US"), ("three", "DE"))
    ]
    vip, late = (Segment.objects.create(organization=organization, code=code, name=code) for code in ("vip", "late"))
    retail = CustomerSet.objects.create(organization=organization, code="retail", name="Retail")
    acme = Account.objects.create(channel=channels[0], number="A-77", name="Acme & Sons")
    made = crowd(channels, 200)
    for i, one in enumerate(made):
        one.birthday = date(1980, 1, 1 + i % 20) if i % 4 else None
        one.active, one.lifetime_value = i % 7 != 0, Decimal(i * 5) / 2
        one.created_at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC) + timedelta(hours=i)
        one.customer_set, one.account = retail if i % 5 == 0 else None, acme if i % 9 == 0 and one.channel == channels[0] else None
        city = CITIES[i % 5]
        fill(one, postal_code=one.search_postal_code, city=city, home_country=("DE", "AT", "BR", "GB", "")[i % 5])
        one.save()
        one.segments.set([segment for segment, every in ((vip, 3), (late, 10)) if i % every == 0])
        if i % 6 == 0:
            Login.objects.create(customer=one, channel=one.channel, user_name=f"u{i}", locked_at=one.created_at if i % 12 == 0 else None)
    return list(Customer.objects.select_related("login", "account", "customer_set").prefetch_related("segments"))


def seeing(people: list[Customer], codes: tuple[str, ...] = ("one", "two", "three")) -> Actor:
    channels = list(Channel.objects.filter(code__in=codes))
    organization = Organization.objects.get().pk
    seen = tuple(one.pk for one in channels)
    return Actor(kind=ActorKind.AGENT, name="Ada", rights=SEES, organization_id=organization, channel_ids=seen, timezone="Europe/Berlin")


def locked(one: Customer) -> bool:
    return hasattr(one, "login") and one.login.locked_at is not None


def local(one: Customer, actor: Actor) -> date:
    return one.created_at.astimezone(actor.zone).date()


PHONES = {"+49 30 1000": "49301000", "001 212 555": "1212555", "+49 170": "49170"}
Holds = Callable[[Customer, str, Actor], bool]
ALONE: dict[str, tuple[tuple[str, ...], Holds]] = {
    "last_name": (("mül", "SMITH", "von b", "王", "zz"), lambda c, v, a: c.search_last.startswith(fold(v))),
    "last_name exact": (("Müller", "Smith", "mul"), lambda c, v, a: c.search_last == fold(v)),
    "last_name contains": (("ller", "th", "%", "m_"), lambda c, v, a: bool(fold(v)) and fold(v) in c.search_last),
    "first_name": (("ann", "Jö", "m"), lambda c, v, a: c.search_first.startswith(fold(v))),
    "first_name exact": (("Anna", "anna maria"), lambda c, v, a: c.search_first == fold(v)),
    "birthday": (("1980-01-05", "05.01.1980", "5/1/1980", "1990-01-01"), lambda c, v, a: c.birthday == date(1990 if "90-" in v else 1980, 1, 1 if "90-" in v else 5)),  # noqa: E501
    "number": (("C-12", "c123", "1"), lambda c, v, a: c.number.startswith("C-" + v.lstrip("Cc-"))),
    "number exact": (("C-10000", "1"), lambda c, v, a: c.number == "C-" + v.lstrip("Cc-")),
    "external_number": (("X0", "x01"), lambda c, v, a: c.external_number.startswith(v.upper())),
    "email": (("mul", "X.Y"), lambda c, v, a: c.search_email.startswith(fold_email(v))),
    "email contains": (("8@example", "%"), lambda c, v, a: fold_email(v) in c.search_email),
    "phone": (("+49 30 1000", "001 212 555", "+49 170"), lambda c, v, a: any(p.startswith(PHONES[v]) for p in (c.search_phone, c.search_mobile))),
    "postal_code": (("101", "sw1a 1"), lambda c, v, a: c.search_postal_code.startswith(fold_code(v))),
    "postal_code exact": (("10115", "SW1A1AA", "101"), lambda c, v, a: c.search_postal_code == fold_code(v)),
    "city": (("bad toelz", "Sao", "ber"), lambda c, v, a: c.search_city.startswith(fold(v))),
    "city contains": (("olz", "e"), lambda c, v, a: fold(v) in c.search_city),
    "country": (("de", "AT"), lambda c, v, a: c.search_country == v.upper()),
    "channel": (("one", "two", "nowhere"), lambda c, v, a: c.channel.code == v),
    "segment": (("vip", "late"), lambda c, v, a: v in {one.code for one in c.segments.all()}),
    "customer_set": (("retail",), lambda c, v, a: c.customer_set is not None),
    "account": (("a-77", "acme", "ACME &", "sons"), lambda c, v, a: c.account is not None and v != "sons"),
    "active": (("yes", "no"), lambda c, v, a: c.active == (v == "yes")),
    "locked": (("yes", "no"), lambda c, v, a: locked(c) == (v == "yes")),
    "created_from": (("2026-01-05", "03.01.2026"), lambda c, v, a: local(c, a) >= (date(2026, 1, 5) if "05" in v else date(2026, 1, 3))),
    "created_to": (("2026-01-05", "8/1/2026"), lambda c, v, a: local(c, a) <= (date(2026, 1, 5) if "05" in v else date(2026, 1, 8))),
    "value_min": (("100", "12,50", "12.5"), lambda c, v, a: c.lifetime_value >= Decimal(v.replace(",", "."))),
    "value_max": (("100", "1,000.00", "7.5"), lambda c, v, a: c.lifetime_value <= Decimal(v.replace(",", ""))),
}  # fmt: skip
CASES = [(name, value) for name, (values, _holds) in ALONE.items() for value in values]


def params(*cases: tuple[str, str]) -> dict[str, str]:
    found = {}
    for name, value in cases:
        criterion, _space, how = name.partition(" ")
        found[criterion] = value
        if how:
            found[f"{criterion}_how"] = how
    return found


def brute(people: list[Customer], actor: Actor, *cases: tuple[str, str]) -> list[int]:
    found = [one for one in people if one.channel_id in actor.channel_ids and all(ALONE[name][1](one, value, actor) for name, value in cases)]
    return [one.pk for one in sorted(found, key=lambda one: (one.search_last, one.search_first, one.pk))]


def found(actor: Actor, typed: dict[str, str], query: str = "") -> list[int]:
    asked = ask_customers(actor, typed)
    assert asked.errors == {}
    answer = find_customers_by(actor, asked, query, limit=500)
    assert (answer.total, answer.more, answer.stopped) == (len(answer.rows), False, False)
    return [row.pk for row in answer.rows]


def test_the_table_below_knows_every_criterion() -> None:
    assert {name.split()[0] for name in ALONE} == {one.name for one in CRITERIA}


def test_each_criterion_alone_finds_what_it_should_and_only_that(people: list[Customer]) -> None:
    some = 0
    for codes in (("one", "two", "three"), ("two",), ("one", "three")):
        actor = seeing(people, codes)
        for name, value in CASES:
            if name.split()[1:] == ["contains"] and not fold(value) and name[0] == "l":
                continue  # refused: see below
            expected = brute(people, actor, (name, value))
            assert found(actor, params((name, value))) == expected, (name, value, codes)
            some += bool(expected)
    assert some > len(CASES) * 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_criteria_together_find_what_holds_of_all(people: list[Customer], data: st.DataObject) -> None:
    cases = data.draw(st.lists(st.sampled_from(CASES), min_size=2, max_size=4, unique_by=lambda case: case[0].split()[0]))
    typed, actor = params(*cases), seeing(people, data.draw(st.sampled_from([("one", "two", "three"), ("three",)])))
    if ask_customers(actor, typed).errors:
        return
    assert found(actor, typed) == brute(people, actor, *cases)


def test_the_words_of_the_box_narrow_it_further(people: list[Customer]) -> None:
    actor = seeing(people)
    german = set(brute(people, actor, ("country", "DE")))
    named = [one for one in people if one.pk in german and "mul" in (one.search_last[:3], one.search_first[:3], one.search_email[:3])]
    assert sorted(found(actor, {"country": "DE"}, "mul")) == sorted(one.pk for one in named) != []
    assert found(actor, {"last_name": "mul"}, "101") == [one for one in brute(people, actor, ("last_name", "mul")) if by_fact(people, one, "101")]


def by_fact(people: list[Customer], pk: int, digits: str) -> bool:
    one = next(each for each in people if each.pk == pk)
    phones = (one.search_phone, one.search_mobile)
    return one.search_postal_code.startswith(digits) or one.number.startswith(f"C-{digits}") or any(p.startswith(("101", "49101")) for p in phones)


WRONG: list[tuple[dict[str, str], str]] = [
        ({"birthday": "soon"}, "birthday"), ({"birthday": "31.02.2026"}, "birthday"),
        ({"created_from": "2026-02-01", "created_to": "1/1/2026"}, "created_to"),
        ({"value_min": "ten"}, "value_min"), ({"value_min": "-1"}, "value_min"), ({"value_min": "10", "value_max": "9,99"}, "value_max"),
        ({"segment": "nope"}, "segment"), ({"active": "maybe"}, "active"), ({"country": "Atlantis"}, "country"), ({"number": "K-1"}, "number"),
        ({"last_name": "%"}, "last_name"), ({"phone": "12"}, "phone"), ({"value_max": "1" * 40}, "value_max"),
]  # fmt: skip


def test_what_cannot_be_read_is_said_at_its_field_and_stays_typed(people: list[Customer]) -> None:
    for typed, wrong in WRONG:
        asked = ask_customers(seeing(people), typed)
        assert list(asked.errors) == [wrong]
        assert asked.typed == typed


def test_wildcards_and_injection_are_plain_characters(people: list[Customer]) -> None:
    names = ("last_name", "email", "external_number", "account", "postal_code", "channel")
    values = ("'; DROP TABLE x; --", "%(a)s", "{0}", "\\", "a\0b", "100%", "\U0010ffff", "%sq9")
    for name, value, how in product(names, values, ("", "exact", "contains")):
        asked = ask_customers(seeing(people), {name: value, f"{name}_how": how})
        assert asked.errors or find_customers_by(seeing(people), asked).rows == [], (name, value, how)


def test_a_wildcard_within_contains_is_escaped() -> None:
    assert contains("c.x", "a%_\\b").values == (r"%a\%\_\\b%",)


def test_another_channel_is_as_good_as_none(people: list[Customer]) -> None:
    actor = seeing(people, ("two",))
    assert found(actor, {"channel": "one"}) == found(actor, {"channel": "nowhere"}) == []
    assert found(actor, {"account": "Acme"}) == []
    nobody = Actor(kind=ActorKind.AGENT, name="none")
    assert find_customers_by(nobody, ask_customers(nobody, {"last_name": "m"})).rows == []


def test_a_broad_search_is_bounded_by_time_and_shows_what_was_found(people: list[Customer]) -> None:
    actor = seeing(people)
    asked = ask_customers(actor, {"email": "example", "email_how": "contains"})
    asked.clauses.insert(0, type(asked.clauses[0])("(SELECT true FROM pg_sleep(0.01))"))
    asked.clauses.append(type(asked.clauses[0])("(c.id >= 0 AND pg_sleep(0.02) IS NOT NULL)"))
    answer = find_customers_by(actor, asked, limit=500, seconds=0.5)
    assert answer.stopped and 0 < len(answer.rows) < 134
    assert answer.total == len(answer.rows)
    assert found(actor, {"country": "DE"}) == brute(people, actor, ("country", "DE")), "the connection is as it was"


def test_what_was_stopped_has_no_next_page_and_no_total_of_all(people: list[Customer], monkeypatch: pytest.MonkeyPatch) -> None:
    actor = seeing(people)
    asked, some = ask_customers(actor, {"country": "DE"}), Ids([one.pk for one in people[:30]], None, stopped=True, arbitrary=True)
    whole = find_customers_by(actor, asked, limit=5)
    monkeypatch.setattr("search.finding.find_ids", lambda *args, **how: some)
    for sort in ("", "email"):
        stopped = find_customers_by(actor, asked, sort=sort, limit=5)
        assert (stopped.after, stopped.more, stopped.total, stopped.stopped) == ("", True, 30, True)
    assert find_customers_by(actor, asked, limit=5, after=whole.after).total == 30


def test_what_only_came_first_has_no_next_page(people: list[Customer], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all could not be counted in time, but many were found."""
    monkeypatch.setattr("search.bounded.ENOUGH", 20)
    monkeypatch.setattr("search.bounded.all_within", lambda *args: None)
    actor = seeing(people)
    found = find_customers_by(actor, ask_customers(actor, {"country": "DE"}), limit=5)
    assert (found.after, found.more, found.total, found.stopped) == ("", True, None, False)


def test_no_time_at_all_is_no_error(people: list[Customer]) -> None:
    actor = seeing(people)
    answer = find_customers_by(actor, ask_customers(actor, {"country": "DE"}), seconds=0)
    assert answer.stopped and answer.rows == []


def test_many_more_than_are_counted_come_in_order_all_the_same(people: list[Customer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.bounded.ENOUGH", 20)
    actor = seeing(people)
    answer = find_customers_by(actor, ask_customers(actor, {"active": "yes"}), limit=10)
    assert (answer.total, answer.more) == (None, True)
    assert [row.pk for row in answer.rows] == brute(people, actor, ("active", "yes"))[:10]


@pytest.mark.parametrize("enough", [20, 10_000])
@pytest.mark.parametrize("sort", ["", "email", "-number"])
def test_pages_follow_each_other_without_a_gap(people: list[Customer], monkeypatch: pytest.MonkeyPatch, enough: int, sort: str) -> None:
    """In the own order however many there are; by a column as far as all could be sorted."""
    monkeypatch.setattr("search.bounded.ENOUGH", enough)
    monkeypatch.setattr("search.finding.ENOUGH", enough)
    actor = seeing(people)
    expected, asked = brute(people, actor, ("country", "DE")), ask_customers(actor, {"country": "DE"})
    got, after, totals = list[int](), "", set[Any]()
    while not got or after:
        page = find_customers_by(actor, asked, sort=sort, limit=7, after=after)
        got, after = got + [row.pk for row in page.rows], page.after
        totals.add((page.total, page.looked_at))
    whole = enough > len(expected) > 30
    assert totals == {(len(expected) if whole else None, enough if sort and not whole else 0)}
    assert len(got) == len(set(got)) == (enough if sort and not whole else len(expected)) and set(got) <= set(expected)
    assert sort or got == expected


def test_a_header_sorts_what_was_found(people: list[Customer]) -> None:
    actor = seeing(people)
    rows: list[Any] = find_customers_by(actor, ask_customers(actor, {"country": "DE"}), sort="-birthday", limit=100).rows
    days = [row.birthday for row in rows if row.birthday]
    assert days == sorted(days, reverse=True) and len(days) > 5
