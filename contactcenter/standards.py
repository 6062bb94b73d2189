"""Countries, currencies, languages and time zones that exist, and the validators that refuse all others."""

import re
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.localedata import locale_identifiers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_NO_COUNTRIES = ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")  # CLDR's names for groups and for none
_LANGUAGE, _LONGEST_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"), 10

EUROPEAN_UNION = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
"""Its members, as ISO 3166 has them. Parts of them where its value added tax is none are told by tax rates of their own."""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The codes of ISO 3166, such as DE."""
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)


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


def check_country(code: str) -> None:
    if code not in countries():
        raise ValidationError(_("This is no country code such as DE."), "no_country")


def check_currency(code: str) -> None:
    if code not in currencies():
        raise ValidationError(_("This is no currency code such as EUR."), "no_currency")


def is_language(code: str) -> bool:
    """Whether it is a known language, with or without a script and a country: other systems name pairs such as zh-CN that no list has."""
    return len(code) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(code) is not None and code.partition("-")[0] in languages()


def check_language(code: str) -> None:
    """Of a shop or a customer."""
    if not is_language(code):
        raise ValidationError(_("This is no language code such as en or de-AT."), "no_language")


def check_own_language(code: str) -> None:
    """Of an agent: one that the console speaks."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("The console does not speak this language."), "no_own_language")


def check_zone(name: str) -> None:
    if name not in zones():
        raise ValidationError(_("This is no time zone such as Europe/Berlin."), "no_zone")
