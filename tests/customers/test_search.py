"""Finding customers: against brute force, within the channels one may see, in plain characters."""

import itertools
import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Channel, Organization
from customers.criteria import find_customers_by
from customers.models import Customer
from customers.search import exact_customer, fill, fill_values, find_customers
from customers.search.parts import apart_beside
from search.criteria import Filters
from search.paging import BOUND
from search.readings import Kind, Query, Term, apart, parse, readings
from search.terms import fold_email
from tests.customers.crowd import FIRST, LAST, crowd
from tests.factories import SEES

pytestmark = pytest.mark.django_db


@pytest.fixture
def channels() -> list[Channel]:
    organization = Organization.objects.create(name="Crowd")
    return [
        Channel.objects.create(organization=organization, code=code, name=code, country=country, currency="EUR")
        for code, country in (("one", "DE"), ("two", "US"), ("three", "DE"))
    ]


@pytest.fixture
def people(channels: list[Channel]) -> list[Customer]:
    return crowd(channels, 400)


def seeing(*channels: Channel) -> Actor:
    return Actor(kind=ActorKind.AGENT, name="Ada", rights=SEES, channel_ids=tuple(channel.pk for channel in channels))


def brute(people: list[Customer], channels: list[Channel], query: str) -> list[int]:
    """What the search promises, read off every row: what the first reading finds that finds anything."""
    seen = {channel.pk for channel in channels}
    visible = sorted((one for one in people if one.channel_id in seen), key=lambda one: (one.search_last, one.search_first, one.pk))
    return next((found for asked in readings(query) if (found := brute_reading(visible, channels, asked))), [])


def brute_reading(visible: list[Customer], channels: list[Channel], asked: Query) -> list[int]:
    countries = ("DE", "US") if asked.anywhere else tuple({channel.country for channel in channels})
    found = [one.pk for one in visible if matches(one, asked, countries)]
    if asked.words and not asked.facts and not asked.too_short:
        found += [one.pk for one in visible if one.pk not in found and is_further(one, asked)]
    return found


def is_further(one: Customer, asked: Query) -> bool:
    """Whether each word begins a word of the names or the e-mail, and one of them a later one; a part and the other name; or the e-mail."""
    if " " not in asked.typed and one.search_email.startswith(fold_email(asked.typed)) and one.search_email:
        return True
    of_last, of_first = ({words[0], words[-1]} - {""} for words in (one.search_last_more.split(" "), one.search_first_more.split(" ")))
    later, names = [*of_last, *of_first, one.search_email_more], [one.search_last, one.search_first]
    every = all(any(text.startswith(word) for text in (*names, *later)) for word in asked.words)
    if every and any(text.startswith(word) for text in later for word in asked.words):
        return True
    for name, theirs in ((one.search_last, one.search_first), (one.search_first, one.search_last)):
        if len(asked.words) == 1 and any(name.startswith(text) for text in apart(asked.words[0])):
            return True
        if any(name.startswith(text) and theirs.startswith(other) for text, other in apart_beside(asked.names)):
            return True
    for part, other in asked.names:
        for name, inside in ((one.search_last, of_first), (one.search_first, of_last)):
            if part and other and (name.startswith(f"{other} {part}") or name.startswith(other) and any(word.startswith(part) for word in inside)):
                return True
    return False


def matches(one: Customer, asked: Query, countries: tuple[str, ...]) -> bool:
    return is_named(one, asked) and all(fact_matches(one, term, countries) for term in asked.facts)


def is_named(one: Customer, asked: Query) -> bool:
    return any(one.search_last.startswith(last) and one.search_first.startswith(first) for last, first in asked.names)


def fact_matches(one: Customer, term: Term, countries: tuple[str, ...]) -> bool:
    begins = {
        one.search_email: [term.email] if term.email else [], one.number: term.number("C-"), one.external_number: term.codes,
        one.search_phone: term.phones(countries), one.search_mobile: term.phones(countries), one.search_postal_code: term.postal,
        one.search_city: [term.text] if term.kind is Kind.CITY else [],
    }  # fmt: skip
    return any(text and text.startswith(tuple(beginnings)) for text, beginnings in begins.items())


def queries(people: list[Customer]) -> list[str]:
    """Some 200 shapes: beginnings of any length, both names in either order, with facts, of rows that exist and of none."""
    dice = random.Random(7)
    shapes = [name[:length] for name in {*LAST, *FIRST} for length in (3, 4, 9)]
    for one in dice.sample(people, 25):
        last, first = one.last_name, one.first_name
        shapes += [f"{last} {first}", f"{first} {last}", f"{first[:1]} {last[:3]}", f"{last[:3]} {first[:1]}", f"{last[:1]} {first[:2]}"]
        shapes += [one.number, one.number[2:], one.number[:5], one.phone, one.phone[:8], one.email, one.email[:6], one.search_postal_code]
        shapes += [(local := one.email.split("@")[0]), f"{last} {local}"]
        shapes += [f"{last} {one.search_postal_code}", f"{one.search_postal_code[:3]} {first}", f"{last} {one.number}", f"{one.email} {first[:2]}"]
        shapes += [f"{last} {one.phone}", f"{one.search_postal_code} {one.number}", f"{first} {last} {one.search_postal_code[:3]}"]
    return [shape for shape in dict.fromkeys(shapes) if not parse(shape).too_short]


