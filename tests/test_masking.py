"""Who may not see personal data in full sees it nowhere, and finds nobody by a part of it (C11)."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from agents.actors import Actor, actor_of
from agents.models import Agent, CallSession, Export, Role, SavedSearch
from agents.permissions import Can
from carts.actions import add_item
from console.columns import COLUMNS
from console.extended import Extended
from console.jobs import write_export
from console.results import find, table_of
from contactcenter.masking import mask_email, mask_phone
from customers.models import Customer, Login, Message
from customers.search import fill
from orders.models import Order, OrderAddress
from orders.search import fill as fill_order
from returns.models import Return
from returns.search import fill as fill_return
from tests.factories import customer_of, placed
from tests.pages import PAGES, desk_of
from tests.world import World, undone

pytestmark = pytest.mark.django_db

SECRETS = (
    "mina@", "mina%40", "gil@", "nameless@", "23125", "17155", "99887", "Lindenstra", "Elm Walk", "TAX-4711",
    " 1987", ".1987", "1987-", "14 Mar", "14.03.", "(38 years)", "(39 years)",
)  # fmt: skip
"""Of Mina and two guests what nobody may see here, in any spelling; a year alone could be the id of a session in an address."""
KNOWN = ("m•••@example.com", "••• 123", "Mina", "Harker", "Berlin")


@dataclass(frozen=True)
class Blind:
    """A role with every right but the one."""

    world: World
    agent: Agent
    client: Client

    @property
    def actor(self) -> Actor:
        return actor_of(Agent.objects.get(pk=self.agent.pk))

    def found(self, kind: str, q: str = "", **params: str) -> list[str]:
        """The numbers found, by the box and criteria."""
        page = find(self.actor, Extended(self.actor, kind, q, "/", params), limit=200)
        return [] if page is None else [row.number for row in page.rows]


@pytest.fixture
def blind(world: World, as_: Callable[[Agent], Client]) -> Blind:
    role = Role.objects.create(code="blind", name="Blind")
    for right in set(Can) - {Can.SEE_PERSONAL}:
        role.rights.create(right=right.value)
    agent = Agent.objects.create_user("bea", "bea@example.net", "correct horse 42", organization=world.organization, all_channels=True)
    agent.roles.add(role)
    agent.tables = {kind: [one.key for one in columns] for kind, columns in COLUMNS.items()}
    agent.save()
    mina = world.mina
    mina.mobile, mina.fax, mina.tax_id, mina.birthday = "+49 171 5599887", "+49 30 9988776", "TAX-4711", date(1987, 3, 14)
    fill(mina).save()
    Login.objects.create(customer=mina, channel=mina.channel, user_name="mina@example.com")
    unsent = {"kind": "order_confirmation", "language": "en", "subject": "Yours", "body": "Text", "status": Message.Status.FAILED}
    Message.objects.create(order=world.order, customer=mina, recipient=mina.email, **unsent)
    for order in (world.order, world.guest_order):
        order.phone = "+49 30 23125123"
        fill_order(order, order.billing_address).save()
    nameless = placed(None, mina.channel, name=("", ""), email="nameless@example.org")
    OrderAddress.objects.filter(order=nameless).update(company="", street="3 Elm Walk", phone="+49 30 23125123")
    fill_return(Return(channel=nameless.channel, order=nameless, status=Return.Status.PENDING_CUSTOMER_ACTION), nameless).save()
    return Blind(world, agent, as_(agent))


def text_of(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def followed(client: Client, answer: Any) -> Any:
    """The page that an answer leads to, with the messages it left."""
    while "Location" in answer.headers:
        answer = client.get(answer.headers["Location"])
    return answer


def leaks(answer: Any) -> list[str]:
    shown = text_of(answer)
    return [secret for secret in SECRETS if secret in shown]


def test_no_page_shows_it(blind: Blind) -> None:
    desk, logged_in = desk_of(blind.world, blind.agent), blind.client.cookies["sessionid"].value
    for name, row in PAGES.items():
        blind.client.cookies["sessionid"] = logged_in  # though the last page may have logged out
        act = blind.client.get if row.method == "GET" else blind.client.post
        with undone():
            answer = act(row.url(name, desk), {key: value for key, value in row.data(desk).items() if key not in ("street", "phone")})
            assert leaks(answer) == [] and leaks(followed(blind.client, answer)) == [], name


@pytest.mark.parametrize("name", ["console:customer", "console:order", "console:return", "carts:dock", "carts:line_way", "console:session_search"])
def test_pages_of_one_customer_say_enough_to_compare(blind: Blind, name: str) -> None:
    desk, row = desk_of(blind.world, blind.agent), PAGES[name]
    if name == "carts:line_way":  # a line that is alone goes as the cart does
        add_item(blind.world.as_(blind.world.ada), blind.world.mina, sku="MUG-1", quantity=1, version=desk.cart.version)
    shown = text_of(blind.client.get(row.url(name, desk), row.data(desk)))
    assert any(known in shown for known in KNOWN)


def test_the_page_of_a_guest_without_a_name(blind: Blind) -> None:
    order = Order.objects.get(email="nameless@example.org")
    opened = blind.client.post("/console/sessions/", {"kind": "order", "number": order.number})
    opened = followed(blind.client, opened)
    assert leaks(opened) == [] and "n•••@example.org" in text_of(opened)
    assert leaks(blind.client.get("/console/recent/")) == [] and leaks(blind.client.get("/console/")) == []


WHOLE = ("mina@example.com", "030 23125123", "gil@example.org")


def test_what_belongs_to_another_caller_is_said_without_it(blind: Blind) -> None:
    """Mina's session and the order of a guest without a name, and the other way round."""
    mina = {"kind": "customer", "number": blind.world.mina.number}
    guest = {"kind": "order", "number": Order.objects.get(email="nameless@example.org").number}
    for caller, other in ((mina, guest), (guest, mina)):
        blind.client.post("/console/sessions/", caller)
        session = CallSession.objects.filter(agent=blind.agent).latest("pk")
        answer = blind.client.post("/console/sessions/", {**other, "session": session.pk})
        assert answer.status_code == 409 and "n•••@example.org" in text_of(answer) and leaks(answer) == []


