"""The audit trail speaks to its reader: no code stands in a sentence, and a tab is named when it is shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from agents.models import AuditEntry, CallSession, Tab
from agents.verbs import say
from customers.models import Customer
from tests.world import World


@pytest.mark.parametrize(
    ("verb", "data", "english", "german"),
    [
        ("tab.opened", {"kind": "order", "number": "10001"}, "Order 10001 opened in a tab", "Bestellung 10001 in einem Reiter geöffnet"),
        ("mail.sent", {"kind": "order_confirmation"}, "Mail sent: order confirmation", "Mail gesendet: Bestellbestätigung"),
        ("mail.sent", {"kind": "password link"}, "Mail sent: link to a new password", "Mail gesendet: Link für ein neues Passwort"),
        ("cart.address_changed", {"kind": "shipping and billing"}, "Shipping and billing address of the cart changed",
         "Adresse des Warenkorbs geändert (Lieferung und Rechnung)"),
        ("cart.payment_changed", {"method": "invoice"}, "Payment of the cart changed to invoice", "Zahlung des Warenkorbs auf Rechnung geändert"),
        ("export.asked", {"kind": "return", "format": "xlsx"}, "Return: results asked for as Excel", "Retoure: Ergebnisse als Excel angefordert"),
        ("settings.changed", {"kind": "channel", "number": "Shop DE"}, "Channel Shop DE changed in the administration",
         "Kanal Shop DE in der Verwaltung geändert"),
        ("order.placed", {"number": "10001", "total": "1324.50", "currency": "EUR"}, "Order 10001 placed, €1,324.50",
         "Bestellung 10001 aufgegeben, 1.324,50\xa0€"),
        ("order.placed", {"number": "10001", "total": "97.8900", "currency": "USD"}, "Order 10001 placed, US$97.89",
         "Bestellung 10001 aufgegeben, 97,89\xa0$"),
        ("price.changed", {"sku": "rug", "channel": "kw", "before": "—", "after": "19.443", "currency": "KWD"},
         "rug: price in kw changed from — to KWD19.443", "rug: Preis in kw von — auf 19,443\xa0KWD geändert"),
        ("cart.repriced", {"before": "1000", "after": "1100.0000", "currency": "JPY"}, "Cart brought to today's prices: JP¥1,000 became JP¥1,100",
         "Warenkorb auf heutige Preise gebracht: aus 1.000\xa0¥ wurde 1.100\xa0¥"),
        ("cart.repriced", {"before": "19.443", "after": "1000"}, "Cart brought to today's prices: 19.443 became 1,000",
         "Warenkorb auf heutige Preise gebracht: aus 19,443 wurde 1.000"),
        ("cart.quantity_changed", {"sku": "1.5", "before": 1, "after": 2}, "1.5: quantity changed from 1 to 2", "1.5: Menge von 1 auf 2 geändert"),
        ("cart.items_added", {"number": 1, "items": [["lamp-1", 2]]}, "Put in the cart at once: 2 × lamp-1",
         "Auf einmal in den Warenkorb gelegt: 2 × lamp-1"),
        ("cart.items_added", {"number": 11, "items": [["mug", 1]] * 11}, f"Put in the cart at once: {', '.join(['1 × mug'] * 10)} …",
         f"Auf einmal in den Warenkorb gelegt: {', '.join(['1 × mug'] * 10)} …"),
        ("cart.item_removed", {"sku": "lamp-1"}, "lamp-1 taken out of the cart", "lamp-1 aus dem Warenkorb genommen"),
        ("data.exported", {}, "…: … rows exported", "…: … Zeilen exportiert"),
    ],
)  # fmt: skip
def test_a_sentence_holds_no_code(verb: str, data: dict[str, Any], english: str, german: str) -> None:
    assert say(verb, data) == english
    with translation.override("de"):
        assert say(verb, data) == german


def test_the_system_is_called_so() -> None:
    entry = AuditEntry(actor_kind="system", actor_name="mail")
    assert entry.who == "The system"
    with translation.override("de"):
        assert entry.who == "Das System"
    assert AuditEntry(actor_kind="agent", actor_name="Ada").who == "Ada"


@pytest.mark.django_db
def test_tabs_and_sessions_are_named_when_they_are_shown(world: World, as_ada: Client) -> None:
    as_ada.post("/console/sessions/", {"kind": "order", "number": world.order.number})
    Customer.objects.filter(pk=world.mina.pk).update(first_name="太郎", last_name="山田")
    world.ada.language = "de"
    world.ada.save()
    session = CallSession.objects.get()
    page = as_ada.get(f"/console/sessions/{session.pk}/order/{world.order.number}/").text
    assert f"Bestellung {world.order.number}" in page and f"Order {world.order.number}" not in page
    assert "山田 太郎" in page and "Mina Harker</span>" not in page


@pytest.mark.django_db
def test_a_guest_and_another_customer_keep_the_name_at_the_opening(world: World) -> None:
    session = CallSession(customer=world.mina, label="old")
    assert Tab(session=session, kind="customer", number=world.mina.number, label="old").name == "Mina Harker"
    assert Tab(session=session, kind="customer", number=world.bo.number, label="Bo Møller").name == "Bo Møller"
    assert CallSession(guest_order=world.guest_order, label="Gil Guest").name == "Gil Guest"
    assert CallSession(guest_order=world.guest_order, label="").name == "Guest"
