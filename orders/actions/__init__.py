from orders.actions.place import place_at_todays_prices, place_order

__all__ = ["place_at_todays_prices", "place_order"]