@pytest.mark.long
def test_every_shape_finds_what_brute_force_finds(channels: list[Channel], people: list[Customer]) -> None:
    shapes = queries(people)
    assert len(shapes) > 200
    for nth, (seen, query) in enumerate(itertools.product((channels, channels[1:2], channels[::2]), shapes)):
        expected = brute(people, seen, query)
        found = find_customers(seeing(*seen), query, limit=500)
        got = [row.pk for row in found.rows]
        assert got == expected, query
        if nth % 4 == 0:
            by_criteria = find_customers_by(seeing(*seen), Filters(), query, limit=500)
            assert sorted(row.pk for row in by_criteria.rows) == sorted(expected), query


def test_a_page_is_the_beginning_of_the_whole(channels: list[Channel], people: list[Customer]) -> None:
    for query in ("mul", "ann", "mul ann", "smith", "s an", "ma"):
        whole = brute(people, channels, query)
        found = find_customers(seeing(*channels), query, limit=5)
        if not found.too_short:
            assert [row.pk for row in found.rows] == whole[:5], query
            assert found.more == (len(whole) > 5), query


def test_pages_follow_each_other_without_a_gap(channels: list[Channel], people: list[Customer]) -> None:
    for query in ("mul", "ann", "mar", "an mul", "s an", "1", "12", "101", "x", "mul 1", "+49 30"):
        whole = find_customers(seeing(*channels), query, limit=500)
        for sort in ("", "first_name", "-number"):
            expected = find_customers(seeing(*channels), query, limit=500, sort=sort).rows
            assert len(expected) == len(whole.rows), query
            got, after, pages = [], "", 0
            while pages == 0 or after:
                page = find_customers(seeing(*channels), query, limit=7, sort=sort, after=after)
                assert len(page.rows) <= 7 and bool(page.after) == page.more
                got += page.rows
                after, pages = page.after, pages + 1
            assert got == expected, (query, sort)


def test_pages_of_any_size_hold_all_of_many_names(channels: list[Channel], monkeypatch: pytest.MonkeyPatch) -> None:
    """Many first names begin alike, each of many people: what an export reads in pieces is whole."""
    made = [
        fill(Customer(
            channel=channels[0], number=f"C-9{n:04}", first_name=f"Mar{chr(97 + n % 60 // 3)}{n % 3}", last_name=f"Z{n % 60:02}{n:04}",
        ))
        for n in range(2400)
    ]  # fmt: skip
    Customer.objects.bulk_create(made)
    wanted = [one.number for one in sorted(made, key=lambda one: (one.search_last, one.search_first, one.pk))]
    for size in (25, BOUND - 100):
        found, after = list[str](), ""
        while True:
            page = find_customers(seeing(*channels), "mar", limit=size, after=after)
            found, after = found + [row.number for row in page.rows], page.after
            if not after:
                break
        assert found == wanted, size
    by_column = find_customers(seeing(*channels), "mar", sort="-number")
    assert [row.number for row in by_column.rows] == sorted(wanted, reverse=True)[:25] and by_column.more and not by_column.looked_at
    monkeypatch.setattr("customers.search.box.ENOUGH", 1000)
    assert find_customers(seeing(*channels), "mar", sort="-number").looked_at == 1000


def test_where_only_some_are_looked_at_the_last_page_says_so(channels: list[Channel]) -> None:
    Customer.objects.bulk_create(
        fill(Customer(channel=channels[0], number=f"C-9{n:04}", external_number=f"SAP-{n:04}", last_name=f"Z{n}")) for n in range(BOUND + 9)
    )
    for query, told in (("SAP-0", BOUND), ("SAP-01", 0)):
        page = find_customers(seeing(*channels), query, limit=90)
        while page.after:
            assert not page.looked_at
            page = find_customers(seeing(*channels), query, limit=90, after=page.after)
        assert page.looked_at == told


NOT_GIVEN_OUT = [
    "WzAsMCwiXHVkODAwIiwiYiIsMV0",
    "x", "W10", "bnVsbA", "WzAsMCwiYSIsImIiLC0xXQ",
    "WzAsOSwiYSIsImIiLDFd", "WzExODA1OTE2MjA3MTc0MTEzMDM0MjQsMCwiYSIsImIiLDFd", "WzEsMl0", "WzEsImEiXQ",
    "%00", "é", "W1tdLFtdLFtdXQ",
]  # fmt: skip
"""Nothing, and keys with something wrong in each place."""


