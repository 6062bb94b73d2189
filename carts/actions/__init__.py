from carts.actions.codes import apply_code, remove_code, try_code
from carts.actions.delivery import add_address, set_addresses, set_line_shipping, set_payment, set_properties, set_shipping, set_wishes
from carts.actions.keeping import empty_cart, restore_cart, resume_cart, save_for_later
from carts.actions.lines import add_item, add_items, put_back_item, reckon_cart, remove_item, reprice_cart, set_quantity
from carts.actions.prices import ask_for_price, override_price, use_list_price, withdraw_price_request
from carts.actions.splitting import split_line

__all__ = [
    "add_address", "add_item", "add_items", "apply_code", "ask_for_price", "empty_cart", "override_price", "put_back_item", "reckon_cart",
    "remove_code", "remove_item", "reprice_cart", "restore_cart", "resume_cart", "save_for_later", "set_addresses", "set_line_shipping",
    "set_payment", "set_properties", "set_quantity", "set_shipping", "set_wishes", "split_line", "try_code", "use_list_price",
    "withdraw_price_request",
]  # fmt: skip
