"""Finding customers by criteria (F3). What each parameter means stands in docs/search-parameters.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Channel
from contactcenter.bounded import ENOUGH, SECONDS, Clock, Ids, Source, find_ids
from contactcenter.criteria import (
    BY_HOW,
    NOTHING,
    Clause,
    Criterion,
    Filters,
    Unreadable,
    all_of,
    any_of,
    ask,
    at_least,
    at_most,
    begins,
    begins_if,
    equals,
    exactly,
    from_day,
    in_some,
    read_amount,
    read_date,
    reader_of,
    to_day,
)  # fmt: skip
from customers.labels import without_labels
from customers.models import CustomerSet, Segment
from customers.places import at_home, postal_codes, read_country
from customers.readings import Kind, Query, Term, apart, readings
from customers.search.box import ORDERING, CustomerRow, countries_seen, show_rows, values_of
from customers.search.calling import countries_of_phones
from customers.search.paging import Found, Ordering, mark, page_of, read_mark, sort_rows
from customers.search.parts import apart_beside, last_word, second_word
from customers.terms import bare_digits, fold, fold_email, phone_candidates, plain, without_extension

R = TypeVar("R")
LEAST_DIGITS = 3

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Asking:
    """Who asks, and what they may choose from; each list is read at most once."""

    actor: Actor

    @property
    def zone(self) -> ZoneInfo:
        return self.actor.zone

    @cached_property
    def channels(self) -> list[Channel]:
        return list(Channel.objects.filter(pk__in=self.actor.channel_ids))

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


# -- reading and conditions that orders and returns share ------------------------------------------------------------------------------------


def read_text(asking: Any, text: str) -> str:
    """What can be seen of it; nothing would be the beginning of everything."""
    if not (seen := plain(text)):
        raise Unreadable(_("Write letters or digits."))
    return seen


def codes(*columns: str) -> Callable[[Any, str, str], Clause]:
    """A code as typed or in capitals: external numbers, SKUs."""

    def where(asking: Any, text: str, how: str) -> Clause:
        return any_of(*(BY_HOW[how](column, one) for column in columns for one in dict.fromkeys([text, text.upper()])))

    return where


def numbers(column: str, prefix: str) -> Callable[[Any, str, str], Clause]:
    """A number of ours with or without its letter: "C-10023", "c10023", "10023"."""

    def where(asking: Any, text: str, how: str) -> Clause:
        bare = text.lstrip("#").replace(" ", "").upper()
        if not (digits := bare_digits(bare)) or bare.removeprefix(prefix[:1] or "O").removeprefix("-") != digits:
            raise Unreadable(_("Write a number of ours, such as %(example)s.") % {"example": f"{prefix}10023"})
        return BY_HOW[how](column, prefix + digits)

    return where


def phones(*columns: str) -> Callable[[Asking, str, str], Clause]:
    """In any spelling, as the countries of channels and customers write it; without label and extension."""

    def where(asking: Asking, text: str, how: str) -> Clause:
        if len(bare_digits(text)) < LEAST_DIGITS:
            raise Unreadable(_("Write at least three digits."))
        compare = begins if asking.actor.sees_in_full else equals
        number = without_labels(without_extension(text))
        return any_of(*(compare(column, one) for one in phone_candidates(number, asking.countries) for column in columns))

    return where


def email_in(column: str) -> Callable[[Asking, str, str], Clause]:
    """Of whoever may not see e-mails in full it is all of it."""
    where = in_some(column, fold=fold_email)
    return lambda asking, text, how: where(asking, text, how if asking.actor.sees_in_full else "exact")


def channel_is(asking: Asking, code: str, how: str) -> Clause:
    """A channel that the agent does not see is as good as none."""
    found = next((one for one in asking.channels if one.code == code), None)
    return Clause("c.channel_id = %s", (found.pk,)) if found else NOTHING


def accounts(asking: Asking, text: str, how: str) -> Clause:
    """By its number, or by the beginning of its name."""
    known = Clause(
        "c.account_id IN (SELECT a.id FROM customers_account a WHERE a.channel_id = ANY(%s::bigint[]) "
        "AND (a.number = %s OR a.external_number = %s OR lower(a.name) LIKE lower(%s)))"
    )
    values = (list(asking.actor.channel_ids), text.upper(), text, text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%")
    return Clause(known.sql, values)


def channel_choices(asking: Asking) -> Choices:
    return [(one.code, one.name) for one in asking.channels]


YES, NO = "yes", "no"


def yes_or_no(asking: Any) -> Choices:
    return [(YES, _("Yes")), (NO, _("No"))]


def choice_criterion(name: str, label: Any, choices: Callable[[Any], Choices], where: Callable[[Any, Any, str], Clause]) -> Criterion:
    return Criterion(name, label, where, reader_of(choices), "choice", choices=choices)


def range_criteria(stem: str, column: str, labels: tuple[Any, Any], kind: str) -> list[Criterion]:
    """The two criteria of a range of days (STEM_from, STEM_to) or amounts (STEM_min, STEM_max), both ends included."""
    first, last = (f"{stem}_from", f"{stem}_to") if kind == "date" else (f"{stem}_min", f"{stem}_max")
    low, high, read = (from_day, to_day, read_date) if kind == "date" else (at_least, at_most, read_amount)
    return [Criterion(first, labels[0], low(column), read, kind), Criterion(last, labels[1], high(column), read, kind, start=first)]


HOWS = ("exact", "contains")
EMAIL = Criterion("email", _("E-mail"), email_in("c.search_email"), read_text, hows=HOWS, personal=True)
CHANNEL = Criterion("channel", _("Channel"), channel_is, read_text, "choice", choices=channel_choices)
ACCOUNT = Criterion("account", _("Account (B2B)"), accounts, read_text)


# -- customers -------------------------------------------------------------------------------------------------------------------------------


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
    Criterion("birthday", _("Birthday"), exactly("c.birthday"), read_date, "date"),
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


@dataclass(frozen=True)
class Page:
    """Which page is wanted: the column it is sorted by, the mark where it begins, so many rows."""

    sort: str
    after: str
    limit: int


@dataclass(frozen=True)
class Shown(Generic[R]):
    """How a kind's rows are read, and one column of them; the order in which they come."""

    rows: Callable[[list[int], int], list[R]]
    values: Callable[[list[int], str], list[tuple[int, Any]]]
    ordering: Ordering[R]