def test_a_shared_search_for_it_is_not_told(blind: Blind) -> None:
    sam = blind.world.sam
    told = [
        SavedSearch.objects.create(owner=sam, organization=sam.organization, kind="customer", name=f"of {n}", query=query, shared=True)
        for n, query in enumerate(("kind=customer&email=mina%40example.com", "kind=customer&phone=03023125123", "kind=order&q=mina%40example.com",
                      "kind=customer&q=030+23125123", "kind=customer&birthday=1987-03-14",
                      "kind=order&account=mina%40example.com", "kind=order&approver=mina%40example.com"))
    ]  # fmt: skip
    how = {"owner": sam, "organization": sam.organization, "kind": "customer", "shared": True}
    named = ("mina@example.com", "the one of 030 23125123", "born 14.03.1987")
    told += [SavedSearch.objects.create(name=name, query="kind=customer&city=Berlin", **how) for name in named]
    plain = SavedSearch.objects.create(name="Leeds", query="kind=customer&city=Leeds", **how)
    page = blind.client.get("/console/")
    assert leaks(page) == [] and "Leeds" in text_of(page)
    assert [blind.client.get(f"/console/searches/{one.pk}/").status_code for one in (*told, plain)] == [404] * len(told) + [302]


def test_what_was_kept_before_the_right_was_taken_away_is_not_shown(blind: Blind) -> None:
    """A file, and the name under which a session was opened."""
    role = Role.objects.get(code="blind")
    role.rights.create(right=Can.SEE_PERSONAL)
    blind.client.post("/console/exports/start/", {"asked": "kind=customer&q=mina", "format": "csv"})
    export = Export.objects.latest("pk")
    write_export(export_id=export.pk)
    order = Order.objects.get(email="nameless@example.org")
    opened = followed(blind.client, blind.client.post("/console/sessions/", {"kind": "order", "number": order.number}))
    assert "nameless@example.org" in text_of(opened)
    assert "mina@example.com" in text_of(blind.client.get(f"/console/exports/{export.pk}/file/"))
    role.rights.filter(right=Can.SEE_PERSONAL).delete()
    assert blind.client.get(f"/console/exports/{export.pk}/file/").status_code == 404
    assert leaks(blind.client.get("/console/")) == []
    session = CallSession.objects.get(agent=blind.agent)
    answer = blind.client.get(f"/console/sessions/{session.pk}/order/{order.number}/")
    assert leaks(answer) == [] and "n•••@example.org" in text_of(answer)
    blind.client.post(f"/console/sessions/{session.pk}/close/")
    assert leaks(blind.client.get("/console/recent/")) == []


