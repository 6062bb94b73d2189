"""Finding customers by criteria (F3). What each parameter means stands in docs/search-parameters.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from contactcenter.errors import Unreadable
from customers.models import CustomerSet, Segment
from customers.places import at_home, postal_codes, read_country
from customers.search.box import ORDERING, CustomerRow, countries_seen, show_rows, values_of
from customers.search.calling import countries_of_phones
from customers.search.parts import apart_beside, last_word, second_word
from search.bounded import SECONDS, Source
from search.criteria import (
    Clause,
    Criterion,
    Filters,
    all_of,
    any_of,
    ask,
    begins,
    begins_if,
    equals,
    exactly,
    in_some,
    read_date,
)  # fmt: skip
from search.fields import CHANNEL, EMAIL, HOWS, YES, Asker, choice_criterion, codes, email_in, numbers, range_criteria, read_text, yes_or_no
from search.finding import Page, Shown, find_by, ways
from search.labels import without_labels
from search.paging import Found
from search.readings import Kind, Query, Term, apart
from search.terms import bare_digits, fold, fold_email, phone_candidates, without_extension

LEAST_DIGITS = 3


@dataclass(frozen=True)
class Asking(Asker):
    """Who asks about customers, or what is theirs, and what they may choose from; each list is read at most once."""

    @cached_property
    def segments(self) -> list[Segment]:
        return list(Segment.objects.filter(organization_id=self.actor.organization_id or 0).order_by("name"))

    @cached_property
    def sets(self) -> list[CustomerSet]:
        return list(CustomerSet.objects.filter(organization_id=self.actor.organization_id or 0).order_by("name"))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Whose ways to write a phone number count: those of the channels, and of the numbers that customers have."""
        return tuple(dict.fromkeys([*countries_seen(self.actor), *countries_of_phones(self.actor)]))


def phones(*columns: str) -> Callable[[Asking, str, str], Clause]:
    """In any spelling, as the countries of channels and customers write it; without label and extension."""

    def where(asking: Asking, text: str, how: str) -> Clause:
        if len(bare_digits(text)) < LEAST_DIGITS:
            raise Unreadable(_("Write at least three digits."))
        compare = begins if asking.actor.sees_in_full else equals
        number = without_labels(without_extension(text))
        return any_of(*(compare(column, one) for one in phone_candidates(number, asking.countries) for column in columns))

    return where


