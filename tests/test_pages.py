"""Every URL by every role, with own and foreign things; what a page may cost; what reading may write."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agents.models import Agent, AuditEntry, Channel
from carts.actions import add_item
from carts.models import Cart
from customers.models import Customer
from tests.factories import line_in, placed
from tests.pages import BOTH, PAGES, ROLES, Desk, desk_of, names
from tests.snapshot import READING, everything
from tests.world import World, undone

As = Callable[[Agent], Client]
NUMBERED = ("console:customer", "console:order", "console:return", "console:current", "console:close_tab", "console:pin_tab")
OF_A_SESSION = [name for name, row in PAGES.items() if "session" in getattr(row.args, "__name__", "") or name in NUMBERED]
OF_A_RECORD = [name for name, row in PAGES.items() if row.status["otto"] == 404]
POSTED = sorted(BOTH | {name for name, row in PAGES.items() if row.method == "POST"})
READ = sorted(BOTH | {name for name, row in PAGES.items() if row.method == "GET"})


def ask(client: Client, name: str, desk: Desk, method: str = "") -> int:
    row = PAGES[name]
    act = client.get if (method or row.method) == "GET" else client.post
    return int(act(row.url(name, desk), row.data(desk)).status_code)


def test_every_url_has_its_row() -> None:
    assert sorted(set(names())) == sorted(PAGES), "A new URL: say in tests/pages.py what it answers to whom."


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/carts/of/%00/", None),
        ("/console/sessions/", {"kind": "order", "number": "1\x00"}),
        ("/console/exports/start/", {"asked": "kind=order&q=%00", "format": "csv"}),
        ("/console/sessions/", {"kind": "customer", "number": "C-1", "session": "9" * 5000}),
        ("/console/sessions/", {"kind": "customer", "number": "C-1", "unsaved": "9" * 5000}),
    ],
)
def test_what_no_browser_sends_is_the_senders_mistake(world: World, as_ada: Client, path: str, data: dict[str, str] | None) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(number="C-1")
    answer = as_ada.get(path) if data is None else as_ada.post(path, data)
    assert answer.status_code in {303, 400, 404}


@pytest.mark.parametrize("name", PAGES)
def test_a_url_answers_each_role_as_the_table_says(world: World, as_: As, name: str) -> None:
    desk = desk_of(world, world.ada)
    for who in ROLES:
        agent: Agent | None = getattr(world, who, None)
        with undone():
            desk.give(agent or world.ada)
            client = as_(agent) if agent else Client()
            trail = READING | {"agents_auditentry", "agents_logintries"}  # which counts what the trail tells
            before, told = everything(besides=trail), AuditEntry.objects.count()
            status = ask(client, name, desk)
            assert status == PAGES[name].status[who], who
            if status >= 400 or who == "nobody":
                assert everything(besides=trail) == before, who
                refused = [entry.verb for entry in AuditEntry.objects.order_by("pk")[told:]]
                assert refused == (["act.refused"] if status == 403 else []), who


@pytest.mark.parametrize("name", ["carts:part", "carts:add_address"])
def test_the_form_of_a_change_is_not_found_by_those_who_may_not_send_it(world: World, as_: As, name: str) -> None:
    desk = desk_of(world, world.ada)
    assert {who: ask(as_(getattr(world, who)), name, desk, "GET") for who in ("rhea", "ada", "otto")} == {"rhea": 404, "ada": 200, "otto": 404}
    url = PAGES[name].url(name, desk)
    assert name == "carts:part" or as_(world.rhea).post(url, {"part": "fields"}).status_code == 404


def test_anothers_session_is_not_found(world: World, as_: As) -> None:
    desk, client = desk_of(world, world.ada), as_(world.sam)
    for name in OF_A_SESSION:
        assert ask(client, name, desk) == 404, name


def test_another_channels_things_are_not_found_by_either_method(world: World, as_: As) -> None:
    desk, client = desk_of(world, world.otto), as_(world.otto)
    for name in sorted(set(OF_A_RECORD) & BOTH | {"console:open", "console:open_here"}):
        assert {ask(client, name, desk, method) for method in ("GET", "POST")} <= {404, 405}, name


def test_another_channels_people_are_in_no_page(world: World, as_: As) -> None:
    desk = desk_of(world, world.otto)
    client = as_(world.otto)
    for name in ("console:home", "console:recent", "console:help"):
        assert "Mina" not in client.get(PAGES[name].url(name, desk)).content.decode()
    for kind, q in (("customer", "Harker"), ("order", world.order.number), ("return", world.rma.number), ("order", "mina@example.com")):
        shown = client.get("/console/search/", {"kind": kind, "q": q}).content.decode()
        assert "Mina" not in shown and "Harker</" not in shown
        assert client.post("/console/search/", {"kind": kind, "q": q}).headers["Location"].startswith("/console/search/?")


@pytest.mark.parametrize("who", ["nobody", "rhea", "ada", "otto"])
def test_the_administration_does_not_exist_for_those_outside(world: World, as_: As, who: str) -> None:
    client = as_(getattr(world, who)) if who != "nobody" else Client()
    for model in admin.site._registry:
        pages = ("changelist", "add", "change", "history", "delete") if who in {"nobody", "ada"} else ("changelist", "change")
        for page in pages:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[] if page in {"changelist", "add"} else ["1"])
            assert client.get(url).status_code == client.post(url).status_code == (302 if who == "nobody" else 404), url
    assert client.get("/admin/").status_code == client.get("/admin/anything/").status_code == (302 if who == "nobody" else 404)


def test_nothing_is_posted_without_a_token(world: World) -> None:
    desk = desk_of(world, world.ada)
    for name in POSTED:
        client = Client(enforce_csrf_checks=True)
        if not name.startswith(("account_login", "account_reset", "mfa_authenticate")):
            client.force_login(world.grace if PAGES[name].status["ada"] == 404 else world.ada)  # somebody whom the page is open to
        before = everything()
        assert ask(client, name, desk, "POST") == 403, name
        assert everything() == before, name


def test_head_is_answered_as_get(world: World, as_ada: Client) -> None:
    """Monitors and link checkers ask so."""
    desk = desk_of(world, world.ada)
    for name in READ:
        url, data = PAGES[name].url(name, desk), PAGES[name].data(desk)
        got, head = as_ada.get(url, data), as_ada.head(url, data)
        assert (head.status_code, head.content) == (got.status_code, b""), name


def test_reading_writes_nothing_but_the_read_log(world: World, as_ada: Client) -> None:
    desk = desk_of(world, world.ada)
    Channel.objects.filter(pk=world.de.pk).update(name="Shop DE")
    before = everything(besides=READING)
    for _time in range(2):
        for name in READ:
            if name != "account_login":
                assert ask(as_ada, name, desk, "GET") < 500
        for kind, q in (("customer", "Harker"), ("order", world.order.number), ("return", "Mina")):
            as_ada.get("/console/search/", {"kind": kind, "q": q, "sort": "number"})
        assert everything(besides=READING) == before


FRAME = 3
"""What the frame of a page may cost: log-in, session, rights, sidebar. A fragment may cost 6 more."""
STANDING = 3
"""What a page in a session costs more: what is wrong on the caller's orders, and their returns with their lines."""
CODES = 4
"""What it costs more where the caller's cart has a code on it: today's prices, the codes, what they take off, and whether the same was ordered
lately."""
MOST = 31
"""No page costs more: an order's page reads each table that hangs on an order once."""