QUERIES = (*WHOLE, "mina", "harker", "gil", "minna", "harkre", "1")


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_result_shows_it_however_it_was_found(blind: Blind, kind: str) -> None:
    for place in range(5):
        customer_of(blind.world.de, first_name="Mina", last_name="Harker", email=f"mina@example.com{place}")
    guest = Order.objects.get(email="nameless@example.org")
    for q in (*QUERIES, guest.number, guest.returns.get().number):
        shown = text_of(blind.client.get("/console/search/", {"kind": kind, "q": q}))
        rows = "".join(re.findall(r"<tbody.*?</tbody>", shown, re.DOTALL))  # around them stands what was typed
        assert [secret for secret in SECRETS if secret in (rows if q in WHOLE else shown)] == [], q


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_file_holds_it(blind: Blind, kind: str) -> None:
    for asked in (f"kind={kind}&q=mina", f"kind={kind}&last_name=harker", f"kind={kind}&q=mina&sort=email"):
        blind.client.post("/console/exports/start/", {"asked": asked, "format": "csv"})
        export = Export.objects.latest("pk")
        write_export(export_id=export.pk)
        file = blind.client.get(f"/console/exports/{export.pk}/file/")
        rows = list(csv.reader(StringIO(text_of(file))))
        assert leaks(file) == [] and len(rows) > 1 and any("m•••@example.com" in row for row in rows)


def test_the_administration_shows_it_neither(blind: Blind) -> None:
    desk_of(blind.world, blind.agent)
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        answers = [blind.client.get(reverse(f"{stem}_changelist"))]
        if (one := model._default_manager.first()) is not None:
            answers += [blind.client.get(reverse(f"{stem}_{page}", args=[one.pk])) for page in ("change", "history")]
        assert all(leaks(answer) == [] for answer in answers), stem


def test_only_what_is_typed_whole_is_found(blind: Blind) -> None:
    mina, order, rma = blind.world.mina.number, blind.world.order.number, blind.world.rma.number
    assert blind.found("customer", "mina@example.com") == [mina] and blind.found("customer", "mina@exam") == []
    assert blind.found("customer", "harker mina@example.com") == [mina] and blind.found("customer", "harker mina@exam") == []
    assert blind.found("customer", "030 23125123") == [mina] and blind.found("customer", "030 2312512") == []
    assert blind.found("customer", "harker 03023125123") == [mina] and blind.found("customer", "harker 0302312512") == []
    assert blind.found("customer", email="mina@example.com") == [mina] and blind.found("customer", email="mina") == []
    assert blind.found("customer", email="mina", email_how="contains") == [] and blind.found("customer", phone="0302312") == []
    assert blind.found("customer", phone="03023125123") == [mina]
    assert blind.found("customer", "mina@exam", last_name="harker") == [] and blind.found("customer", "03023", last_name="harker") == []
    assert order in blind.found("order", "mina@example.com") and blind.found("order", "mina@exam") == []
    assert order in blind.found("order", "harker mina@example.com") and blind.found("order", "harker mina@exam") == []
    assert order in blind.found("order", "03023125123") and blind.found("order", "0302312512") == []
    assert order in blind.found("order", "mina@example.com", last_name="harker") and blind.found("order", "mina@exam", last_name="harker") == []
    assert order in blind.found("order", email="mina@example.com") and blind.found("order", email="mina") == []
    assert rma in blind.found("return", "mina@example.com") and blind.found("return", "mina@exam") == []
    assert rma in blind.found("return", "mina@example.com harker") and blind.found("return", "mina@exam harker") == []
    assert rma in blind.found("return", email="mina@example.com") and blind.found("return", email="mina@exam", email_how="contains") == []
    assert rma in blind.found("return", "mina@example.com", last_name="harker") and blind.found("return", "mina@exam", last_name="harker") == []


def test_a_birthday_is_compared_and_never_looked_for(blind: Blind) -> None:
    """Beside another fact that only the customer knows; alone, each day could be tried."""
    mina, day = blind.world.mina.number, "1987-03-14"
    for beside in (
        {},
        {"last_name": "Harker", "last_name_how": "exact"},
        {"number": mina[:-1]},
        {"number": mina},
        {"country": "DE"},
        {"email": "  "},
    ):
        asked = Extended(blind.actor, "customer", "", "/", {"birthday": day, **beside})
        assert list(asked.asked.errors) == ["birthday"] and blind.found("customer", birthday=day, **beside) == [], beside
    for known in ({"number": mina, "number_how": "exact"}, {"email": "mina@example.com"}, {"phone": "03023125123"}):
        assert blind.found("customer", birthday=day, **known) == [mina] and blind.found("customer", birthday="1987-03-15", **known) == []
    sam = actor_of(blind.world.sam)
    assert not Extended(sam, "customer", "", "/", {"birthday": day}).asked.errors


def test_whose_a_fact_is_cannot_be_tried_out_at_will(blind: Blind, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]) -> None:
    Role.objects.update(most_reads=3)

    def answers(client: Client, query: str) -> list[int]:
        return [client.get(f"/console/search/?kind=customer&{query}").status_code for _time in range(5)]

    assert answers(blind.client, "q=harker") == [200] * 5
    assert answers(blind.client, "phone=03023125123") == [200, 200, 200, 403, 403]
    for query in ("q=mina%40example.com", "email=mina%40example.com", "q=03023125123", "number=1&birthday=1987-03-14", "account=mina%40example.com"):
        assert answers(blind.client, query) == [403] * 5, query
    asked = {"asked": "kind=customer&email=mina%40example.com", "format": "csv"}
    assert blind.client.post("/console/exports/start/", asked).status_code == 403
    assert audit() == ["search.stopped"] and answers(blind.client, "q=harker") == [200] * 5
    assert answers(as_(blind.world.sam), "phone=03023125123") == [200] * 5


