"""Finding returns by criteria (F5). What each parameter means stands in docs/search-parameters.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Reason
from customers.criteria import Asking, short
from orders.criteria import choice_of, of_customer, whose
from returns.models import Return
from returns.search import ORDERING, ReturnRow, show_rows, values_of
from search.bounded import SECONDS, Source
from search.criteria import Clause, Criterion, Filters, any_of, ask, begins, equals, has, in_some
from search.fields import CHANNEL, EMAIL, HOWS, YES, Choices, choice_criterion, codes, email_in, numbers, range_criteria, read_text, yes_or_no
from search.finding import Page, Shown, find_by, ways
from search.paging import Found
from search.readings import Query, Term
from search.terms import fold

SOURCE = Source("returns_return", ("created_at DESC", "id DESC"))


@dataclass(frozen=True)
class AskingReturns(Asking):
    """Who asks, with the organisation's reasons."""

    @cached_property
    def reasons(self) -> list[Reason]:
        return list(Reason.objects.filter(organization_id=self.actor.organization_id or 0, kind=Reason.Kind.RETURN))


def _reasons(asking: AskingReturns) -> Choices:
    return [(one.code, str(one)) for one in asking.reasons]


def _reason(asking: Any, code: str, how: str) -> Clause:
    return has("returns_returnline l WHERE l.request_id = c.id AND l.reason_code = %s", code)


def _order(asking: Any, text: str, how: str) -> Clause:
    wanted = numbers("o.number", "")(asking, text, how)
    channels = list(asking.actor.channel_ids)
    return Clause(
        f"c.order_id IN (SELECT o.id FROM orders_order o WHERE o.channel_id = ANY(%s::bigint[]) AND {wanted.sql})", (channels, *wanted.values)
    )


def _customer(asking: Any, text: str, how: str) -> Clause:
    return of_customer(numbers("p.number", "C-")(asking, text, how))


def _required(asking: Any, value: str, how: str) -> Clause:
    return Clause("c.action_required = true" if value == YES else "c.action_required = false")


CRITERIA: tuple[Criterion, ...] = (
    Criterion("rma", _("Return number"), numbers("c.number", "R-"), read_text, hows=("exact",)),
    Criterion("external_number", _("External number"), codes("c.external_number"), read_text, hows=("exact",)),
    Criterion("order", _("Order number"), _order, read_text, hows=("exact",)),
    Criterion("number", _("Customer number"), _customer, read_text, hows=("exact",)),
    Criterion("last_name", _("Last name (billing)"), in_some("c.search_last", fold=fold), read_text, hows=HOWS),
    Criterion("first_name", _("First name (billing)"), in_some("c.search_first", fold=fold), read_text, hows=HOWS),
    EMAIL,
    choice_of("state", _("State"), Return.Status, "c.status"),
    choice_of("type", _("Type"), Return.Type),
    choice_of("receive_status", _("Received"), Return.ReceiveStatus),
    choice_of("refund_status", _("Refund"), Return.RefundStatus),
    choice_of("replace_status", _("Replacement"), Return.ReplaceStatus),
    choice_criterion("reason", _("Reason"), _reasons, _reason),
    CHANNEL,
    *range_criteria("created", "c.created_at", (_("Created from"), _("Created to")), "date"),
    *range_criteria("refund", "c.refund_amount", (_("Refund from"), _("Refund to")), "amount"),
    choice_criterion("action_required", _("Action required"), yes_or_no, _required),
)


def ask_returns(actor: Actor, params: Mapping[str, str]) -> Filters:
    return ask(CRITERIA, params, AskingReturns(actor))


def find_returns_by(
    actor: Actor, asked: Filters, query: str = "", *, sort: str = "", after: str = "", limit: int = 25, seconds: float = SECONDS
) -> Found[ReturnRow]:
    """The returns the actor may see for which every criterion and every term of the query hold, newest first (F5)."""
    return find_by(actor, SOURCE, asked.clauses, ways(_narrow, AskingReturns(actor), query), _SHOWN, Page(sort, after, limit), seconds=seconds)


_SHOWN = Shown(show_rows, values_of, ORDERING)


def _narrow(asking: Asking, query: Query) -> list[Clause]:
    """The terms of the box as further conditions, with the same meaning as there."""
    if query.terms and query.too_short:
        number = query.terms[0].text
        return [short(query, equals("c.number", f"R-{number}"), _of_order(equals("o.number", number)))]
    found = [_fact(asking, term) for term in query.facts]
    return [*found, whose(asking, "returns_return", query)] if query.words else found


def _of_order(which: Clause) -> Clause:
    return Clause(f"c.order_id IN (SELECT o.id FROM orders_order o WHERE {which.sql})", which.values)


def _fact(asking: Asking, term: Term) -> Clause:
    either = [begins("c.external_number", one) for one in term.codes]
    if term.email:
        either.append(email_in("c.search_email")(asking, term.email, ""))
    either += [begins("c.number", one) for one in term.number("R-")]
    either += [_of_order(begins("o.number", one)) for one in term.number("")]
    either += [of_customer(equals("p.number", one)) for one in term.customer]
    return any_of(*either)
