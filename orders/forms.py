"""What placing an order needs from the page."""

from carts.forms import VersionedForm


class PlaceOrderForm(VersionedForm):
    """The version of the cart whose total was read out."""
