"""What staff fill in about goods: a product with its options, its variations as rows with price, stock and what they vary in."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from agents.settings_admin import AmountsForm
from catalog.actions import MOST_STOCK
from catalog.models import Price, Product, ShippingRate, Stock, TaxRate, Variant
from contactcenter.admin import NamedRows
from contactcenter.amounts import AmountField
from contactcenter.choices import country_choices
from contactcenter.names import check_name
from contactcenter.standards import check_country
from contactcenter.widgets import DateInput

OPTION, PRICE, LIST = "option_", "price_", "list_"
MOST_OPTIONS = 3
LONGEST = 60


def options_of(product: Product | None) -> list[str]:
    """What a product varies in: its options, and what else its variations were given."""
    if product is None or product.pk is None:
        return []
    found = dict.fromkeys(map(str, product.options))
    for attributes in product.variants.values_list("attributes", flat=True):
        found |= dict.fromkeys(map(str, attributes))
    return list(found)


class OptionRows(forms.MultiWidget):
    """One line for each name."""

    def __init__(self, rows: int = MOST_OPTIONS) -> None:
        super().__init__([_option_input(number) for number in range(1, rows + 1)])

    def decompress(self, value: Any) -> list[str]:
        return list(value or [])


def _option_input(number: int) -> forms.TextInput:
    label = _("Option %(number)d") % {"number": number}
    return forms.TextInput({"aria-label": label, "placeholder": label, "maxlength": LONGEST})


class OptionsField(forms.Field):
    """The names of a product's options, in order. `typed` keeps which line each stands in: the columns of the variations follow them."""

    typed: list[str]

    def clean(self, value: Any) -> list[str]:
        self.typed = [str(one or "").strip() for one in value or []]
        names = [one for one in self.typed if one]
        for one in names:
            check_name(one)
        if any(len(one) > LONGEST for one in names):
            raise forms.ValidationError(gettext("A name has at most %(most)d characters.") % {"most": LONGEST})
        if len({one.casefold() for one in names}) < len(names):
            raise forms.ValidationError(gettext("Two options have the same name."))
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [one for one in data or [] if one] != list(initial or [])


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    options = OptionsField(
        label=_("Options"),
        required=False,
        widget=OptionRows,
        help_text=_("What it varies in, such as Colour and Size. Empty for a product without variations."),
    )

    class Meta:
        model = Product
        fields = [
            *["sku", "name", "description", "category", "options"],
            *["returnable", "non_returnable_reason", "tax_class", "active"],
        ]
        widgets = {"description": forms.Textarea({"rows": 4})}
        help_texts = {"sku": _("Of the product as a whole; each variation has one of its own.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "options" in self.fields:  # not on the page of somebody who may only look
            names = options_of(self.instance)
            self.initial["options"] = names
            self.fields["options"].widget = OptionRows(max(MOST_OPTIONS, len(names)))


class VariantForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row: a variation with what it costs in each channel and how many there are. Made for one product by `row_form`."""

    organization_id: int | None = None
    options: Sequence[str] = ()
    channels: Sequence[Channel] = ()
    sku = forms.CharField(label=_("SKU"), max_length=60, required=False)
    on_hand = forms.IntegerField(
        label=_("on hand"), required=False, min_value=0, max_value=MOST_STOCK, widget=forms.TextInput({"inputmode": "numeric"})
    )
    weight = forms.IntegerField(label=_("weight (grams)"), required=False, min_value=0, max_value=MOST_STOCK)
    next_delivery = forms.DateField(label=_("next delivery"), required=False, widget=DateInput)

    class Meta:
        model = Variant
        fields = ["sku", "weight", "position", "backorderable", "active"]
        widgets = {name: forms.TextInput({"inputmode": "numeric"}) for name in ("weight", "position")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._show_what_is_there()
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label} {self.instance.sku}".strip()

    def _show_what_is_there(self) -> None:
        stock: Stock | None = getattr(self.instance, "stock", None)
        prices = {price.channel_id: price for price in self.instance.prices.all() if price.is_for_one}
        self.initial.update({f"{OPTION}{n}": self.instance.attributes.get(name, "") for n, name in enumerate(self.options)})
        for pk, price in prices.items():
            self.initial.update({f"{PRICE}{pk}": price.amount, f"{LIST}{pk}": price.list_amount})
        if stock is not None:
            self.initial.update({"on_hand": stock.on_hand, "next_delivery": stock.next_delivery})
            if stock.reserved:
                self.fields["on_hand"].help_text = gettext("%(count)d of them promised") % {"count": stock.reserved}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for channel in self.channels:
            amount, listed = facts.get(f"{PRICE}{channel.pk}"), facts.get(f"{LIST}{channel.pk}")
            if f"{PRICE}{channel.pk}" in facts and (wrong := Price.wrong_list(amount, listed)):
                self.add_error(f"{LIST}{channel.pk}", wrong)
        return facts

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"].strip()
        if sku and self.taken(sku):
            raise forms.ValidationError(gettext("Another variation has this SKU."))
        return sku

    def taken(self, sku: str) -> bool:
        return Variant.objects.filter(organization=self.organization_id, sku__iexact=sku).exclude(pk=self.instance.pk).exists()

    def clean_position(self) -> int:
        return self.cleaned_data.get("position") or 0

    def clean_weight(self) -> int:
        return self.cleaned_data.get("weight") or 0

    def clean_on_hand(self) -> int | None:
        counted: int | None = self.cleaned_data["on_hand"]
        stock: Stock | None = getattr(self.instance, "stock", None) if self.instance.pk else None
        if counted is None:
            return stock.on_hand if stock else None
        if stock is not None and (too_few := stock.wrong_count(counted)):
            raise forms.ValidationError(too_few)
        return counted

    def attributes(self, typed: Sequence[str]) -> dict[str, str]:
        """The values under the names that the options have now; an option whose name is gone takes its values with it."""
        old = [self.instance.attributes.get(name, "") for name in self.options]
        values = [self.cleaned_data.get(f"{OPTION}{n}", old[n] if n < len(old) else "") for n in range(len(typed))]
        return {name: value.strip() for name, value in zip(typed, values, strict=True) if name and value.strip()}


def row_form(organization_id: int | None, options: Sequence[str], channels: Sequence[Channel]) -> type[VariantForm]:
    """The form of one row: a column for each option, and two for each channel: its price and its list price."""
    fields: dict[str, Any] = {}
    for n, name in enumerate(options or [str(_("Option %(number)d") % {"number": n + 1}) for n in range(MOST_OPTIONS)]):
        fields[f"{OPTION}{n}"] = forms.CharField(
            label=name, required=False, max_length=LONGEST, widget=forms.TextInput({"list": f"values-{n}", "autocomplete": "off"})
        )
    for channel in channels:
        fields[f"{PRICE}{channel.pk}"] = AmountField(channel.currency, label=channel.name, required=False)
        label = _("%(channel)s, list price") % {"channel": channel.name}
        fields[f"{LIST}{channel.pk}"] = AmountField(channel.currency, label=label, required=False)
    facts = {"organization_id": organization_id, "options": list(options), "channels": list(channels)}
    return type("RowForm", (VariantForm,), {"__module__": __name__, **facts, **fields})


def columns(form: type[VariantForm]) -> list[str]:
    """The row's fields in the order in which they stand."""
    dynamic = [name for name in form.base_fields if name.startswith((OPTION, PRICE, LIST))]
    options = [name for name in dynamic if name.startswith(OPTION)]
    prices = [name for name in dynamic if name.startswith((PRICE, LIST))]
    return ["sku", *options, *prices, "on_hand", "next_delivery", "backorderable", "weight", "position", "active"]


class VariantRows(NamedRows):
    """The rows of one product. A product without options has one, which may take the product's SKU."""

    def clean(self) -> None:
        super().clean()
        filled = [form for form in self.forms if form.instance.pk or form.has_changed()]
        if not filled and self.instance.pk is None:
            raise forms.ValidationError(gettext("Fill in a row: a product without options has one, with its price and stock."))
        for form in filled:
            if form.is_valid() and not form.cleaned_data["sku"]:
                self._take_the_products(form, alone=len(filled) == 1)
        _refuse_twins(filled)

    def _take_the_products(self, form: Any, *, alone: bool) -> None:
        if not alone:
            form.add_error("sku", gettext("Give each variation a SKU."))
        elif form.taken(self.instance.sku):
            form.add_error("sku", gettext("Another variation has this SKU."))
        else:
            form.cleaned_data["sku"] = form.instance.sku = self.instance.sku


def _refuse_twins(rows: Sequence[Any]) -> None:
    """Two rows that are typed with one SKU, or that vary in nothing, are a slip."""
    seen: dict[str, Any] = {}
    varied: dict[tuple[str, ...], Any] = {}
    for row in rows:
        if not row.is_valid():
            continue
        sku = row.cleaned_data["sku"].upper()
        values = tuple(row.cleaned_data[name].strip().casefold() for name in row.fields if name.startswith(OPTION))
        if sku and sku in seen:
            row.add_error("sku", gettext("Another row has this SKU."))
        elif any(values) and values in varied and any(name.startswith(OPTION) for name in row.changed_data):
            row.add_error(None, gettext("Another row has the same values."))
        seen[sku], varied[values] = row, row


class FurtherPriceForm(AmountsForm):
    """A price for a group, or from several pieces on. Of one that is there only the amounts change, on its own page."""

    amounts = ("amount", "list_amount")
    organization_id: int | None = None
    sku = forms.CharField(label=_("SKU"), max_length=60)

    class Meta:
        model = Price
        fields = ["channel", "price_group", "from_quantity", "amount", "list_amount"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "price_group" in self.fields:
            self.fields["price_group"].empty_label = gettext("everybody")  # type: ignore[attr-defined]

    def clean_sku(self) -> str:
        found = Variant.objects.filter(organization=self.organization_id, sku__iexact=self.cleaned_data["sku"].strip()).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no variation with this SKU."))
        self.instance.variant = found
        return found.sku

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not self.instance.pk and facts.get("price_group") is None and facts.get("from_quantity") == 1:
            self.add_error("from_quantity", gettext("What everybody pays for one piece stands with its product. Choose a group, or more pieces."))
        elif not self.instance.pk and not self.errors and self._is_there(facts):
            self.add_error("sku", gettext("There is such a price already: change it in the list of prices."))
        return facts

    def _is_there(self, facts: dict[str, Any]) -> bool:
        where = {name: facts[name] for name in ("channel", "price_group", "from_quantity")}
        return Price.objects.filter(variant=self.instance.variant, **where).exists()


class WordsField(SimpleArrayField):
    """Several short texts in one line, apart by commas; codes: countries, in capitals, which may stand apart by blanks alone."""

    def __init__(self, *, codes: bool = False, **kwargs: Any) -> None:
        self.codes = codes
        one = forms.CharField(max_length=2, validators=[check_country]) if codes else forms.CharField(max_length=120, validators=[check_name])
        super().__init__(one, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = (value or "").replace(";", ",")
        parts = re.split(r"[\s,]+", text.upper()) if self.codes else text.split(",")
        return super().to_python(",".join(sorted({part.strip() for part in parts if part.strip()})))


class ShippingRateForm(AmountsForm):
    """Where to, from which subtotal and weight on, and the price."""

    amounts = ("from_subtotal", "price")
    countries = WordsField(codes=True, label=_("countries"), help_text=_("Codes such as AT, DK. Empty: everywhere that no other row names."))
    regions = WordsField(label=_("regions"), help_text=_("Of one country, such as CA, NY. Empty: all of it."))

    class Meta:
        model = ShippingRate
        fields = ["countries", "regions", "from_subtotal", "from_weight", "price"]
        help_texts = {
            "from_subtotal": _("Of all that is ordered, at the customer's prices and before discounts, in however many parcels it goes."),
            "from_weight": _("Of what goes in this parcel."),
            "price": _("The row that names the place most exactly counts; of these the highest subtotal reached, then the greatest weight."),
        }


class TaxRateForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rate as one says it: 19 %."""

    country = forms.ChoiceField(
        label=_("Country"), choices=country_choices, required=False, help_text=_("Where goods are sent. Empty: the channel's own country.")
    )
    percent = forms.DecimalField(label=_("Rate, per cent"), min_value=0, max_value=99, max_digits=5, decimal_places=3)

    class Meta:
        model = TaxRate
        fields = ["channel", "tax_class", "label", "country", "region", "postal_prefix"]
        help_texts = {
            "region": _("Empty: the whole country."),
            "postal_prefix": _("Empty: all. The most exact rate of an address counts."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["percent"] = (self.instance.rate * 100).normalize()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("percent") is not None:
            self.instance.rate = facts["percent"] / 100
        if facts.get("channel") and not facts.get("country"):
            facts["country"] = facts["channel"].country
        return facts
