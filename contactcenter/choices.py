"""What staff choose from instead of typing codes: countries, currencies, time zones, languages, each by its name in the reader's language."""

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize

from babel import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies
from django.conf import settings
from django.utils.translation import get_language

from contactcenter import standards

Choices = list[tuple[str, str]]


@lru_cache(maxsize=8)
def country_names(language: str) -> dict[str, str]:
    """Country codes with their names in a language, in order of the name."""
    names = _locale(language).territories
    known = {code: str(names.get(code, code)) for code in standards.countries()}
    return dict(sorted(known.items(), key=lambda item: normalize("NFKD", item[1]).casefold()))  # Österreich beside Oman


@lru_cache(maxsize=8)
def currency_names(language: str) -> dict[str, str]:
    """Codes of the currencies that countries use today, with their names in a language, in order of the code."""
    locale = _locale(language)
    today = {code for country in standards.countries() for code in get_territory_currencies(country)}
    return {code: str(locale.currencies.get(code, code)) for code in sorted(today)}


def with_present(choices: Iterable[tuple[str, str]], value: str) -> Choices:
    """The choices and, where it is none of them, what is stored: a form that did not offer it would save another unasked."""
    offered = list(choices)
    return offered if not value or value in dict(offered) else [*offered, (value, value)]


def country_choices() -> Choices:
    return [("", "—"), *((code, f"{name} ({code})") for code, name in country_names(get_language() or "en").items())]


def currency_choices() -> Choices:
    return [("", "—"), *((code, f"{code} – {name}") for code, name in currency_names(get_language() or "en").items())]


def zone_choices() -> Choices:
    return [(zone, zone.replace("_", " ")) for zone in places()]


def language_choices() -> Choices:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def language_name(code: str) -> str:
    """What a language is called in the reader's."""
    try:
        return _locale(code).get_display_name(get_language() or "en") or code
    except UnknownLocaleError:
        return code


@lru_cache(maxsize=1)
def places() -> list[str]:
    """The time zones named after a place, and UTC."""
    return sorted(zone for zone in standards.zones() if "/" in zone and not zone.startswith("Etc/")) + ["UTC"]


def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))
