"""Countries, currencies, languages and time zones that exist."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.localedata import locale_identifiers

NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ")  # CLDR's names for groups and for none


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The codes of ISO 3166, such as DE."""
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The codes of ISO 4217, such as EUR; those of money that is no more too, since old orders name it."""
    return frozenset(Locale("en").currencies)


@lru_cache(maxsize=1)
def languages() -> frozenset[str]:
    """Languages with a form of writing dates and money: de, de-AT, zh-Hans-CN."""
    return frozenset(one.replace("_", "-") for one in locale_identifiers())


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Time zones such as Europe/Berlin."""
    return frozenset(available_timezones())
