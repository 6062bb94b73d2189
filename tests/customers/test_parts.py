"""A part of a name beside the other name finds its customer, however many share the part; and their orders and returns."""

import pytest
from django.db import connection

from agents.models import Channel
from customers.criteria import Asking, find_customers_by, words_inside
from customers.models import Customer
from customers.search import fill, find_customers
from customers.search.names import FIRST_PAGE
from customers.search.parts import INSIDE, part_params, parts
from orders.criteria import find_orders_by
from orders.search import find_orders
from returns.criteria import find_returns_by
from returns.search import find_returns
from search.criteria import Filters
from search.ranges import sized
from search.readings import parse
from tests.customers.test_search import seeing
from tests.orders.test_search import order_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(world: World) -> Channel:
    return world.de


def people(channel: Channel, *names: tuple[str, str]) -> list[Customer]:
    return Customer.objects.bulk_create(
        fill(Customer(channel=channel, number=f"C-77{place:04}", first_name=first, last_name=last)) for place, (first, last) in enumerate(names)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "luise zimmer",
        "zimmer luise",
        "lu zimmer",
        "zim lui",
        "maria zimmer",
        "santos rui",
        "rui santos",
        "reis rui",
        "rui reis santos",
        "maria anna luise zimmer",
        "zimmer anna maria",
        "luise zimmer anna",
        "santos reis rui",
    ],
)
def test_many_who_share_the_part_hide_nobody(channel: Channel, typed: str) -> None:
    many = [("Anna Maria", f"Aa{place}") for place in range(INSIDE + 1)] + [("Anna Luise", f"Ab{place}") for place in range(INSIDE + 1)]
    many += [(f"Ab{place}", "Costa Santos") for place in range(INSIDE + 1)] + [(f"Ac{place}", "Costa Reis") for place in range(INSIDE + 1)]
    *_others, zimmer, santos = people(channel, *many, ("Anna-Maria-Luise", "Zimmer"), ("Rui", "dos Reis Santos"))
    wanted = santos if "santos" in typed or "reis" in typed else zimmer
    for found in (find_customers(seeing(channel), typed), find_customers_by(seeing(channel), Filters(), typed)):
        assert [row.pk for row in found.rows] == [wanted.pk]


def test_many_different_rests_after_a_part_hide_nobody(channel: Channel) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = people(channel, *(("Maria", f"da Silva {one}{other}") for one in letters for other in letters))
    for typed in ("maria silva", "silva maria", "sil ma"):
        assert len(find_customers(seeing(channel), typed, limit=len(made)).rows) == len(made)


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [("Juan", "García López", "lopez garcia"), ("Anna-Luise", "Zimmer", "luise anna"), ("María", "García de la Cruz", "garcia cruz"),
     ("María", "García de la Cruz", "cruz garcia"), ("Anna-Luise", "von Berg", "luise berg"), ("Ana-Maria", "da Silva Santos", "santos maria"),
     ("Anna-Luise", "de la Cruz", "luise de la cruz"), ("Jan", "van der Berg Holm", "holm berg"), ("Anna Maria Luise", "Zimmer", "luise maria")],
)  # fmt: skip
def test_every_word_of_a_name_counts_in_any_order(channel: Channel, first: str, last: str, typed: str) -> None:
    [one] = people(channel, (first, last))
    for found in (find_customers(seeing(channel), typed), find_customers_by(seeing(channel), Filters(), typed)):
        assert [row.pk for row in found.rows] == [one.pk]


def test_the_database_knows_each_part_by_its_index(channel: Channel) -> None:
    with connection.cursor() as cursor:
        params = {"channels": [channel.pk], **part_params(parse("luise zimmer"), in_full=True), **FIRST_PAGE}
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + sized(parts("26", emails=True), 26, 500), params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    for index in ("customer_last_part", "customer_first_part", "customer_last_end", "customer_first_end", "customer_email_more"):
        assert f"using {index} on" in plan


def test_pages_of_a_part_hold_all_who_have_it(channel: Channel) -> None:
    made = people(channel, *((f"Anna Luise{place % 7}", f"Z{place:03}") for place in range(INSIDE + 50)))
    found, after = list[int](), ""
    while not found or after:
        page = find_customers(seeing(channel), "luise", after=after, limit=60)
        found, after = found + [row.pk for row in page.rows], page.after
    assert found == [one.pk for one in made]


@pytest.mark.parametrize("typed", ["wilhelmine", "wilhelmine hark", "vanhelsing mina", "vanhelsing", "minaw", "murray"])
def test_orders_and_returns_are_found_by_the_parts_of_their_customers(world: World, typed: str) -> None:
    actor, mina = world.as_(world.ada), world.mina
    mina.first_name, mina.last_name, mina.email = "Mina Wilhelmine", "Harker Vanhelsing", "minaw.murray@example.com"
    fill(mina).save()
    for record, find, find_by in ((world.order, find_orders, find_orders_by), (world.rma, find_returns, find_returns_by)):
        for found in (find(actor, typed), find_by(actor, Filters(), typed)):
            assert [row.pk for row in found.rows] == [record.pk]
    for other in (world.otto, world.rhea) if typed in ("minaw", "murray") else (world.otto,):  # whom the reader may not see by their e-mails
        actor = world.as_(other)
        for found in (find_orders(actor, typed), find_orders_by(actor, Filters(), typed), find_returns(actor, typed)):
            assert found.rows == []


def test_words_beside_criteria_lead_by_the_same_indexes(channel: Channel) -> None:
    people(channel, *(("Anna Maria", f"Aa{place} Bb Cc") for place in range(5000)))  # or the channel alone would be as good a lead
    clause = words_inside(Asking(seeing(channel)), parse("luise zimmer"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off")
        cursor.execute(f"EXPLAIN SELECT c.id FROM customers_customer c WHERE c.channel_id = %s AND {clause.sql}", [channel.pk, *clause.values])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "BitmapOr" in plan
    for index in ("customer_last_part", "customer_first_part", "customer_last_end", "customer_first_end", "customer_email_more"):
        assert f"Bitmap Index Scan on {index}" in plan


def test_pages_of_orders_hold_those_of_all_customers_with_a_part(channel: Channel) -> None:
    alike = [("Anna Maria", f"Q{place:02}") for place in range(60)]
    different = [(f"Anna Mar{one}{two}", "R") for one in "bcde" for two in "abcdefghij"]
    *named, other = people(channel, *alike, *different, ("Bo", "Payer"))
    made = {order_of(channel, one, other, place).pk for place, one in enumerate(named)}
    found, after = list[int](), ""
    while not found or after:
        page = find_orders(seeing(channel), "mar", after=after, limit=5)
        found, after = found + [row.pk for row in page.rows], page.after
    assert len(found) == len(made) and set(found) == made
