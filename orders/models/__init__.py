from orders.models.line import OrderAdjustment, OrderLine
from orders.models.note import OrderNote
from orders.models.order import Order, OrderAddress, OrderShippingGroup
from orders.models.payment import Payment, Transaction
from orders.models.shipment import Shipment, ShipmentLine

__all__ = [
    "Order", "OrderAddress", "OrderAdjustment", "OrderLine", "OrderNote", "OrderShippingGroup",
    "Payment", "Shipment", "ShipmentLine", "Transaction",
]  # fmt: skip
