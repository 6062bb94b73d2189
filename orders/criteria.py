"""Finding orders by criteria (F4). What each parameter means stands in docs/search-parameters.md."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from catalog.search import skus_titled
from contactcenter.errors import Unreadable
from customers.criteria import ACCOUNT, Asking, names, phones, short, words_inside
from customers.places import read_country
from orders.models import Order, Payment
from orders.search import ORDERING, OrderRow, show_rows, values_of
from search.bounded import SECONDS, Source, led_by
from search.criteria import Clause, Criterion, Filters, any_of, ask, begins, equals, has, in_some, read_days
from search.fields import CHANNEL, EMAIL, HOWS, choice_criterion, codes, email_in, numbers, range_criteria, read_text
from search.finding import Page, Shown, find_by, ways
from search.paging import Found
from search.readings import Query, Term, name_pairs
from search.terms import fold, fold_code

SOURCE = Source("orders_order", ("placed_at DESC", "id DESC"))
MOST_PRODUCTS = 500
"""So many SKUs a product's name may stand for."""


def choice_of(name: str, label: Any, choices: Any, column: str = "") -> Criterion:
    """One of a column's own choices."""
    return choice_criterion(
        name, label, lambda asking: list(choices.choices), lambda asking, value, how: Clause(f"{column or f'c.{name}'} = %s", (value,))
    )


def _sku(asking: Any, text: str, how: str) -> Clause:
    return _sold(codes("l.sku")(asking, text, how))


def _with_sku(beginnings: list[str]) -> Clause:
    return _sold(any_of(*(begins("l.sku", one) for one in beginnings)))


def _sold(wanted: Clause) -> Clause:
    return Clause(f"c.id IN (SELECT l.order_id FROM orders_orderline l WHERE {wanted.sql})", wanted.values)


def _product(asking: Asking, text: str, how: str) -> Clause:
    """Lines of the products that have these words in their name, or of those whose own title begins so."""
    words = fold(text).split()[:6]
    if not words:
        raise Unreadable(_("Write letters or digits."))
    asked = " & ".join(f"'{word}':*" for word in words)
    return Clause(
        "c.id IN (SELECT l.order_id FROM orders_orderline l WHERE l.sku = ANY(ARRAY(SELECT v.sku FROM catalog_variant v "
        f"WHERE v.organization_id = %s AND v.search @@ %s::tsquery LIMIT {MOST_PRODUCTS})))",
        (asking.actor.organization_id, asked),
    )


def _days(asking: Asking, days: int, how: str) -> Clause:
    """Today and so many days before it, where the agent is."""
    since = timezone.now().astimezone(asking.zone).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return Clause("c.placed_at >= %s", (since,))


def _payment(asking: Any, value: str, how: str) -> Clause:
    return has("orders_payment y WHERE y.order_id = c.id AND y.method = %s", value)


def _coupon(asking: Any, text: str, how: str) -> Clause:
    """Exactly this code, as typed or in capitals."""
    return Clause("c.coupon_codes && %s::varchar[]", (list(dict.fromkeys([text, text.upper()])),))


def _tracking(asking: Any, text: str, how: str) -> Clause:
    bare = text.replace(" ", "")
    return _tracked(list(dict.fromkeys([text, bare, bare.upper()])))


def _tracked(wanted: list[str]) -> Clause:
    return Clause("c.id IN (SELECT s.order_id FROM orders_shipment s WHERE s.tracking = ANY(%s::text[]) AND s.tracking <> '')", (wanted,))


def _approver(asking: Asking, text: str, how: str) -> Clause:
    """The customer who approved it, or who may where nobody has yet or it was refused; by number or by the beginning of last or first name."""
    number = Clause("p.number = %s", (f"C-{text.upper().removeprefix('C').removeprefix('-')}",))
    who = any_of(number, *names(name_pairs(tuple(fold(text).split()[:6])), "p")) if fold(text) else number
    approved = f"""SELECT o.id FROM customers_customer p JOIN orders_order o ON o.approver_id = p.id
        WHERE p.channel_id = ANY(%s::bigint[]) AND {who.sql}"""
    may = f"""SELECT o.id FROM customers_customer p JOIN customers_accountmember m ON m.customer_id = p.id AND m.role = 'approver'
        JOIN orders_order o ON o.account_id = m.account_id AND o.approver_id IS NULL AND o.status IN ('PENDING_APPROVAL', 'FAILED_APPROVAL')
        WHERE p.channel_id = ANY(%s::bigint[]) AND {who.sql}"""
    return Clause(f"c.id IN ({approved} UNION ALL {may})", 2 * (list(asking.actor.channel_ids), *who.values))


def _country(asking: Any, value: str, how: str) -> Clause:
    return has("orders_orderaddress a WHERE a.order_id = c.id AND a.kind = 'shipping' AND a.country = %s", value)


