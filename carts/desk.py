"""A cart as work that lies half done on a desk."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import OuterRef, Subquery, Sum

from carts.models import Cart, CartLine

EQUAL_ORDERS: list[Callable[[int, Mapping[str, int]], str]] = []
"""Where an order that was placed lately is found: each takes the id of a customer and pieces by SKU, and returns the number of one that holds
just these, or "". The app above registers."""


def equal_order(customer_id: int, lines: Iterable[CartLine]) -> str:
    """The number of an order placed lately that holds what these lines do; "" for none, and of no lines."""
    pieces: Counter[str] = Counter()
    for line in lines:
        pieces[line.variant.sku] += line.quantity
    return next((number for look in EQUAL_ORDERS if pieces and (number := look(customer_id, pieces))), "")


def customers_with_items(customer_ids: Collection[int]) -> set[int]:
    """Those of these customers in whose current cart something lies."""
    return set(Cart.objects.current_of(*customer_ids).filter(lines__isnull=False).values_list("customer", flat=True))


def pieces_of(customer: str) -> Subquery:
    """Annotation: how many pieces lie in the current cart of the customer whose id stands in this column; None where nothing does."""
    lines = CartLine.objects.filter(cart__customer=OuterRef(customer), cart__status=Cart.Status.OPEN, cart__is_current=True)
    return Subquery(lines.order_by().values("cart").annotate(pieces=Sum("quantity")).values("pieces"))


def pieces_left(customer_ids: Collection[int]) -> dict[int, int]:
    """How many pieces lie in the current carts of those of these customers who have some there."""
    carts = Cart.objects.current_of(*customer_ids).filter(lines__isnull=False)
    return dict(carts.values_list("customer").annotate(pieces=Sum("lines__quantity")).order_by())
