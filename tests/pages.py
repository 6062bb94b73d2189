"""Every URL once: how it is asked, and what it answers to whom. The sweeps walk this table; a URL without a row fails them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import localdate

from agents.models import Agent, Approval, CallSession, Export, Reason, SavedSearch
from carts.actions import add_item, apply_code, ask_for_price
from carts.models import Cart
from contactcenter.dates import typed_day
from promotions.models import Coupon, Promotion
from tests.acts import ADDRESS
from tests.factories import line_in, promotion_of
from tests.world import World

ROLES = ("nobody", "rhea", "ada", "sam", "grace", "otto")


@dataclass
class Desk:
    """What an agent has before them: a session on Mina with all tabs, and her cart with a code on it, another that she holds, and a promotion
    that she could be given. Otto has it too: her channel was his once."""

    world: World
    session: CallSession
    cart: Cart
    on_cart: Coupon
    code: Coupon
    sorry: Promotion
    saved: SavedSearch
    exports: dict[str, int]
    asked: Approval

    def give(self, agent: Agent) -> None:
        """Sit another agent down at it."""
        CallSession.objects.filter(pk=self.session.pk).update(agent=agent)
        SavedSearch.objects.filter(pk=self.saved.pk).update(owner=agent)
        Export.objects.filter(pk__in=self.exports.values()).update(agent=agent)


def desk_of(world: World, agent: Agent) -> Desk:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    on_cart = Coupon.objects.create(promotion=promotion_of(world.de, "ten", group="TEN-######"), code="TEN")
    code = Coupon.objects.create(promotion=promotion_of(world.de, "two", percent=2, group="TWO-######"), code="TWO", customer=world.mina, most_uses=1)
    sorry = promotion_of(world.de, "sorry", group="SORRY-######")
    cart = apply_code(world.as_(world.ada), world.mina, code=on_cart.code)
    Reason.objects.create(organization=world.organization, kind="price_override", code="match", label="Found cheaper")
    session = CallSession.objects.create(agent=agent, customer=world.mina, label="Mina Harker", current="customer")
    for kind, number in (("customer", world.mina.number), ("order", world.order.number), ("return", world.rma.number)):
        session.tabs.create(kind=kind, number=number, label=number)
    asked = asked_of_bo(world)
    saved = SavedSearch.objects.create(owner=agent, organization=world.organization, name="Leeds", kind="customer", query="kind=customer&city=Leeds")
    exports = {
        status: Export.objects.create(agent=agent, kind="order", asked="q=harker", format="csv", status=status, file=b"a").pk
        for status in ("done", "failed")
    }
    return Desk(world, session, cart, on_cart, code, sorry, saved, exports, asked)


def asked_of_bo(world: World) -> Approval:
    """What Ada asked for Bo's cart."""
    cart = add_item(world.as_(world.ada), world.bo, sku="MUG-1", quantity=1)
    ask_for_price(world.as_(world.ada), cart, line=line_in(cart, "MUG-1"), price=Decimal(1), reason="match", version=cart.version)
    return Approval.objects.get()


def own_export(status: str) -> "Args":
    """An export of whoever sits at the desk."""
    return lambda desk: [desk.exports[status]]


Args = Callable[[Desk], list[Any]]


@dataclass(frozen=True)
class Row:
    """args: of the URL; data: what is sent; the rest: the status for each of the cast. Nobody is always led to the log-in."""

    method: str
    args: Args
    data: Callable[[Desk], dict[str, Any]]
    status: dict[str, int] = field(default_factory=dict)

    def url(self, name: str, desk: Desk) -> str:
        return reverse(name, args=self.args(desk))


def _row(method: str, args: Args, data: Callable[[Desk], dict[str, Any]] | None = None, /, **status: int) -> Row:
    return Row(method, args, data or (lambda desk: {}), status)


def nothing(desk: Desk) -> list[Any]:
    return []


def session(desk: Desk) -> list[Any]:
    return [desk.session.pk]


def mina(desk: Desk) -> list[Any]:
    return [desk.world.mina.number]


def cart(desk: Desk) -> list[Any]:
    return [desk.cart.number]


def saved(desk: Desk) -> list[Any]:
    return [desk.saved.pk]


def _of_cart(**more: Any) -> Callable[[Desk], dict[str, Any]]:
    return lambda desk: {"version": desk.cart.version, **more}


def _of_lamps(**more: Any) -> Callable[[Desk], dict[str, Any]]:
    return lambda desk: {"version": desk.cart.version, "line": line_in(desk.cart, "LAMP-1"), **more}


_READERS = {"nobody": 302, "rhea": 200, "ada": 200, "sam": 200, "grace": 404, "otto": 200}


def _read(args: Args, **more: int) -> Row:
    """A page of the console, for all who may use it."""
    return _row("GET", args, **{**_READERS, **more})


def _write(args: Args, data: Callable[[Desk], dict[str, Any]] | None = None, /, **more: int) -> Row:
    """A change by the console, for all who may use it."""
    return _row("POST", args, data, **{"nobody": 302, "rhea": 303, "ada": 303, "sam": 303, "grace": 404, "otto": 404, **more})


