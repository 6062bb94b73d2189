"""Criteria that several kinds have, and how such fields are read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Channel
from contactcenter.errors import Unreadable
from search.criteria import (
    BY_HOW,
    NOTHING,
    Clause,
    Criterion,
    any_of,
    at_least,
    at_most,
    from_day,
    in_some,
    read_date,
    read_shared_amount,
    reader_of,
    to_day,
)
from search.terms import bare_digits, fold_email, plain

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Asker:
    """Who asks, and the channels that they may choose from, read at most once."""

    actor: Actor

    @property
    def zone(self) -> ZoneInfo:
        return self.actor.zone

    @cached_property
    def channels(self) -> list[Channel]:
        return list(Channel.objects.filter(pk__in=self.actor.channel_ids))


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


def email_in(column: str) -> Callable[[Asker, str, str], Clause]:
    """Of whoever may not see e-mails in full it is all of it."""
    where = in_some(column, fold=fold_email)
    return lambda asking, text, how: where(asking, text, how if asking.actor.sees_in_full else "exact")


def channel_is(asking: Asker, code: str, how: str) -> Clause:
    """A channel that the agent does not see is as good as none."""
    found = next((one for one in asking.channels if one.code == code), None)
    return Clause("c.channel_id = %s", (found.pk,)) if found else NOTHING


def channel_choices(asking: Asker) -> Choices:
    return [(one.code, one.name) for one in asking.channels]


YES, NO = "yes", "no"


def yes_or_no(asking: Any) -> Choices:
    return [(YES, _("Yes")), (NO, _("No"))]


def choice_criterion(name: str, label: Any, choices: Callable[[Any], Choices], where: Callable[[Any, Any, str], Clause]) -> Criterion:
    return Criterion(name, label, where, reader_of(choices), "choice", choices=choices)


def range_criteria(stem: str, column: str, labels: tuple[Any, Any], kind: str) -> list[Criterion]:
    """The two criteria of a range of days (STEM_from, STEM_to) or amounts (STEM_min, STEM_max), both ends included."""
    first, last = (f"{stem}_from", f"{stem}_to") if kind == "date" else (f"{stem}_min", f"{stem}_max")
    low, high, read = (from_day, to_day, read_date) if kind == "date" else (at_least, at_most, read_shared_amount)
    return [Criterion(first, labels[0], low(column), read, kind), Criterion(last, labels[1], high(column), read, kind, start=first)]


HOWS = ("exact", "contains")
EMAIL = Criterion("email", _("E-mail"), email_in("c.search_email"), read_text, hows=HOWS, personal=True)
CHANNEL = Criterion("channel", _("Channel"), channel_is, read_text, "choice", choices=channel_choices)
