"""A cart as work that lies half done on a desk."""

from collections.abc import Collection

from django.db.models import Sum

from carts.models import Cart


def customers_with_items(customer_ids: Collection[int]) -> set[int]:
    """Those of these customers in whose open cart something lies."""
    return set(Cart.objects.open_of(*customer_ids).filter(lines__isnull=False).values_list("customer", flat=True))


def items_left(customer_id: int | None) -> int:
    """How many pieces lie in this customer's open cart; none for a guest."""
    if customer_id is None:
        return 0
    return Cart.objects.open_of(customer_id).aggregate(pieces=Sum("lines__quantity"))["pieces"] or 0
