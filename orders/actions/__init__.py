from orders.actions.place import place_order

__all__ = ["place_order"]