def accounts(asking: Asking, text: str, how: str) -> Clause:
    """By its number, or by the beginning of its name."""
    known = Clause(
        "c.account_id IN (SELECT a.id FROM customers_account a WHERE a.channel_id = ANY(%s::bigint[]) "
        "AND (a.number = %s OR a.external_number = %s OR lower(a.name) LIKE lower(%s)))"
    )
    values = (list(asking.actor.channel_ids), text.upper(), text, text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%")
    return Clause(known.sql, values)


ACCOUNT = Criterion("account", _("Account (B2B)"), accounts, read_text)


def _segment(asking: Asking, code: str, how: str) -> Clause:
    found = next(one.pk for one in asking.segments if one.code == code)
    return Clause("c.id IN (SELECT m.customer_id FROM customers_customer_segments m WHERE m.segment_id = %s)", (found,))


def _set(asking: Asking, code: str, how: str) -> Clause:
    return Clause("c.customer_set_id = %s", (next(one.pk for one in asking.sets if one.code == code),))


def _active(asking: Asking, value: str, how: str) -> Clause:
    return Clause("c.active = true" if value == YES else "c.active = false")


def _locked(asking: Asking, value: str, how: str) -> Clause:
    channels = (list(asking.actor.channel_ids),)
    locked = "SELECT l.customer_id FROM customers_login l WHERE l.locked_at IS NOT NULL AND l.channel_id = ANY(%s::bigint[])"
    return Clause(f"c.id IN ({locked})", channels) if value == YES else Clause(f"NOT EXISTS ({locked} AND l.customer_id = c.id)", channels)


CRITERIA: tuple[Criterion, ...] = (
    Criterion("last_name", _("Last name"), in_some("c.search_last", fold=fold), read_text, hows=HOWS),
    Criterion("first_name", _("First name"), in_some("c.search_first", fold=fold), read_text, hows=HOWS),
    Criterion("birthday", _("Birthday"), exactly("c.birthday"), read_date, "date", beside=("number", "email", "phone")),
    Criterion("number", _("Customer number"), numbers("c.number", "C-"), read_text, hows=("exact",)),
    Criterion("external_number", _("External number"), codes("c.external_number"), read_text, hows=("exact",)),
    EMAIL,
    Criterion("phone", _("Phone"), phones("c.search_phone", "c.search_mobile"), read_text),
    Criterion("postal_code", _("Postcode"), at_home("search_postal_code", postal_codes), read_text, hows=("exact",)),
    Criterion("city", _("City"), at_home("search_city", lambda text: [fold(text)]), read_text, hows=HOWS),
    Criterion("country", _("Country"), lambda asking, value, how: equals("c.search_country", value), read_country, "country"),
    CHANNEL,
    choice_criterion("segment", _("Segment"), lambda asking: [(one.code, one.name) for one in asking.segments], _segment),
    choice_criterion("customer_set", _("Customer set"), lambda asking: [(one.code, one.name) for one in asking.sets], _set),
    ACCOUNT,
    choice_criterion("active", _("Active"), yes_or_no, _active),
    choice_criterion("locked", _("Log-in locked"), yes_or_no, _locked),
    *range_criteria("created", "c.created_at", (_("Created from"), _("Created to")), "date"),
    *range_criteria("value", "c.lifetime_value", (_("Lifetime value from"), _("Lifetime value to")), "amount"),
)
SOURCE = Source("customers_customer", ("search_last", "search_first", "id"))


def ask_customers(actor: Actor, params: Mapping[str, str]) -> Filters:
    return ask(CRITERIA, params, Asking(actor))


def find_customers_by(
    actor: Actor, asked: Filters, query: str = "", *, sort: str = "", after: str = "", limit: int = 25, seconds: float = SECONDS
) -> Found[CustomerRow]:
    """The customers the actor may see for whom every criterion and every term of the query hold, by last name, first name, number (F3)."""
    return find_by(actor, SOURCE, asked.clauses, ways(_narrow, Asking(actor), query), _SHOWN, Page(sort, after, limit), seconds=seconds)


_SHOWN = Shown(show_rows, values_of, ORDERING)


def _narrow(asking: Asking, query: Query) -> list[Clause]:
    """The terms of the box as further conditions, with the same meaning as there."""
    if query.terms and query.too_short:
        return [short(query, equals("c.number", f"C-{query.terms[0].text}"))]
    found = [_fact(asking, term) for term in query.facts]
    if query.words:
        found.append(any_of(*names(query.names, "c"), *([] if query.facts else [words_inside(asking, query)])))
    return found


def short(query: Query, *numbered: Clause) -> Clause:
    """What fewer than three characters find: an exact last name, or an exact number, as these conditions say, or the one elsewhere."""
    last = [equals("c.search_last", " ".join(query.words))] if query.words else []
    exact = [*numbered, equals("c.external_number", query.typed)] if query.facts and query.only else []
    return any_of(*last, *exact)


def words_inside(asking: Asking, query: Query, alias: str = "c") -> Clause:
    """Words that begin inside a customer's names or e-mail, as `customers.search.parts` finds them; or the e-mail itself begins so."""
    last, first, email, of_last, of_first, of_email = (
        f"{alias}.search_{one}" for one in ("last", "first", "email", "last_more", "first_more", "email_more")
    )
    sees = asking.actor.sees_in_full

    def part_of(column: str, word: str) -> Clause:
        return any_of(begins_if(f"{column} <> ''", second_word(column), word), begins_if(f"{column} LIKE '%% %%'", last_word(column), word))

    def inside(word: str) -> Clause:
        return any_of(part_of(of_last, word), part_of(of_first, word), *([begins(of_email, word)] if sees else []))

    words = dict.fromkeys(query.words)
    every = all_of(*(any_of(begins(last, word), begins(first, word), inside(word)) for word in words))
    one = any_of(*map(inside, words))
    found = [all_of(every, Clause(f"{one.sql} IS TRUE", one.values)) if len(words) > 1 else one]  # which is no lead
    for part, other in query.names:
        if part and other:
            found += [all_of(part_of(of_first, part), begins(last, other)), all_of(part_of(of_last, part), begins(first, other))]
            found += [begins(name, f"{other} {part}") for name in (last, first)]
    found += [begins(name, one) for word in query.words if len(query.words) == 1 for one in apart(word) for name in (last, first)]
    for text, other in apart_beside(query.names):
        found += [all_of(begins(name, text), begins(theirs, other)) for name, theirs in ((last, first), (first, last))]
    if sees and " " not in query.typed:
        found.append(begins(email, fold_email(query.typed)))
    return any_of(*found)


def names(pairs: list[tuple[str, str]], alias: str) -> list[Clause]:
    """These beginnings of last and first name."""
    columns = (f"{alias}.search_last", f"{alias}.search_first")
    return [all_of(*(begins(column, text) for column, text in zip(columns, pair, strict=True) if text)) for pair in pairs]


def _fact(asking: Asking, term: Term) -> Clause:
    either = [begins("c.external_number", one) for one in term.codes]
    if term.postal:
        either.append(at_home("search_postal_code", lambda _text: term.postal)(asking, term.typed, ""))
    either += [begins("c.number", one) for one in term.number("C-")]
    if term.email:
        either.append(email_in("c.search_email")(asking, term.email, ""))
    if term.kind is Kind.CITY:
        either.append(begins("c.search_city", term.text))
    if term.phones(()):
        either.append(phones("c.search_phone", "c.search_mobile")(asking, term.typed, ""))
    return any_of(*either)
