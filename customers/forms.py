"""What is typed about people and where they live."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from contactcenter.choices import country_names
from contactcenter.forms import ActionForm
from customers.addresses import fields_for, regions_of
from customers.newcomers import check_newcomer


class AddressFields(ActionForm):
    """An address, with the fields and labels of its country.

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

    def clean(self) -> dict[str, Any]:
        """What the country has no field for is not taken: nobody sees it any more."""
        data = super().clean() or {}
        data |= {name: "" for name in self.FIELDS if self.fields[name].widget.is_hidden}
        for name, message in self.check(data).items():  # all at once; the action names the first
            if name not in self.errors:
                self.add_error(name, message)
        return data

    def check(self, data: dict[str, Any]) -> dict[str, str]:
        """What is wrong with it, by field."""
        raise NotImplementedError

    @property
    def countries(self) -> dict[str, str]:
        """The countries to choose from, in the agent's language."""
        return country_names(get_language() or "en")

    @property
    def regions(self) -> list[str]:
        """The names of the country's states or provinces, to choose from."""
        return regions_of(self.shown_country)

    def __init__(self, *args: Any, was: Mapping[str, str], country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = was
        self.shown_country = (self.data.get("country") or country).upper()
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


class NewCustomerForm(AddressFields):
    """Somebody who calls for the first time: who, how they are reached, and one address if they give it.

    key: of one act (`agents.once`); anyway: whoever looks like them is somebody else; theirs, of_order: where they are made of a guest, that
    the guest's order is theirs, and its number.
    """

    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    channel = forms.CharField(label=_("Channel"), max_length=40)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    theirs = forms.BooleanField(required=False, help_text=_("With the e-mail of the order it becomes theirs in any case."))
    field_order = ["channel", "first_name", "last_name", "company", "email", "phone", "country", "street", "street2", "postal_code", "city", "region"]

    def __init__(self, *args: Any, channels: Sequence[Channel], of_order: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels, self.of_order = channels, of_order
        if of_order:
            self.fields["theirs"].label = gettext("Order %(number)s is theirs") % {"number": of_order}
        else:
            del self.fields["theirs"]
        for name in self.FIELDS:
            self.fields[name].required = False  # an address is whole, or is none
        self.fields["email"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data.pop("channel", None)  # what the act is done in, and no detail of it
        return data

    @property
    def starts_at(self) -> str:
        """The field in which the hands are: the first that is wrong."""
        return next((name for name in self.field_order if self.has_error(name)), "first_name") if self.is_bound else "first_name"

    def check(self, data: dict[str, Any]) -> dict[str, str]:
        return check_newcomer({**data}) if data.get("country") else {}
