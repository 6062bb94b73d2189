"""A cart as work that lies half done on a desk."""

from collections.abc import Collection

from django.db.models import Sum

from carts.models import Cart


def customers_with_items(customer_ids: Collection[int]) -> set[int]:
    """Those of these customers in whose open cart something lies."""
    return set(Cart.objects.open_of(*customer_ids).filter(lines__isnull=False).values_list("customer", flat=True))


def pieces_left(customer_ids: Collection[int]) -> dict[int, int]:
    """How many pieces lie in the open carts of those of these customers who have some there."""
    carts = Cart.objects.open_of(*customer_ids).filter(lines__isnull=False)
    return dict(carts.values_list("customer").annotate(pieces=Sum("lines__quantity")).order_by())
