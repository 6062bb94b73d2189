"""Addresses as their country writes and checks them."""

from typing import Any

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def as_lines(address: Any) -> list[str]:
    """The address as lines, in the order its country writes them, the country's name in the reader's language last."""
    country = Locale.parse((get_language() or "en").replace("-", "_")).territories.get(address.country, address.country)
    lines = [address.name, address.company, address.street, address.street2, f"{address.postal_code} {address.city}".strip(), address.region, country]
    return [line for line in lines if line]


def fields_for(country: str) -> list[tuple[str, str, bool]]:
    """The fields of a country's form in its order: (name, label, required)."""
    return [
        ("first_name", _("First name"), False), ("last_name", _("Last name"), True), ("company", _("Company"), False),
        ("street", _("Street"), True), ("street2", _("Address line 2"), False), ("postal_code", _("Postal code"), True),
        ("city", _("City"), True), ("region", _("State or county"), False), ("phone", _("Phone"), False),
    ]  # fmt: skip


def check(values: dict[str, str]) -> dict[str, str]:
    """What is wrong, by field; the values are put into the country's own spelling in place."""
    required = {name for name, _label, needed in fields_for(values.get("country", "")) if needed}
    return {name: _("This is needed in an address.") for name in sorted(required) if not values.get(name, "").strip()}
