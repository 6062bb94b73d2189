"""What is typed into the dock."""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from carts.groups import MOST_GROUPS
from carts.models import CartLine
from carts.models.shape import ShippingGroup
from carts.properties import MOST as MOST_PROPERTIES
from carts.properties import wrong_name, wrong_value
from carts.wanted import MOST, Wanted, choose
from catalog.called import ChooseVariation
from contactcenter.amounts import AmountField
from contactcenter.choices import country_names
from contactcenter.dates import read_day, typed_day
from contactcenter.errors import Unreadable
from contactcenter.forms import ActionForm
from contactcenter.names import what_turns
from customers.addresses import check, fields_for, regions_of

MOST_LINES = 100
"""Of several products that are typed at once."""
MOST_VERSIONS = 2**31 - 1
"""A number above is of no page of ours."""


class VersionedForm(ActionForm):
    """version: of the cart that the page showed."""

    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput)


class OnceForm(VersionedForm):
    """key: of one act, drawn by the browser when the form is sent (`static/js/once.js`); a second time it changes nothing (`agents.once`)."""

    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


Known = Callable[[set[str]], set[str]]
"""Those of some texts that are called something; see carts.wanted.choose."""


class AddItemForm(OnceForm):
    """A SKU or a product's name, with or without how many (`SKU*2`). picked: it comes from our own list, and is taken as it stands.

    known: needed only of what is sent.
    """

    questions = (ChooseVariation,)

    picked = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    sku = forms.CharField(
        label=_("SKU or product name"),
        max_length=200,
        error_messages={"required": _("Type a SKU or a product name."), "max_length": _("This is too long for a SKU or a name.")},
    )
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST, required=False, initial=1)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["quantity"] = 1 if data.get("quantity") is None else data["quantity"]
        if not data.get("picked") and data.get("sku"):
            [found] = choose([data["sku"]], self.known)
            data["sku"] = found.what
            data["quantity"] = data["quantity"] if found.quantity is None else found.quantity
        return data

    def __init__(self, *args: Any, known: Known = set, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known


def read_several(text: str, known: Known) -> list[Wanted]:
    """What the lines of a text mean. Raises ValidationError for more than `MOST_LINES`, and for signs that turn text around."""
    if wrong := what_turns(text):
        raise forms.ValidationError(wrong)
    rows = [row.strip() for row in text.replace("\r", "\n").split("\n") if row.strip()]
    if len(rows) > MOST_LINES:
        raise forms.ValidationError(gettext("At most %(most)s lines at once.") % {"most": MOST_LINES})
    return choose(rows, known)


class AddItemsForm(OnceForm):
    """Several at once, as they stand in a mail or a sheet: one a line, with or without how many; known: see AddItemForm."""

    SAID = {"required": _("Type or paste at least one product."), "max_length": _("This is too much at once. Add it in several parts.")}
    wanted = forms.CharField(label=_("One product a line"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}), error_messages=SAID)

    def __init__(self, *args: Any, known: Known = set, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_wanted(self) -> list[Wanted]:
        return read_several(self.cleaned_data["wanted"], self.known)


class LineForm(VersionedForm):
    """line: the id of the one that is changed."""

    line = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class QuantityForm(LineForm):
    quantity = forms.IntegerField(label=_("Quantity"), min_value=0, max_value=MOST)


class SplitForm(LineForm):
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST, error_messages={"required": _("Enter how many pieces.")})


class RemoveForm(LineForm):
    pass


class PriceField(AmountField):
    """A price as it is typed or pasted, with any currency's code or sign."""

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"^[^\d.,−-]+(?=\d)|(?<=\d)[^\d.,]+$", "", str(value or "").strip())
        if re.match(r"[−-]\s*\d", text):
            raise forms.ValidationError(gettext("An amount is not below zero."))
        return super().to_python(text)


class OverrideForm(LineForm):
    """Another price of a piece. reason: a code of staff's list; link, their_price: of a price match, where somebody else sells it so."""

    price = PriceField(label=_("Price"), error_messages={"required": _("Type a price.")})
    reason = forms.CharField(label=_("Reason"), max_length=40, error_messages={"required": _("Choose a reason.")})
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    link = forms.CharField(label=_("Found at"), max_length=200, required=False)
    their_price = PriceField(label=_("Price there"), required=False)

    @property
    def is_match(self) -> bool:
        """Whether anything of a price match was typed."""
        return bool(self["link"].value() or self["their_price"].value())

    @property
    def is_above_ceiling(self) -> bool:
        """Whether nothing but the ceiling is in the way, so that somebody else can be asked."""
        return self.has_error("price", "above_ceiling")


