"""How facts are shown: money, times, phones, statuses, icons. No queries, no arithmetic."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import phonenumbers
from babel.numbers import format_decimal, get_currency_precision
from django import template
from django.apps import apps
from django.db.models import Model
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contactcenter import masking, names
from contactcenter.dates import Dates, page_locale
from contactcenter.masking import MASKED, sees
from contactcenter.money import format_money, format_percent
from contactcenter.templatetags.meanings import meaning_of

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """The amount with its currency sign, as the page's locale writes it; a dash where there is none."""
    return "–" if amount is None else format_money(amount, currency)


@register.filter
def as_priced(part: Any, whole: Any) -> Decimal:
    """A line, a shipping group or an adjustment as its cart or order shows prices: with tax or without."""
    found: Decimal = part.shown(includes_tax=whole.prices_include_tax)
    return found


@register.filter
def amount(value: Decimal | None, currency: str) -> str:
    """The bare figures, for a column whose head names the currency."""
    return "–" if value is None else _figures(value, get_currency_precision(currency), page_locale())


@register.filter
def pairs(facts: dict[str, Any]) -> list[tuple[str, Any]]:
    """Names with their values, by name. (A template's `facts.items` would be the value that somebody called “items”.)"""
    return sorted(facts.items(), key=lambda one: one[0].casefold())


@register.filter
def count(number: int) -> str:
    """How many, with the groups of the page's locale: "12,000"."""
    return _figures(Decimal(number), 0, page_locale())


@lru_cache(maxsize=4096)
def _figures(value: Decimal, places: int, locale: str) -> str:
    return format_decimal(value, format="#,##0." + "0" * places if places else "#,##0", locale=locale)


@register.filter
def percent(rate: Decimal) -> str:
    """0.19 as "19 %"."""
    return format_percent(rate)


@register.filter
def when(moment: datetime | date | None) -> SafeString | str:
    """A short date: the time alone for today; the exact moment on hover. A dash where there is none."""
    return Dates.of_page().when(moment)


@register.filter
def exactly(moment: datetime | None) -> str:
    """The full date and time."""
    return Dates.of_page().exactly(moment)


@register.filter
def day(moment: date | None) -> str:
    """A whole date such as a birthday."""
    return Dates.of_page().day(moment)


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """ "2 days ago", the exact moment on hover."""
    return Dates.of_page().ago(moment)


