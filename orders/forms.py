"""What placing an order, and copying one, need from the page."""

from django import forms

from carts.forms import PaymentForm, VersionedForm
from contactcenter.forms import ActionForm


class PlaceOrderForm(VersionedForm):
    """The version of the cart whose total was read out."""


class CompleteOrderForm(PaymentForm):
    """What is missing of an order that waits for its payment. version: of the order."""


class CopyOrderForm(ActionForm):
    """key: see `carts.forms.OnceForm`."""

    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
