from carts.models.cart import Cart, CartAddress, CartQuerySet, CartShippingGroup
from carts.models.line import CartAdjustment, CartCode, CartLine

__all__ = ["Cart", "CartAddress", "CartAdjustment", "CartCode", "CartLine", "CartQuerySet", "CartShippingGroup"]
