"""Amounts of money as staff type them: with the currency beside the field, in the reader's way of writing, never finer than the currency."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contactcenter.dates import page_locale
from contactcenter.errors import Unreadable
from contactcenter.money import unit, wrong_amount

_NUMBER = re.compile(r"\d{1,13}(\.\d{1,4})?")


def read_amount(text: str) -> Decimal:
    """What a reader types, in their own way of writing: 12.50 or 12,50; with both marks the last is the decimal one.

    One mark before three digits groups thousands in its own language. Raises Unreadable.
    """
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    german = (get_language() or "").startswith("de")
    groups = "." if german else ","
    if "." in bare and "," in bare:
        groups = "," if bare.rindex(".") > bare.rindex(",") else "."
    elif not re.fullmatch(rf"[1-9]\d{{0,2}}(\{groups}\d{{3}})+", bare):
        groups = "" if bare.count(".") + bare.count(",") < 2 else groups
    bare = bare.replace(groups, "") if groups else bare
    bare = bare.replace(",", ".")
    if not bare.isascii() or not _NUMBER.fullmatch(bare):
        raise Unreadable(_("Write an amount such as %(example)s.") % {"example": "49,90" if german else "49.90"})
    return Decimal(bare)


def write_amount(amount: Decimal, currency: str) -> str:
    """For a field: with the currency's decimals and the reader's decimal mark, without sign or groups."""
    whole = amount.quantize(unit(currency)) if currency else amount.normalize()
    text = f"{whole if whole == amount else amount.normalize():f}"
    return text.replace(".", ",") if (get_language() or "").startswith("de") else text


class AmountInput(forms.TextInput):
    """The currency stands beside the field."""

    template_name = "admin/amount.html"

    def __init__(self, currency: str = "") -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "amount"})
        self.currency = currency

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "currency": self.currency}


class AmountField(forms.Field):
    """An amount in a currency, None where nothing is typed. What is pasted may carry the currency's code or sign."""

    def __init__(self, currency: str = "", **options: Any) -> None:
        super().__init__(widget=AmountInput(currency), **options)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        return write_amount(value, self.currency) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        signs = [get_currency_symbol(self.currency, locale=locale) for locale in ("en", page_locale())] if self.currency else []
        for mark in (self.currency, *dict.fromkeys(signs)):
            text = text.removeprefix(mark).removesuffix(mark).strip()
        if not text:
            return None
        try:
            return read_amount(text)
        except Unreadable as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and self.currency and (wrong := wrong_amount(value, self.currency)):
            raise ValidationError(wrong)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
