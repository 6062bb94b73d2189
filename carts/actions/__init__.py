from carts.actions.delivery import add_address, set_addresses, set_line_shipping, set_payment, set_shipping
from carts.actions.lines import add_item, add_items, remove_item, reprice_cart, set_quantity

__all__ = [
    "add_address", "add_item", "add_items", "remove_item", "reprice_cart", "set_addresses", "set_line_shipping", "set_payment",
    "set_quantity", "set_shipping",
]  # fmt: skip