class DayField(forms.CharField):
    """A day to come as it is typed: with or without the year."""

    def clean(self, value: Any) -> Any:
        try:
            text = super().clean(value)
            return read_day(text, since=timezone.localdate()) if text else None
        except Unreadable as wrong:
            raise forms.ValidationError(str(wrong)) from None


class LinesField(forms.CharField):
    """A text of several lines: each break counts as one character, as browsers count it."""

    widget = forms.Textarea({"rows": 2})

    def to_python(self, value: Any) -> str | None:
        return super().to_python(str(value or "").replace("\r\n", "\n"))


class WishesFields(VersionedForm):
    """What can be wished of a delivery, as of `ShippingGroup.WISHES`."""

    wished_on = DayField(label=_("Wished date"), max_length=10, required=False)
    delivery_note = forms.CharField(label=_("Delivery note"), max_length=300, required=False)
    gift_message = LinesField(label=_("Gift message"), max_length=500, required=False)
    shows_prices = forms.TypedChoiceField(
        label=_("Papers in the parcel"),
        choices=[("on", _("With prices")), ("", _("Without prices"))],
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]  # what it is coerced to
        required=False,
    )


class WishesForm(WishesFields):
    """group: the id of the shipping group whose wishes these are."""

    group = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def beside(self, group: ShippingGroup) -> "WishesForm":
        """Itself, as one of several in a page, its fields beside what the group holds."""
        self.auto_id = f"wishes-{group.pk}-%s"
        for name, held in held_wishes(group).items():
            self.fields[name].widget.attrs |= {"data-was": held, "autocomplete": "off"}
        self.fields["wished_on"].widget.attrs["placeholder"] = typed_day(timezone.localdate())
        return self


def held_wishes(group: ShippingGroup) -> dict[str, str]:
    """What is wished of a group, as the fields of `WishesForm` show it."""
    words = {"delivery_note": group.delivery_note, "gift_message": group.gift_message}
    return {"wished_on": typed_day(group.wished_on), **words, "shows_prices": "on" if group.shows_prices else ""}


class PutBackForm(WishesFields):
    """A line as it was before it was taken out. method: a code; shipping: a `CartAddress.key`; position: of its group, whose wishes come with it;
    apart: whether another line of the same stood beside it."""

    sku = forms.CharField(max_length=200, widget=forms.HiddenInput)
    quantity = forms.IntegerField(min_value=1, max_value=MOST, widget=forms.HiddenInput)
    method = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    shipping = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(min_value=1, max_value=MOST_GROUPS, widget=forms.HiddenInput)
    apart = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ShippingForm(VersionedForm):
    method = forms.CharField(label=_("Shipping method"), max_length=40)


class LineShippingForm(LineForm):
    method = forms.CharField(label=_("Shipping method"), max_length=40, required=False)
    shipping = forms.CharField(label=_("Ship to"), max_length=40, required=False)


class AddressesForm(VersionedForm):
    """Each a `CartAddress.key`."""

    shipping = forms.CharField(label=_("Ship to"), max_length=40, required=False)
    billing = forms.CharField(label=_("Bill to"), max_length=40, required=False)


class PaymentForm(VersionedForm):
    po_number = forms.CharField(label=_("PO number"), max_length=60, required=False)