@pytest.mark.long
def test_what_is_found_does_not_depend_on_what_is_masked(blind: Blind) -> None:
    """Each beginning of an e-mail or a phone, each word of it, alone and beside a name: as if nobody had any."""
    customer_of(blind.world.de, first_name="Ann", last_name="Xu", email="dracula.van-helsing@example.com", phone="+49 30 55566677")
    whole = {"mina@example.com", "dracula.van-helsing@example.com", "+493023125123", "+493055566677", "+491715599887"}
    whole |= {number.removeprefix("+49") for number in whole}
    parts = sorted({text[at : at + size] for text in whole for at in (0, 3, 8, 12) for size in (3, 6, 11)} - whole)
    asked = [*parts, *(f"harker {part}" for part in parts[::2]), *(f"{part} ann" for part in parts[1::2])]
    before = {(kind, q): _all_of(blind, kind, q) for kind in COLUMNS for q in asked}
    Customer.objects.update(email="", search_email="", search_email_more="", phone="", mobile="", search_phone="", search_mobile="", birthday=None)
    Order.objects.update(email="", search_email="", phone="", search_phone="")
    blind.world.rma.__class__.objects.update(search_email="")
    OrderAddress.objects.filter(order__email="").update(company="Elm Ltd")  # whose name was the e-mail
    after = {(kind, q): _all_of(blind, kind, q) for kind in COLUMNS for q in asked}
    assert [one for one in before if before[one] != after[one]] == []


def _all_of(blind: Blind, kind: str, q: str) -> Any:
    """Rows, their order by every column, offers and who was in touch lately: without what is masked in them."""
    shown = [table_of(blind.actor, Extended(blind.actor, kind, q, "/", {}), sort, "") for sort in ("", "email")]
    said = [[offer.text for _digit, offer in one["offers"]] + [each.number for each in one["lately"]] for one in shown]
    return [[row.number for row in one["rows"]] for one in shown], said


def test_no_heading_sorts_by_it(blind: Blind) -> None:
    shown = text_of(blind.client.get("/console/search/", {"kind": "customer", "q": "harker"}))
    assert "sort=first_name" in shown and not any(f"sort={key}" in shown for key in ("email", "phone", "birthday"))


@pytest.mark.parametrize("sort", ["email", "-email", "phone", "birthday"])
def test_an_address_that_sorts_by_it_sorts_nothing(blind: Blind, sort: str) -> None:
    for place, letter in enumerate("cab"):
        customer_of(blind.world.de, first_name=f"M{place}", last_name="Harker", email=f"{letter}@example.net", phone=f"+49 30 555666{9 - place}")
    for criteria in ({}, {"last_name": "harker"}):
        asked = Extended(blind.actor, "customer", "harker", "/", criteria)
        (one, other) = (find(blind.actor, asked, each) for each in ("", sort))
        assert one and other and len(one.rows) == 4 and one.rows == other.rows


def test_whoever_has_the_right_sees_all(world: World, as_ada: Client) -> None:
    desk = desk_of(world, world.ada)
    for name in ("console:customer", "console:order"):
        shown = text_of(as_ada.get(PAGES[name].url(name, desk)))
        assert "mina@example.com" in shown and "Lindenstra" in shown and "•••" not in shown


@pytest.mark.parametrize(
    ("email", "left"),
    [
        ("mina.harker@example.com", "m•••@example.com"), ("@example.com", "•••@example.com"), ("mina", "•••"), ("", ""),
        ('"a@b"@x.de', '"•••@x.de'),
    ],
)  # fmt: skip
def test_of_an_email_the_first_letter_is_left(email: str, left: str) -> None:
    assert mask_email(email) == left


@pytest.mark.parametrize(("number", "left"), [("+49 30 23125123", "••• 123"), ("0302312", "••• 312"), ("110", "•••"), ("", "")])
def test_of_a_phone_the_last_digits_are_left(number: str, left: str) -> None:
    assert mask_phone(number) == left


def test_an_update_changes_nothing_for_whoever_works_in_the_console() -> None:
    """The seeded roles have the right; a migration gives it to those that staff made."""
    seeing = set(Role.objects.filter(rights__right=Can.SEE_PERSONAL).values_list("code", flat=True))
    assert {"agent", "supervisor"} <= seeing