def test_a_sorted_list_that_ends_where_a_piece_does_is_whole_on_each_page(channels: list[Channel]) -> None:
    Customer.objects.bulk_create(fill(Customer(channel=channels[0], number=f"C-9{n:04}", last_name=f"Zann{n:04}")) for n in range(BOUND))
    page = find_customers(seeing(*channels), "zann", sort="-number", limit=200)
    second = find_customers(seeing(*channels), "zann", sort="-number", limit=200, after=page.after)
    last = find_customers(seeing(*channels), "zann", sort="-number", limit=200, after=second.after)
    assert [(one.more, one.looked_at, len(one.rows)) for one in (page, second, last)] == [(True, 0, 200), (True, 0, 200), (False, 0, 100)]


def test_a_sorted_page_is_of_the_same_list_as_the_page_before(channels: list[Channel], monkeypatch: pytest.MonkeyPatch) -> None:
    """However fast the machine is just then: the time sets how much is sorted for the first page alone."""
    Customer.objects.bulk_create(
        fill(Customer(channel=channels[0], number=f"C-9{n:04}", last_name=f"Zann{n:04}", first_name=f"{n % 7}")) for n in range(3 * BOUND)
    )
    first = find_customers(seeing(*channels), "zann", sort="-number", limit=90)
    assert first.rows[0].number == f"C-9{3 * BOUND - 1:04}"
    monkeypatch.setattr("search.paging.SORTING", 0)
    second = find_customers(seeing(*channels), "zann", sort="-number", limit=90, after=first.after)
    assert [row.number for row in second.rows] == [f"C-9{3 * BOUND - 1 - n:04}" for n in range(90, 180)]


@pytest.mark.parametrize("after", NOT_GIVEN_OUT)
def test_a_page_that_nobody_gave_out_is_some_page(channels: list[Channel], people: list[Customer], after: str) -> None:
    assert {row.pk for row in find_customers(seeing(*channels), "mul", after=after).rows} <= {one.pk for one in people}


@pytest.mark.parametrize(
    ("last", "first", "email", "query"),
    [
        ("Müller-Lüdenscheidt", "Eva", "", "luedenscheidt"), ("García de la Cruz", "Ana", "", "cruz ana"), ("Lopez", "Anna Maria", "", "maria lop"),
        ("Murray", "Mina", "m.harker@example.com", "harker"), ("Murray", "Mina", "m.harker@example.com", "mina hark"),
    ],
)  # fmt: skip
def test_later_words_are_found_too(channels: list[Channel], last: str, first: str, email: str, query: str) -> None:
    one = customer(channels[0], last_name=last, first_name=first, email=email)
    named = customer(channels[0], last_name=query.split()[0], first_name=(query.split() + [""])[1])
    assert [row.pk for row in find_customers(seeing(*channels), query).rows] == [named.pk, one.pk]


def test_short_terms_match_exact_numbers_and_last_names(channels: list[Channel]) -> None:
    ng, ngo = customer(channels[0], last_name="Ng"), customer(channels[0], last_name="Ngo")
    customer(channels[0], first_name="Ng", last_name="Other")
    numbered = customer(channels[0], last_name="Short", external_number="7")
    Customer.objects.filter(pk=ngo.pk).update(number="C-12")
    found = find_customers(seeing(*channels), "Ng")
    assert (found.too_short, [row.pk for row in found.rows]) == (True, [ng.pk])
    assert [row.pk for row in find_customers(seeing(*channels), "12").rows] == [ngo.pk]
    assert [row.pk for row in find_customers(seeing(*channels), "7").rows] == [numbered.pk]
    assert find_customers(seeing(*channels), "N").rows == []


def test_other_channels_never_appear(channels: list[Channel], people: list[Customer]) -> None:
    allowed, others = seeing(channels[2]), [one for one in people if one.channel_id != channels[2].pk]
    for one in others[:40]:
        for query in (one.number, one.email, one.phone, f"{one.last_name} {one.first_name}", one.last_name):
            assert all(row.channel_code == "three" for row in find_customers(allowed, query).rows)
        assert exact_customer(allowed, one.number) is None
    assert find_customers(Actor(kind=ActorKind.AGENT, name="none"), "smith").rows == []


@pytest.mark.parametrize(
    "query", ["%%%", "___", "mul%", "m_l", "'; DROP TABLE customers_customer; --", "\\\\\\", "mul\0ler", "*:*", "{size}", "%(lo)s", "&|!()"]
)
def test_wildcards_and_injection_are_plain_characters(channels: list[Channel], people: list[Customer], query: str) -> None:
    found = find_customers(seeing(*channels), query, limit=500)
    assert len(found.rows) < len(people)
    assert [row.pk for row in found.rows] == brute(people, channels, query)[:500] or not parse(query).terms or found.too_short
    assert exact_customer(seeing(*channels), query) is None


