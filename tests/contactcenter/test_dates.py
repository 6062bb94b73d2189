"""How dates and times are written."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contactcenter.dates import Dates

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("locale", "whole", "short", "september", "exact"),
    [
        ("de", "26. Mai 1988", "26. Nov.", "6. Sept. 1988", "28. Nov. 2026, 12:00"),
        ("en_GB", "26 May 1988", "26 Nov", "6 Sept 1988", "28 Nov 2026, 12:00"),
    ],
)
def test_dates_have_the_language_s_own_form(locale: str, whole: str, short: str, september: str, exact: str) -> None:
    dates = Dates(locale, BERLIN, NOON)
    assert (dates.day(date(1988, 5, 26)), dates.day(date(1988, 9, 6)), dates.exactly(NOON)) == (whole, september, exact)
    assert f">{short}</time>" in dates.when(date(2026, 11, 26))


@pytest.mark.parametrize(
    ("before", "english", "german"),
    [
        (timedelta(0), "1 second ago", "vor 1 Sekunde"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago", "vor 59 Minuten"),
        (timedelta(hours=11, minutes=59), "11 hours ago", "vor 11 Stunden"),
        (timedelta(hours=12, minutes=1), "1 day ago", "vor 1 Tag"),  # a quarter of an hour before midnight is yesterday
        (timedelta(hours=36), "1 day ago", "vor 1 Tag"),
        (timedelta(hours=36, minutes=1), "2 days ago", "vor 2 Tagen"),
        (timedelta(days=6), "6 days ago", "vor 6 Tagen"),
        (timedelta(days=7), "21 Nov", "21. Nov."),
        (timedelta(days=400), "24 Oct 2025", "24. Okt. 2025"),
        (timedelta(days=-2), "in 2 days", "in 2 Tagen"),
    ],
)
def test_how_long_ago_goes_by_the_reader_s_calendar(before: timedelta, english: str, german: str) -> None:
    assert Dates("en_GB", BERLIN, NOON).passed(NOON - before) == english
    assert Dates("de", BERLIN, NOON).passed(NOON - before) == german


def test_a_day_is_the_reader_s_and_the_exact_moment_shows_on_hover() -> None:
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert 'title="28 Nov 2026, 00:30">11 hours ago<' in Dates("en_GB", BERLIN, NOON).ago(late)
    assert Dates("en_GB", BERLIN, NOON).day(late) == "28 Nov 2026"
    new_york = ZoneInfo("America/New_York")
    assert 'title="27 Nov 2026, 18:30">1 day ago<' in Dates("en_GB", new_york, NOON.astimezone(new_york)).ago(late)


def test_how_long_ago_is_right_while_the_clocks_change() -> None:
    dates = Dates("en_GB", BERLIN, datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(BERLIN))
    assert "1 hour ago" in str(dates.ago(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)))
    with pytest.raises(ValueError, match="time zone"):
        dates.when(datetime(2026, 10, 25, 0, 30))  # noqa: DTZ001