CRITERIA: tuple[Criterion, ...] = (
    Criterion("number", _("Order number"), numbers("c.number", ""), read_text, hows=("exact",)),
    Criterion("external_number", _("External number"), codes("c.external_number"), read_text, hows=("exact",)),
    Criterion("last_name", _("Last name (billing)"), in_some("c.search_last", fold=fold), read_text, hows=HOWS),
    Criterion("first_name", _("First name (billing)"), in_some("c.search_first", fold=fold), read_text, hows=HOWS),
    EMAIL,
    Criterion("phone", _("Phone"), phones("c.search_phone"), read_text),
    Criterion("sku", _("SKU"), _sku, read_text, hows=("exact",)),
    Criterion("product", _("Product name"), _product, read_text),
    choice_of("status", _("Status"), Order.Status),
    choice_of("payment_status", _("Payment status"), Order.PaymentStatus),
    choice_of("fulfilment_status", _("Fulfilment status"), Order.FulfilmentStatus),
    choice_of("return_status", _("Return status"), Order.ReturnStatus),
    Criterion("submitted_days", _("Submitted in the last days"), _days, read_days, "days"),
    *range_criteria("placed", "c.placed_at", (_("Submitted from"), _("Submitted to")), "date"),
    *range_criteria("total", "c.total", (_("Total from"), _("Total to")), "amount"),
    CHANNEL,
    choice_of("type", _("Online or offline"), Order.Type),
    choice_criterion("payment", _("Payment type"), lambda asking: list(Payment.Method.choices), _payment),
    Criterion("coupon", _("Coupon"), _coupon, read_text),
    Criterion("tracking", _("Tracking number"), _tracking, read_text),
    Criterion("postal_code", _("Delivery postcode"), in_some("c.search_postal_code", fold=fold_code), read_text, hows=("exact",)),
    Criterion("country", _("Ship-to country"), _country, read_country, "country"),
    ACCOUNT,
    Criterion("approver", _("Approver"), _approver, read_text),
)


def ask_orders(actor: Actor, params: Mapping[str, str]) -> Filters:
    return ask(CRITERIA, params, Asking(actor))


def find_orders_by(
    actor: Actor, asked: Filters, query: str = "", *, sort: str = "", after: str = "", limit: int = 25, seconds: float = SECONDS
) -> Found[OrderRow]:
    """The orders the actor may see for which every criterion and every term of the query hold, newest first (F4)."""
    return find_by(actor, SOURCE, asked.clauses, ways(_narrow, Asking(actor), query), _SHOWN, Page(sort, after, limit), seconds=seconds)


_SHOWN = Shown(show_rows, values_of, ORDERING)


def _narrow(asking: Asking, query: Query) -> list[Clause]:
    """The terms of the box as further conditions, with the same meaning as there."""
    if query.terms and query.too_short:
        return [short(query, equals("c.number", query.terms[0].text))]
    found = [_fact(asking, term, len(query.terms) > 1) for term in query.facts]
    if query.words:
        ships = dict.fromkeys(f"{last} {first}".strip() for last, first in query.names if last) if not query.facts else ()
        lines = [] if query.facts else _lines(asking, query)
        found.append(whose(asking, "orders_order", query, *(begins("c.search_ship", one) for one in ships), lines=lines))
    return found


def _lines(asking: Asking, query: Query) -> list[Clause]:
    """What lines hold of a product whose SKU or title begins so, as conditions over lines `l`."""
    found = [codes("l.sku")(asking, query.typed, "")] if " " not in query.typed else []
    titled = skus_titled(asking.actor.organization_id, query.typed)
    return [*found, Clause("l.sku = ANY(%s::text[])", (titled,))] if titled else found


def whose(asking: Asking, table: str, query: Query, *others: Clause, lines: Sequence[Clause] = ()) -> Clause:
    """Of orders or returns: words are the billing name, or that of the customer or, without facts beside them, inside it; or what else may
    hold of a row, or of an order's lines."""
    inside = [] if query.facts else [words_inside(asking, query, "p")]
    channels, own, theirs = list(asking.actor.channel_ids), any_of(*names(query.names, "c"), *others), any_of(*names(query.names, "p"), *inside)
    sold = [Clause(f"SELECT l.order_id FROM orders_orderline l WHERE {one.sql}", one.values) for one in lines]
    either = [
        Clause(f"SELECT c.id FROM {table} c WHERE c.channel_id = ANY(%s::bigint[]) AND {own.sql}", (channels, *own.values)),
        Clause(
            f"SELECT c.id FROM customers_customer p JOIN {table} c ON c.customer_id = p.id WHERE p.channel_id = ANY(%s::bigint[]) AND {theirs.sql}",
            (channels, *theirs.values),
        ),
        *sold,
    ]
    together = Clause(" UNION ALL ".join(f"({one.sql})" for one in either), tuple(value for one in either for value in one.values))
    known = Clause(f"EXISTS (SELECT FROM customers_customer p WHERE p.id = c.customer_id AND {theirs.sql})", theirs.values)
    return led_by("c.id", together) or any_of(own, known, *(Clause(f"c.id IN ({one.sql})", one.values) for one in sold))


def _fact(asking: Asking, term: Term, beside_others: bool) -> Clause:
    either = [begins("c.number", one) for one in term.number("")] + [begins("c.external_number", one) for one in term.codes]
    if beside_others:
        either += [begins("c.search_postal_code", one) for one in term.postal]
    if term.codes:
        either += [_with_sku(term.codes), _tracked(term.codes)]
    if term.email:
        either.append(_of_email(asking, term.email))
    if term.phones(()):
        either.append(phones("c.search_phone")(asking, term.typed, ""))
    either += [of_customer(equals("p.number", one)) for one in term.customer]
    return any_of(*either)


def _of_email(asking: Asking, email: str) -> Clause:
    """The order's own or its customer's; as one set of ids, since an OR of both could lead by no index."""
    channels, (own, theirs) = list(asking.actor.channel_ids), (email_in(f"{alias}.search_email")(asking, email, "") for alias in "op")
    return Clause(
        f"""c.id IN (SELECT o.id FROM orders_order o WHERE o.channel_id = ANY(%s::bigint[]) AND {own.sql}
        UNION ALL SELECT o.id FROM customers_customer p JOIN orders_order o ON o.customer_id = p.id
        WHERE p.channel_id = ANY(%s::bigint[]) AND {theirs.sql})""",
        (channels, *own.values, channels, *theirs.values),
    )


def of_customer(who: Clause) -> Clause:
    return Clause(f"c.customer_id IN (SELECT p.id FROM customers_customer p WHERE {who.sql})", who.values)
