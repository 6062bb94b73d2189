"""How dates and times are written and read: as the reader's language does, in the reader's time zone. No database.

A page has a hundred dates. Babel takes a tenth of a millisecond for each, and is asked for each month once.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as time_of_day
from functools import lru_cache
from html import escape

from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contactcenter.errors import Unreadable

WEEK = 7
"""From so many days on a date says more than how long ago it was."""


def page_locale() -> str:
    """The locale of the page; plain English is British."""
    language = (get_language() or "en").replace("-", "_")
    return "en_GB" if language == "en" else language


def day_in_words(day: date) -> str:
    """As it is said to somebody, in the language that counts now: "Wednesday, 2 December"."""
    locale = page_locale()
    weekday, date_alone = format_date(day, "EEEE", locale=locale), format_skeleton("MMMMd", day, locale=locale)
    return f"{weekday}, {date_alone}"


_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SHORT = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?")


def read_day(text: str, *, since: date | None = None) -> date:
    """2026-11-21, 21.11.2026 or 21/11/2026; and 21.11., the next such day, where it is said from which on. Raises Unreadable."""
    year, month, day = _parts_of(text, since)
    try:
        found = date(year, month, day)
        return found.replace(year=year + 1) if since and found < since and _SHORT.fullmatch(text) else found
    except ValueError:
        raise Unreadable(_("There is no such day.")) from None


def _parts_of(text: str, since: date | None) -> tuple[int, int, int]:
    """Year, month and day."""
    if parts := _ISO.fullmatch(text):
        return int(parts[1]), int(parts[2]), int(parts[3])
    if parts := _DATE.fullmatch(text):
        return int(parts[3]), int(parts[2]), int(parts[1])
    if since and (parts := _SHORT.fullmatch(text)):
        return since.year, int(parts[2]), int(parts[1])
    raise Unreadable(_("Write a date such as %(example)s or 2026-11-21.") % {"example": typed_day(date(2026, 11, 21))})


def typed_day(day: date | None) -> str:
    """As somebody types it: "21/11/2026", "21.11.2026"; "" for none."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


@dataclass(frozen=True)
class Dates:
    """For one reader at one moment: a table asks once who reads, and writes all its rows."""

    locale: str
    zone: tzinfo
    now: datetime

    @staticmethod
    def of_page() -> "Dates":
        zone = get_current_timezone()
        return Dates(page_locale(), zone, now().astimezone(zone))

    def when(self, moment: datetime | date | None) -> SafeString | str:
        """A short date: the time alone for today; the exact moment on hover. A dash where there is none."""
        if moment is None:
            return "–"
        if not isinstance(moment, datetime):
            return SafeString(f'<time datetime="{moment.isoformat()}" title="{escape(self.day(moment))}">{escape(self._short(moment))}</time>')
        local = self._local(moment)
        return self._timed(local, self._time_of(local) if local.date() == self.now.date() else self._short(local.date()))

    def exactly(self, moment: datetime | None) -> str:
        """The full date and time."""
        return "–" if moment is None else self._exactly(self._local(moment))

    def day(self, day: date | None) -> str:
        """A whole date such as a birthday: "26 Nov 2026", "26. Nov. 2026"; of a moment, the reader's."""
        if isinstance(day, datetime):
            day = self._local(day).date()
        return "–" if day is None else _month("yMMMd", day.month, self.locale).format(day=day.day, year=f"{day.year:04}")

    def ago(self, moment: datetime | None) -> SafeString | str:
        """`passed`, the exact moment on hover."""
        return "–" if moment is None else self._timed(self._local(moment), self.passed(moment))

    def passed(self, moment: datetime) -> str:
        """How long ago, in words: of today in minutes or hours, then in days of the reader's calendar, after a week the date."""
        local = self._local(moment)
        days = (local.date() - self.now.date()).days
        if abs(days) >= WEEK:
            return self._short(local.date())
        if days:
            return _days(days, self.locale)
        seconds = int(local.timestamp() - self.now.timestamp()) or -1  # of nothing, Babel would say "in 0 seconds"
        exact = 3600 if abs(seconds) >= 3600 else 60 if abs(seconds) >= 60 else 1  # so that what was asked before is asked again
        return _passed(int(seconds / exact) * exact, self.locale)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("A moment without a time zone is no moment.")
        return moment.astimezone(self.zone)

    def _short(self, day: date) -> str:
        return self.day(day) if day.year != self.now.year else _month("MMMd", day.month, self.locale).format(day=day.day)

    def _exactly(self, local: datetime) -> str:
        return f"{self.day(local)}, {self._time_of(local)}"

    def _time_of(self, local: datetime) -> str:
        return _time(time_of_day(local.hour, local.minute), self.locale)

    def _timed(self, local: datetime, words: str) -> SafeString:
        exact = escape(self._exactly(local))
        return SafeString(f'<time datetime="{local.isoformat(timespec="seconds")}" title="{exact}">{escape(words)}</time>')


@lru_cache
def _month(skeleton: str, month: int, locale: str) -> str:
    """How a day of this month is written, with places for the day and the year; no month has these figures in its name."""
    return format_skeleton(skeleton, date(2222, month, 28), locale=locale).replace("2222", "{year}").replace("28", "{day}")


@lru_cache(maxsize=2048)
def _time(time: time_of_day, locale: str) -> str:
    return format_time(time, "short", locale=locale)


@lru_cache(maxsize=2048)
def _passed(seconds: int, locale: str) -> str:
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=locale, threshold=1)


@lru_cache
def _days(days: int, locale: str) -> str:
    return format_timedelta(timedelta(days=days), "day", threshold=WEEK, add_direction=True, locale=locale)