@register.filter
@lru_cache(maxsize=4096)
def phone(number: str) -> str:
    """A phone number grouped as it is read aloud; as it came where it is none."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number or "", None), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


@register.filter
def initials(label: str) -> str:
    """Up to two letters that stand for a name where there is no room for it."""
    return names.initials(str(label))


@register.filter
def shown(text: Any) -> str:
    """What somebody typed, so that it turns nothing around that stands beside it; nothing for nothing."""
    return names.shown(str(text)) if text else ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Beside words it is hidden from screen readers; alone it needs a label."""
    return _icon(name, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
@lru_cache
def key(*keys: str) -> SafeString:
    """The key of a control; no part of its name, since `aria-keyshortcuts` says it to those who cannot see it."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', "+".join(keys))


@register.simple_tag
def badge(thing: Any, field: str = "status") -> SafeString:
    """The value of a status field as a badge: icon and word, coloured by what it means for the caller."""
    value, kind = getattr(thing, field), type(thing)
    meaning, name = meaning_of(kind.__name__.lower().removesuffix("row"), field, value)
    return mark(meaning, name, _labels(kind, field).get(value, value))  # type: ignore[arg-type]  # every class is hashable


def status_label(thing: Any, field: str) -> str:
    """The word of a status field, where there is no badge."""
    value = getattr(thing, field)
    return str(_labels(type(thing), field).get(value, value))  # type: ignore[arg-type]  # every class is hashable


@lru_cache
def _labels(kind: type, field: str) -> dict[str, Any]:
    """The labels of a status: read once, since Django's own `get_…_display` translates all of them for each row.

    A row of search results is no model; it is named after one.
    """
    name = kind.__name__.lower().removesuffix("row")
    model = kind if issubclass(kind, Model) else apps.get_model(f"{name}s", name)
    return dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]  # a status is no relation


@register.simple_tag
def mark(meaning: str, name: str, label: str) -> SafeString:
    """A badge of its own: meaning (good, attention, wrong, informative, quiet), icon and word."""
    return _mark(meaning, name, str(label))


@lru_cache(maxsize=1024)
def _mark(meaning: str, name: str, label: str) -> SafeString:
    return format_html('<span class="mark mark-{}">{}{}</span>', meaning, icon(name), label)


@register.simple_tag
def copyable(number: str, shown: str = "") -> SafeString:
    """A number that people read aloud, selectable, with a button that copies it."""
    return format_html(
        '<span class="copyable"><span class="figures">{}</span>'
        '<button type="button" class="copy" data-copy="{}" aria-label="{}">{}</button></span>',
        shown or number, number, _("Copy %(number)s") % {"number": number}, icon("copy"),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def opens(context: Context, kind: str, number: str, label: str = "", title: str = "") -> SafeString:
    """What leads to another record of this contact: a link to its tab, beside which the one that is read stays."""
    return format_html(
        '<a class="opens" dir="auto" href="{}" data-opens="{} {}"{}>{}</a>',
        reverse(f"console:{kind}", args=[context["frame"].session.pk, number]), kind, number,
        format_html(' title="{}"', title) if title else "", label or number,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def reach(context: Context, kind: str, value: str) -> SafeString:
    """An e-mail or a phone number that can be copied; for those who may not see it in full, what is left of it."""
    if sees(context.get("actor")):
        return copyable(value, phone(value) if kind == "phone" else "")
    return format_html('<span class="figures" title="{}">{}</span>', _("Your role does not show it in full"), MASKED[kind](value))


@register.filter
def email_for(email: str, actor: Any) -> str:
    """The e-mail as the actor may see it."""
    return masking.email_for(actor, email)


@register.filter
def phone_for(number: str, actor: Any) -> str:
    """The phone number as the actor may see it."""
    return phone(number) if sees(actor) else masking.phone_for(actor, number)


@register.filter
def hidden_from(value: Any, actor: Any) -> Any:
    """What it is, or only that there is something."""
    return value if sees(actor) else masking.mask(value)


@register.filter
def name_for(name: str, actor: Any) -> str:
    """A name, or the e-mail of somebody without one, as the actor may see it."""
    return masking.name_for(actor, name)


@register.filter
def lines_for(address: Any, actor: Any) -> list[str]:
    """The lines of an address as the actor may see them."""
    lines: list[str] = address.lines if sees(actor) else address.masked_lines
    return lines


@register.filter
def line_for(address: Any, actor: Any) -> str:
    """The address in one line as the actor may see it."""
    line: str = address.line if sees(actor) else address.masked_line
    return line


@register.filter
def choice_for(address: Any, actor: Any) -> str:
    """An address in a list to choose from, as the actor may see it."""
    choice: str = address.choice if sees(actor) else address.masked_choice
    return choice


@register.filter
def dressed(field: BoundField, focus: str = "") -> SafeString:
    """The field's control in Bootstrap's clothes, tied to its help and its error for screen readers."""
    widget = field.field.widget
    css = {"select": "form-select", "checkbox": "form-check-input"}.get(getattr(widget, "input_type", ""), "form-control")
    attrs: dict[str, str | bool] = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if focus:
        attrs[focus] = True
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{field.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


_LEVELS = {"success": "good", "warning": "attention", "error": "wrong", "info": "informative", "debug": "informative"}
_SIGNS = {"good": "check-circle", "attention": "exclamation-triangle", "wrong": "x-octagon"}


@register.filter
def meaning(level: str) -> str:
    """The meaning of a level of Django's messages; a meaning stays what it is."""
    return _LEVELS.get(level, level)


@register.simple_tag
def sign(kind: str) -> SafeString:
    """The icon of a message by its meaning."""
    return icon(_SIGNS.get(kind, "info-circle"))


@register.filter
def join_lines(lines: list[str]) -> SafeString:
    """The lines of an address, the name first and strong."""
    strong = [format_html("<strong>{}</strong>", line) for line in lines[:1]] + lines[1:]
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in strong))