def _edit(args: Args, data: Callable[[Desk], dict[str, Any]], /, **more: int) -> Row:
    """A change of a cart, for those who may build orders."""
    return _write(args, data, **{"rhea": 403, "ada": 200, "sam": 200, **more})


def _open(status: int, *, method: str = "GET", logged_in: int | None = None, args: Args = nothing) -> Row:
    """A page before the log-in."""
    who = dict.fromkeys(ROLES, logged_in or status)
    return _row(method, args, None, **{**who, "nobody": status})


def _own(method: str, status: int, data: Callable[[Desk], dict[str, Any]] | None = None) -> Row:
    """A page of one's own account, for everybody logged in."""
    return _row(method, nothing, data, **{**dict.fromkeys(ROLES, status), "nobody": 302})


PAGES: dict[str, Row] = {
    "root": _own("GET", 302),
    "console:home": _read(nothing),
    "console:search": _read(nothing),
    "console:searches": _read(nothing, rhea=302, ada=302, sam=302, otto=302),
    "console:save_search": _write(nothing, lambda desk: {"name": "Mine", "kind": "customer", "last_name": "Harker"}, otto=303),
    "console:saved_search": _read(saved, rhea=302, ada=302, sam=302, otto=302),
    "console:rename_search": _write(saved, lambda desk: {"name": "Other"}, otto=303),
    "console:delete_search": _write(saved, otto=303),
    "console:share_search": _write(saved, rhea=403, ada=403, otto=403),
    "console:withdraw_search": _write(saved, rhea=403, ada=403, otto=403),
    "console:open": _write(nothing, lambda desk: {"kind": "order", "number": desk.world.order.number}),
    "console:session": _read(session, rhea=302, ada=302, sam=302, otto=404),
    "console:session_search": _read(session, otto=404),
    "console:customer": _read(lambda desk: [desk.session.pk, desk.world.mina.number], otto=404),
    "console:order": _read(lambda desk: [desk.session.pk, desk.world.order.number], otto=404),
    "console:return": _read(lambda desk: [desk.session.pk, desk.world.rma.number], otto=404),
    "console:current": _read(lambda desk: [desk.session.pk, "order"], rhea=302, ada=302, sam=302, otto=404),
    "console:record": _read(lambda desk: ["order", desk.world.order.number], otto=404),
    "console:keep_tab": _write(session, lambda desk: {"kind": "order", "number": desk.world.order.number}, rhea=204, ada=204, sam=204),
    "console:timeline": _read(session, otto=404),
    "console:open_here": _write(session, lambda desk: {"kind": "customer", "number": desk.world.bo.number}),
    "console:close_session": _write(session),
    "console:reopen_session": _write(session),
    "console:close_tab": _write(lambda desk: [desk.session.pk, "order"]),
    "console:pin_tab": _write(lambda desk: [desk.session.pk, "customer"], lambda desk: {"number": desk.world.mina.number, "pinned": "1"}),
    "console:new_customer": _write(nothing, lambda desk: {"channel": desk.world.uk.code, "email": "new@example.org", **ADDRESS}, rhea=403, otto=303),
    "console:recent": _read(nothing),
    "console:queues": _read(nothing, rhea=404, ada=404, otto=404),
    "console:queue_count": _read(nothing, rhea=404, ada=404, otto=404),
    "console:decide": _row(
        "POST", lambda desk: [desk.asked.pk, "decline"], lambda desk: {"note": "No"}, nobody=302, rhea=403, ada=403, sam=200, grace=404, otto=404
    ),
    "console:exports": _read(nothing, rhea=404, ada=404, otto=404),
    "console:start_export": _write(nothing, lambda desk: {"asked": "kind=order&q=harker", "format": "csv"}, rhea=403, ada=403, otto=403),
    "console:export_file": _read(own_export("done"), rhea=404, ada=404, otto=404),
    "console:retry_export": _write(own_export("failed"), rhea=403, ada=403, otto=403),
    "console:columns": _write(lambda desk: ["order"], lambda desk: {"column": ["number", "total"], "density": "compact"}, otto=303),
    "console:help": _read(nothing),
    "events": _row("GET", nothing, lambda desk: {"watch": f"order:{desk.world.order.number}"}, **_READERS),
    "carts:dock": _read(mina, otto=404),
    "carts:changed": _read(mina, otto=404),
    "carts:suggest": _read(mina, otto=404),
    "carts:product": _row("GET", mina, lambda desk: {"sku": "LAMP-1"}, **{**_READERS, "otto": 404}),
    "carts:add_item": _edit(mina, _of_cart(sku="MUG-1", quantity=1)),
    "carts:add_items": _edit(mina, _of_cart(wanted="MUG-1 2\nLAMP-1")),
    "carts:set_quantity": _edit(cart, _of_lamps(quantity=3)),
    "carts:remove_item": _edit(cart, _of_lamps()),
    "carts:put_back_item": _edit(cart, _of_cart(sku="MUG-1", quantity=1, method="express", shipping="", position=2)),
    "carts:empty": _edit(cart, _of_cart()),
    "carts:restore": _edit(cart, _of_cart(), ada=409, sam=409),
    "carts:save": _edit(cart, _of_cart()),
    "carts:resume": _edit(cart, _of_cart()),
    "carts:part": _edit(cart, _of_lamps(), ada=422, sam=422),
    "carts:take_back": _edit(cart, _of_cart(), ada=409, sam=409),
    "carts:reprice": _edit(cart, _of_cart()),
    "carts:all": _read(mina, otto=404),
    "carts:set_shipping": _edit(cart, _of_cart(method="express")),
    "carts:line_way": _row(
        "GET", cart, lambda desk: {"line": line_in(desk.cart, "LAMP-1")}, nobody=302, rhea=404, ada=200, sam=200, grace=404, otto=404
    ),
    "carts:set_line_shipping": _edit(cart, _of_lamps(method="express", shipping="")),
    "carts:line_price": _row(
        "GET", cart, lambda desk: {"line": line_in(desk.cart, "LAMP-1")}, nobody=302, rhea=404, ada=200, sam=200, grace=404, otto=404
    ),
    "carts:override_price": _edit(cart, _of_lamps(price="12.50", reason="match")),
    "carts:ask_for_price": _edit(cart, _of_lamps(price="8", reason="match")),
    "carts:withdraw_price_request": _edit(cart, _of_lamps(), ada=409, sam=409),
    "carts:use_list_price": _edit(cart, _of_lamps()),
    "carts:split_line": _edit(cart, _of_lamps(quantity=1)),
    "carts:set_wishes": _edit(cart, lambda desk: {"version": desk.cart.version, "group": desk.cart.groups.get().pk, "delivery_note": "Ring twice"}),
    "carts:set_properties": _edit(cart, _of_cart(name_0="Ticket", value_0="7")),
    "carts:set_addresses": _edit(cart, _of_cart(shipping="", billing="")),
    "carts:add_address": _edit(cart, _of_cart(use_for="shipping", **ADDRESS)),
    "carts:coupons": _read(mina, otto=404),
    "carts:apply_code": _edit(mina, lambda desk: {"code": desk.code.code}),
    "carts:generate_coupon": _edit(mina, lambda desk: {"promotion": desk.sorry.pk}),
    "carts:send_coupon": _edit(mina, lambda desk: {"code": desk.code.code}),
    "carts:revoke_coupon": _edit(mina, lambda desk: {"code": desk.code.code}),
    "carts:allow_codes_again": _row("POST", mina, nobody=302, rhea=403, ada=403, sam=200, grace=404, otto=404),
    "carts:remove_code": _edit(cart, lambda desk: {"coupon": desk.on_cart.pk, "version": desk.cart.version}),
    "carts:set_payment": _edit(cart, _of_cart(po_number="7")),
    "orders:complete": _edit(lambda desk: [desk.world.order.number], _of_cart(po_number="7"), ada=409, sam=409),
    "orders:copy": _edit(lambda desk: [desk.world.order.number], lambda desk: {}),
    "orders:record_payment": _edit(
        lambda desk: [desk.world.order.number],
        lambda desk: {"version": desk.world.order.version, "payment": "other", "amount": "5", "received_on": typed_day(localdate())},
        ada=403,
        sam=303,
    ),
    "orders:void_payment": _edit(
        lambda desk: [desk.world.order.number, desk.world.order.payments.get().pk],
        lambda desk: {"version": desk.world.order.version},
        ada=403,
        sam=303,
    ),
    "orders:place": _edit(cart, _of_cart(), ada=303, sam=303),
    "preferences": _own("GET", 200),
    "theme": _own("POST", 204),
    "send_test_mail": _row("POST", nothing, nobody=302, rhea=404, ada=404, sam=403, grace=302, otto=404),
    "second_factor": _own("GET", 200),
    "recovery_codes": _own("POST", 422),
    "second_factor_off": _own("POST", 422),
    "log_ins": _own("GET", 200),
    "end_log_in": _own("POST", 409),
    "end_other_log_ins": _own("POST", 409),
    "mfa_authenticate": _open(302),
    "sso_login": _open(404),
    "sso_callback": _open(404),
    "account_login": _open(200, logged_in=302),
    "account_logout": _open(302, logged_in=200),
    "account_change_password": _own("GET", 200),
    "account_reset_password": _open(200),
    "account_reset_password_done": _open(200),
    "account_reset_password_from_key": _open(404, args=lambda desk: ["1", "forged-key"]),
    "account_reset_password_from_key_done": _open(200),
}

BOTH = {"console:search", "console:new_customer", "console:session_search", "carts:add_address", "carts:part", "preferences", "orders:record_payment",
        "orders:void_payment",
        "account_login", "account_logout", "account_change_password", "account_reset_password", "second_factor", "mfa_authenticate"}  # fmt: skip
"""Asked by GET and POST alike."""


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every URL, with its namespace; the administration's own are in `tests.agents.test_admin`."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver) and one.namespace != "admin":
            yield from names(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
        elif isinstance(one, URLPattern):
            yield f"{prefix}{one.name}"