Narrow = Callable[[], list[Clause]]
"""Gives what the words of the box add in one reading; what it looks up for that is part of the time."""


def ways(narrow: Callable[[Any, Query], list[Clause]], asking: Any, query: str) -> list[Narrow]:
    """What a text in the box may mean beside criteria, reading by reading; phones are read as all countries write them anyway."""
    return [partial(narrow, asking, one) for one in readings(query) if not one.anywhere]


def find_by(actor: Actor, source: Source, clauses: list[Clause], narrows: list[Narrow], shown: Shown[R], page: Page, *, seconds: float) -> Found[R]:
    """What a kind's search by criteria does once its conditions are known: a page of the first reading of the box that finds anything."""
    if not actor.channel_ids:
        return Found(total=0)
    clock = Clock(seconds)
    for narrow in narrows:
        found = _find_by(actor, source, clauses, narrow, shown, page, clock)
        if found.rows or found.stopped:
            break
    return found


def _find_by(actor: Actor, source: Source, clauses: list[Clause], narrow: Narrow, shown: Shown[R], page: Page, clock: Clock) -> Found[R]:
    """A page in the kind's own order, or by a column."""
    narrowed = narrow()
    ask = partial(find_ids, source, actor.channel_ids, seconds=clock.left)
    if shown.ordering.is_other(page.sort):
        return _by_column(ask([*clauses, *narrowed], ENOUGH), shown, page)
    known, *key = read_mark(page.after, int, *shown.ordering.kinds) or [0]
    further = [source.after(key)] if key else []
    found = ask([*clauses, *narrowed, *further], page.limit + 1)
    rows = shown.rows(found.ids, page.limit + 1)
    counted = known - 1 if known else None if further else found.total
    total = len(found.ids) if found.stopped else counted
    more, rows = len(rows) > page.limit, rows[: page.limit]
    goes_on = more and not found.arbitrary  # what follows one of these would leave out others
    after = mark(0 if counted is None else counted + 1, *shown.ordering.key(rows[-1])) if goes_on else ""
    return Found(rows, more, after=after, total=total, stopped=found.stopped)


def _by_column(found: Ids, shown: Shown[R], page: Page) -> Found[R]:
    """Of all that was found, which is sorted whole; of more than ENOUGH, of the first so many."""
    words = shown.ordering.words.get(page.sort.removeprefix("-"), {})
    values = shown.values(found.ids, page.sort.removeprefix("-")) if found.ids else []
    in_order = sort_rows(values, page.sort, lambda pair, _column: str(words.get(pair[1], pair[1])) if words else pair[1])
    ids, after = page_of([pk for pk, _value in in_order], page.limit, page.after, int)
    rows = {row.pk: row for row in shown.rows(ids, page.limit + 1)}  # type: ignore[attr-defined]  # every row has one
    whole = found.total is not None
    how: dict[str, Any] = {"total": _total(found), "stopped": found.stopped, "looked_at": 0 if whole else len(found.ids)}
    shown_rows = [rows[pk] for pk in ids if pk in rows]  # one may be gone by now
    return Found(shown_rows, bool(after) or not whole, after="" if found.arbitrary else after, **how)


def _total(found: Ids) -> int | None:
    return found.total if found.total is not None else len(found.ids) if found.stopped else None


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
