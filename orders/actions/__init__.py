from orders.actions.complete import complete_order
from orders.actions.copy import copy_order
from orders.actions.guests import create_customer_of, give_order
from orders.actions.pay import record_payment, void_payment
from orders.actions.place import place_at_todays_prices, place_order

__all__ = [
    "complete_order", "copy_order", "create_customer_of", "give_order", "place_at_todays_prices", "place_order", "record_payment", "void_payment",
]  # fmt: skip