PAGE_COSTS = {
    "/console/": 6,
    "/console/search/?kind=customer&q=Harker": 7,
    "/console/search/?kind=customer&last_name=Harker&city=Berlin": 11,
    "/console/search/?kind=order&last_name=Harker&status=NO_PENDING_ACTION&total_min=1": 10,
    "/console/search/?kind=return&last_name=Harker&reason=damaged": 10,
    "/console/search/?kind=order&q=Harker": 8,
    "/console/search/?kind=return&q=Harker": 7,
    "/console/sessions/{session}/search/?kind=customer&q=Harker": 7 + STANDING,
    "/console/sessions/{session}/customer/{mina}/": 13 + STANDING + CODES,
    "/console/sessions/{session}/order/{order}/": 24 + STANDING + CODES,
    "/console/sessions/{session}/order/{other}/": 23 + STANDING + CODES,
    "/console/sessions/{session}/return/{rma}/": 15 + STANDING + CODES,
    "/console/open/order/{order}/": 4,
    "/console/recent/": 5,
    "/console/help/": 3,
}


def queries(client: Client, method: str, url: str, data: dict[str, object] | None = None, *, status: int = 200) -> int:
    headers = {"HX-Request": "true"} if method == "POST" else {}
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url) if method == "GET" else client.post(url, data, headers=headers)
    assert answer.status_code == status
    return len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("url", PAGE_COSTS)
def test_a_whole_page_costs_so_many_queries(world: World, as_ada: Client, url: str) -> None:
    desk = desk_of(world, world.ada)
    numbers = {"mina": world.mina.number, "order": world.order.number, "rma": world.rma.number, "other": placed(world.mina, world.de).number}
    assert queries(as_ada, "GET", url.format(session=desk.session.pk, **numbers)) <= PAGE_COSTS[url] <= MOST


def test_more_rows_cost_no_more_queries(world: World, as_ada: Client) -> None:
    desk = desk_of(world, world.ada)
    url = f"/console/sessions/{desk.session.pk}/customer/{world.mina.number}/"
    before = queries(as_ada, "GET", url)
    for _order in range(5):
        placed(world.mina, world.de)
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    assert queries(as_ada, "GET", url) == before


def test_a_line_is_added_and_changed_within_its_budget(world: World, as_ada: Client) -> None:
    desk = desk_of(world, world.ada)
    url, cart = f"/carts/of/{world.mina.number}/items/", desk.cart
    assert queries(as_ada, "GET", f"/carts/of/{world.mina.number}/suggestions/?sku=la") <= FRAME + 6
    assert queries(as_ada, "GET", f"/carts/of/{world.mina.number}/product/?sku=LAMP-1") <= FRAME + 6
    assert queries(as_ada, "POST", url, {"sku": "MUG-1", "quantity": 1, "version": cart.version}) <= 21
    cart.refresh_from_db()
    assert queries(as_ada, "POST", f"/carts/{cart.number}/quantity/", {"line": line_in(cart, "MUG-1"), "quantity": 3, "version": cart.version}) <= 21


def test_an_order_of_three_lines_costs_at_most_eighty_four_queries_and_a_notice_for_each_act(world: World, as_ada: Client) -> None:
    """Three additions and placing; the page of the order that opens is a page like any other, and kept to its own budget above."""
    as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number})
    costs = {}
    for version, sku in enumerate(("LAMP-1", "MUG-1", "SOFA-1")):
        form: dict[str, object] = {"sku": sku, "quantity": 1, "version": version}
        costs[sku] = queries(as_ada, "POST", f"/carts/of/{world.mina.number}/items/", form)
    cart = Cart.objects.get()
    costs["place"] = queries(as_ada, "POST", f"/orders/{cart.number}/place/", {"version": cart.version}, status=204)
    print(costs, sum(costs.values()))
    assert sum(costs.values()) <= 84 + len(costs), costs
