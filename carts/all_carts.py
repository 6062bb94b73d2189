"""All carts of a customer that can be gone on with (O8), and what one of them would come to today."""

from copy import copy
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.timezone import now

from carts.contents import contents_of
from carts.models import Cart
from carts.pricing import price, refresh_prices, refresh_rates
from contactcenter.errors import RuleError
from customers.models import Customer

KEPT = timedelta(days=30)
"""So long an emptied cart is offered to be resumed."""
SHOWN = 20
"""So many carts are shown, the newest, until all are asked for."""


def all_carts(customer: Customer, *, whole: bool = False) -> dict[str, Any]:
    """The carts in which something lies that are open, or were emptied lately, newest first, each with `pieces` and `lines_in_it`; whole: all
    of them. carts_in_all: how many there are."""
    can_go_on = Q(status=Cart.Status.OPEN) | Q(status=Cart.Status.EMPTIED, changed_at__gte=now() - KEPT)
    found = Cart.objects.filter(can_go_on, customer=customer).annotate(lines_in_it=Count("lines"), pieces=Sum("lines__quantity"))
    found = found.filter(lines_in_it__gt=0).order_by("-changed_at", "-pk")
    shown = list(found if whole else found[: SHOWN + 1])
    is_cut = not whole and len(shown) > SHOWN
    return {"carts": shown[:SHOWN] if is_cut else shown, "carts_in_all": found.count() if is_cut else len(shown), "is_cut": is_cut}


def total_today(cart: Cart) -> Decimal | None:
    """What the cart would come to at today's prices, of which nothing is written; None for more than a cart can."""
    contents = contents_of(copy(cart))
    refresh_prices(contents, all_of_it=True)
    refresh_rates(contents)
    try:
        price(contents)
    except RuleError:
        return None
    return contents.cart.total