@pytest.mark.parametrize(
    ("last", "first", "query"),
    [
        ("Müller", "Jörg", "mueller joerg"), ("Mueller", "Joerg", "Müller Jörg"), ("O’Brien", "Seán", "obrien sean"),
        ("von der Leyen", "Ursula", "ursula von der leyen"),
        ("王", "小明", "王小明"), ("Иванов", "Пётр", "петр иванов"), ("Παπαδόπουλος", "Γιώργος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("김", "철수", "김철수"), ("أحمد", "علي", "احمد"),
        ("Müller-Lüdenscheidt", "Eva", "mueller luedenscheidt"), ("Schmidt", "Anna Maria", "anna schmidt maria"),
    ],
)  # fmt: skip
def test_accents_scripts_and_order_never_matter(channels: list[Channel], last: str, first: str, query: str) -> None:
    one = customer(channels[0], last_name=last, first_name=first)
    assert [row.pk for row in find_customers(seeing(*channels), query).rows] == [one.pk]


@pytest.mark.parametrize("typed", ["030 1234567", "+49 30 1234567", "0049301234567", "(030) 1234567", "+49 (0)30 1234567", "03012345", "30 1234567"])
def test_phones_are_found_in_any_spelling(channels: list[Channel], typed: str) -> None:
    one, other = customer(channels[0], phone="030 / 1234567"), customer(channels[0], mobile="+49301234567")
    assert {row.pk for row in find_customers(seeing(*channels), typed).rows} == {one.pk, other.pk}


@pytest.mark.parametrize("typed", ["C-{0}", "c{0}", "c-{0}", "C {0}", "{0}", " {0} ", "#{0}", "\u200bC-{0}"])
def test_an_exact_number_in_any_spelling_is_the_customer(channels: list[Channel], typed: str) -> None:
    one = customer(channels[0], last_name="Exact")
    one.refresh_from_db()
    assert exact_customer(seeing(*channels), typed.format(one.number.removeprefix("C-"))) == one
    assert exact_customer(seeing(channels[1]), typed.format(one.number.removeprefix("C-"))) is None


def test_an_external_number_is_exact_unless_two_channels_use_it(channels: list[Channel]) -> None:
    one = customer(channels[0], external_number="K-7781/A")
    assert exact_customer(seeing(*channels), "K-7781/A") == one
    assert exact_customer(seeing(*channels), "k-7781/a") == one
    customer(channels[1], external_number="K-7781/A")
    assert exact_customer(seeing(*channels), "K-7781/A") is None
    assert exact_customer(seeing(channels[0]), "K-7781/A") == one


def test_a_header_sorts_what_was_found(channels: list[Channel], people: list[Customer]) -> None:
    plain = find_customers(seeing(*channels), "ann", sort="first_name").rows
    assert [row.first_name for row in plain] == sorted(
        (row.first_name for row in plain), key=lambda name: fill_values({"first_name": name}, country="DE")["search_first"]
    )
    numbers = [int(row.number[2:]) for row in find_customers(seeing(*channels), "ann", sort="-number").rows]
    assert numbers == sorted(numbers, reverse=True)
    assert find_customers(seeing(*channels), "ann", sort="password").rows == find_customers(seeing(*channels), "ann").rows


def test_one_rule_fills_a_record_and_a_row_of_an_import(channels: list[Channel]) -> None:
    values = {"first_name": "Jörg", "last_name": "Müller", "company": "Acme", "email": "J@X.de", "phone": "030 123456", "mobile": ""}
    one = fill(Customer(channel=channels[0], **values), postal_code="SW1A 1AA")
    assert {name: getattr(one, name) for name in vars(one) if name.startswith("search_")} == fill_values(values, country="DE", postal_code="SW1A 1AA")
    one.first_name = "Jürgen"
    assert fill(one).search_postal_code == "sw1a1aa"


def test_a_search_is_one_query_two_with_a_phone_and_few_where_nothing_is_found(channels: list[Channel], people: list[Customer]) -> None:
    shapes = [("mul", 2), ("mul ann", 2), ("someone@example.com", 1), ("C-10023", 1), ("+49 30", 2), ("030 1000", 4), ("smith 10115", 2)]
    for query, most in [*shapes, ("030 99999", 9), ("Order 10001", 3), ("smith 99 99", 6)]:
        with CaptureQueriesContext(connection) as asked:
            find_customers(seeing(*channels), query)
        assert 1 <= len(asked) <= most, query


def customer(channel: Channel, **fields: Any) -> Customer:
    one = fill(Customer(channel=channel, **{"last_name": "Someone", **fields}))
    one.save()
    return one