class PropertiesForm(VersionedForm):
    """All properties of a cart, each in a row of two fields: `name_0`, `value_0` and so on. A row of which nothing is typed is none.

    Its cleaned data are the version and `properties`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._add_rows(MOST_PROPERTIES)

    def beside(self, held: Mapping[str, str]) -> "PropertiesForm":
        """Itself, its fields beside what the cart has; unbound it shows that.

        Other ids where the cart has others: rows change their places, and a page leaves what was typed in a field that it knows.
        """
        was = sorted(held.items(), key=lambda one: one[0].casefold())
        self.auto_id = f"property-{zlib.crc32(repr(was).encode()):x}-%s"
        if not self.is_bound:
            self._add_rows(min(len(was) + 1, MOST_PROPERTIES))
        for row, fields in enumerate(self._pairs):
            for field, shown in zip(fields, was[row] if row < len(was) else ("", ""), strict=True):
                self.initial[field] = self.fields[field].widget.attrs["data-was"] = shown
        return self

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Those in which something stands, and an empty one after them, as long as there may be more."""
        found = [(self[name], self[value]) for name, value in self._pairs]
        filled = max((row for row, pair in enumerate(found) if any(one.value() for one in pair)), default=-1)
        return found[: filled + 2]

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        """The names of the fields of each row."""
        return [(f"name_{row}", f"value_{row}") for row in range(MOST_PROPERTIES) if f"name_{row}" in self.fields]

    def _add_rows(self, count: int) -> None:
        for row in range(count):
            for field, label in (("name", gettext("Name")), ("value", gettext("Value"))):
                said = gettext("Property %(row)s: %(label)s") % {"row": row + 1, "label": label}
                attrs = {"autocomplete": "off", "placeholder": label, "aria-label": said}
                self.fields[f"{field}_{row}"] = forms.CharField(required=False, widget=forms.TextInput(attrs))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        found: dict[str, str] = {}
        for fields in self._pairs:
            name, value = (data.get(field, "") for field in fields)
            if not (name or value):
                continue
            twice = gettext("This name is there twice.") if name.casefold() in {one.casefold() for one in found} else ""
            for field, wrong in zip(fields, (wrong_name(name) or twice, wrong_value(value)), strict=True):
                if wrong and field not in self.errors:
                    self.add_error(field, wrong)
            found[name] = value
        return {"version": data.get("version"), "properties": found}


class AddressForm(OnceForm):
    """A new address, with the fields and labels of its country.

    was: what its fields show before anybody types, by which the browser tells what is unsent, also in a form that comes back.
    """

    FIELDS = ("first_name", "last_name", "company", "street", "street2", "postal_code", "city", "region")
    country = forms.CharField(label=_("Country"), max_length=2)
    first_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=120, required=False)
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    street2 = forms.CharField(label=_("Address line 2"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    region = forms.CharField(label=_("State or county"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    use_for = forms.ChoiceField(label=_("Use for"), initial="shipping", error_messages={"invalid_choice": _("This line is no longer in the cart.")})
    save = forms.BooleanField(label=_("Save to the customer's addresses"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """What the country has no field for is not taken: nobody sees it any more."""
        data = super().clean() or {}
        data |= {name: "" for name in self.FIELDS if self.fields[name].widget.is_hidden}
        data["use_for"], _space, line = data.get("use_for", "").partition(" ")
        data["line"] = int(line) if line else None
        for name, message in (check({**data}) if data.get("country") else {}).items():  # all at once; the action names the first
            if name not in self.errors:
                self.add_error(name, message)
        return data

    @property
    def countries(self) -> dict[str, str]:
        """The countries to choose from, in the agent's language."""
        return country_names(get_language() or "en")

    @property
    def regions(self) -> list[str]:
        """The names of the country's states or provinces, to choose from."""
        return regions_of(self.shown_country)

    def __init__(self, *args: Any, lines: Sequence[CartLine], was: Mapping[str, str], country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = was
        self.shown_country = (self.data.get("country") or country).upper()
        uses = [("shipping", gettext("Shipping")), ("billing", gettext("Billing"))]
        if len(lines) > 1:
            uses += [(f"line {line.pk}", gettext("Only for %(title)s") % {"title": line.variant.title}) for line in lines]
        self.fields["use_for"].choices = uses  # type: ignore[attr-defined]
        shown = fields_for(self.shown_country)
        self.fields["region"].widget.attrs["list"] = "regions"
        for name, label, required in shown:
            if name in self.fields:
                self.fields[name].label, self.fields[name].required = label, required
        names = {name for name, _label, _required in shown}
        for name in self.FIELDS:
            if name not in names:
                self.fields[name].widget = forms.HiddenInput()
        for name, field in self.fields.items():
            field.widget.attrs["data-was"] = was.get(name, "")


class CodeForm(ActionForm):
    """A coupon code as it is typed. instead: it takes the place of those that are on the cart."""

    code = forms.CharField(label=_("Coupon code"), max_length=60, error_messages={"required": _("Type a code.")})
    instead = forms.BooleanField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


class RemoveCodeForm(VersionedForm):
    """coupon: the id of the one that is taken off."""

    coupon = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class GenerateForm(ActionForm):
    """promotion: the id of the one that a code is made of."""

    promotion = forms.IntegerField(min_value=1, max_value=2**63 - 1, error_messages={"required": _("Choose a promotion.")})
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)


class SendForm(ActionForm):
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
