"""What staff fill in about promotions: rows whose kind says which figures they have, names of goods as lists, codes by hand."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.settings_admin import AmountsForm
from contactcenter.admin import NamedRows
from contactcenter.amounts import AmountField, write_amount
from customers.models import Customer
from promotions.actions import draw
from promotions.known import Called, categories_of, segments_of, sets_of, skus_of, variations_of
from promotions.models import CodeGroup, Coupon, PromotionBenefit, PromotionCondition

MOST_TYPED = 20_000
EXAMPLE = "SORRY-######"


class PromotionForm(AmountsForm):
    amounts = ("most_spent",)


class NamesField(forms.CharField):
    """Several names, apart by commas or each in a line; one that holds a comma stands in a line of its own. Cleaned: the lines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=MOST_TYPED, widget=forms.Textarea({"rows": 2, "cols": 40}), **options)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return ("\n" if any("," in one for one in value) else ", ").join(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(data or "").replace("\r\n", "\n").strip() != self.prepare_value(list(initial or []))

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PercentField(AmountField):
    """Per cent, in the reader's way of writing."""

    def __init__(self, **options: Any) -> None:
        super().__init__("%", required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else write_amount(value, "")

    def validate(self, value: Any) -> None:
        """Which are possible, the model says."""


class GoodsForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a promotion. What its kind needs and does not read the model says. Made for one organisation by the page."""

    organization_id = 0
    skus = NamesField(label=_("SKUs"), help_text=_("Of products or variations, apart by commas or each in a line. Without any: all goods."))
    categories = NamesField(label=_("categories"), help_text=_("As products name them, apart by commas or each in a line."))
    except_skus = NamesField(label=_("without SKUs"))
    except_categories = NamesField(label=_("without categories"))
    amount = AmountField(label=_("amount"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:  # not on the page of somebody who may only look
            told = ((kind.label, kind.help) for kind in self._meta.model.KINDS.values())  # type: ignore[attr-defined]
            self.fields["kind"].help_text = format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", told))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        self.know("skus", skus_of, "except_skus")
        self.know("categories", categories_of, "except_categories")
        return facts

    def know(self, field: str, called: Callable[[int, Iterable[str]], Called], *more: str) -> None:
        """Read the names in these fields as the organisation writes them; one that nothing is called is refused at its field."""
        typed = {name: self.cleaned_data[name] for name in (field, *more) if self.cleaned_data.get(name)}
        known = called(self.organization_id, {part for lines in typed.values() for line in lines for part in (line, *_parts(line))})
        for name, lines in typed.items():
            names = [part for line in lines for part in ([line] if line in known else _parts(line))]
            if unknown := [one for one in names if one not in known]:
                self.add_error(name, gettext("Unknown: %(names)s.") % {"names": ", ".join(unknown[:5])})
            else:
                self.cleaned_data[name] = list(dict.fromkeys(known[one] for one in names))

    def add_error(self, field: str | None, error: Any) -> None:
        """Of a field that is refused already the model, which does not get what was typed, would say that it is missing."""
        if field is None and hasattr(error, "error_dict"):
            told = {name: found for name, found in error.error_dict.items() if name not in self.errors}
            if not told:
                return
            error = ValidationError(told)
        super().add_error(field, error)


def _parts(line: str) -> list[str]:
    return [part.strip() for part in re.split("[,;]", line) if part.strip()]


class ConditionForm(GoodsForm):
    codes = NamesField(label=_("segments or sets"), help_text=_("Their codes, apart by commas or each in a line; one of them is enough."))

    class Meta:
        model = PromotionCondition
        fields = ["kind", "amount", "quantity", "codes", "skus", "categories", "except_skus", "except_categories", "unreduced"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if (called := _CODES.get(facts.get("kind", ""))) is not None:
            self.know("codes", called)
        return facts


_CODES: dict[str, Callable[[int, Iterable[str]], Called]] = {"segments": segments_of, "customer_sets": sets_of}


class BenefitForm(GoodsForm):
    percent = PercentField(label=_("per cent"))
    sku = forms.CharField(label=_("SKU of the gift"), max_length=60, required=False)

    class Meta:
        model = PromotionBenefit
        fields = ["kind", "percent", "amount", "quantity", "free", "sku", "skus", "categories", "except_skus", "except_categories", "unreduced"]

    def clean_sku(self) -> str:
        typed: str = self.cleaned_data["sku"].strip()
        found = variations_of(self.organization_id, [typed])
        if typed and typed not in found:
            raise ValidationError(gettext("There is no variation with this SKU."))
        return found.get(typed, "")


class CodeGroupForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CodeGroup
        fields = ["pattern", "most_uses", "days_valid", "by_agents", "a_day"]
        help_texts = {
            "most_uses": _("In orders. Empty: any number."),
            "days_valid": _("From the day a code is made. Empty: as long as the promotion runs."),
            "a_day": _("Empty: any number."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pattern" in self.fields:  # not on the page of somebody who may only look
            pattern = self.instance.pattern or EXAMPLE
            text = gettext("Each # becomes a letter or a figure by lot: %(pattern)s makes codes such as %(example)s.")
            self.fields["pattern"].help_text = text % {"pattern": pattern, "example": draw(pattern)}


class PromotionRows(NamedRows):
    """Rows of a promotion: amounts are in its channel's currency."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        field = form.fields.get("amount")
        if isinstance(field, AmountField) and self.instance.channel_id is not None:
            field.currency = field.widget.currency = self.instance.channel.currency  # type: ignore[attr-defined]

    @property
    def kept(self) -> list[Any]:
        """The rows that there will be."""
        return [row for row in self.forms if (row.instance.pk or row.has_changed()) and not self._should_delete_form(row)]  # type: ignore[attr-defined]


class BenefitRows(PromotionRows):
    def clean(self) -> None:
        """Raises ValidationError where nothing is given, and for two gifts, of which a cart would get one."""
        super().clean()
        if not self.kept:
            raise ValidationError(gettext("Give it at least one benefit."))
        if sum(row.cleaned_data.get("kind") == "gift" for row in self.kept if hasattr(row, "cleaned_data")) > 1:
            raise ValidationError(gettext("A promotion has at most one gift."))


class CouponForm(forms.ModelForm):  # type: ignore[type-arg]
    """A code by hand: whose it is, by the customer's number; it is revoked by a tick. Made for one person by the page."""

    channel_ids: tuple[int, ...] = ()
    number = forms.CharField(label=_("Customer number"), max_length=40, required=False, help_text=_("Empty: anybody may use it."))
    revoke = forms.BooleanField(label=_("Revoke it"), required=False, help_text=_("It then counts no more, and that stays so."))

    class Meta:
        model = Coupon
        fields = ["promotion", "code", "most_uses", "expires_at"]
        help_texts = {"most_uses": _("In orders. Empty: any number.")}

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"].strip()
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", typed):
            raise ValidationError(gettext("Use letters from A to Z, figures and dashes: a code is read aloud."))
        if Coupon.objects.called(typed).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("There is such a code already."))
        return typed

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.instance.pk is None and (typed := facts.get("number", "").strip()):
            self.instance.customer = Customer.objects.filter(channel__in=self.channel_ids, number=typed.upper()).first()
            if self.instance.customer is None:
                self.add_error("number", gettext("There is no customer with this number."))
        if facts.get("revoke"):
            self.instance.revoked_at = now()
        return facts

    def add_error(self, field: str | None, error: Any) -> None:
        """What the model says of the customer stands at the number."""
        if field is None and hasattr(error, "error_dict") and "number" in self.fields:
            error = ValidationError({"number" if name == "customer" else name: found for name, found in error.error_dict.items()})
        super().add_error(field, error)
