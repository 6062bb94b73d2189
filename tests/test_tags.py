"""How facts are shown."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from contactcenter.templatetags import console as tags
from contactcenter.templatetags.meanings import MEANINGS, meaning_of
from orders.models import Order
from returns.models import Return


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "€1,840.00"), ("de", "1.840,00\xa0€")],
)
def test_money_is_written_as_the_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert tags.money(Decimal("1840"), "EUR") == shown


def test_amounts_without_sign_keep_the_currencys_places() -> None:
    with translation.override("en"):
        assert tags.amount(Decimal("1840.5"), "EUR") == "1,840.50"
        assert tags.amount(Decimal("1840"), "JPY") == "1,840"


@pytest.mark.parametrize(("language", "shown"), [("en", "12,000"), ("de", "12.000")])
def test_how_many_has_groups(language: str, shown: str) -> None:
    with translation.override(language):
        assert tags.count(12_000) == shown


def test_nothing_is_a_dash_and_not_zero() -> None:
    assert tags.money(None, "EUR") == tags.amount(None, "EUR") == tags.when(None) == tags.day(None) == "–"


def test_phones_are_grouped_and_what_is_none_stays_as_it_came() -> None:
    assert tags.phone("+493023125042") == "+49 30 23125042"
    assert tags.phone("ask at the desk") == "ask at the desk"


def test_a_moment_is_short_and_exact_on_hover() -> None:
    with translation.override("en"), timezone.override("Europe/Berlin"):
        shown = tags.when(datetime(2024, 3, 1, 23, 30, tzinfo=UTC))
        assert ">2 Mar 2024<" in shown
        assert 'title="2 Mar 2024, 00:30"' in shown
        assert "3 days ago" in tags.ago(timezone.now() - timedelta(days=3))
        assert "1 second ago" in tags.ago(timezone.now())


def test_a_badge_says_its_status_by_icon_and_word() -> None:
    with translation.override("en"):
        shown = tags.badge(Order(status=Order.Status.NO_PENDING_ACTION))
    assert "mark-good" in shown
    assert "#check-circle" in shown
    assert "Fulfilled" in shown


def test_every_status_of_an_order_and_a_return_has_a_meaning() -> None:
    for model, field in [(Order, "status"), (Order, "payment_status"), (Order, "fulfilment_status"), (Order, "return_status"),
                         (Return, "status"), (Return, "receive_status"), (Return, "refund_status"), (Return, "replace_status")]:  # fmt: skip
        values = {value for value, _label in model._meta.get_field(field).flatchoices}
        assert values == set(MEANINGS[model.__name__.lower(), field])


def test_an_unknown_status_is_quiet() -> None:
    assert meaning_of("order", "status", "BEYOND")[0] == "quiet"
