"""A cart as work that lies half done on a desk."""

from collections.abc import Collection

from carts.models import Cart


def customers_with_items(customer_ids: Collection[int]) -> set[int]:
    """Those of these customers in whose open cart something lies."""
    return set(Cart.objects.open().filter(customer__in=customer_ids, lines__isnull=False).values_list("customer", flat=True))
