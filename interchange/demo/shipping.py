"""Parcels of an order: those that have left and those that lie ready."""

from collections import Counter
from datetime import timedelta

from catalog.models import ShippingMethod
from interchange.demo.fates import Parcel, S
from interchange.demo.sale import Sale
from interchange.demo.world import World
from orders.models import Order, OrderLine, Shipment, ShipmentLine

IN_HAND = {S.PROCESSING, S.NO_PENDING_ACTION, S.PENDING_MERCHANT_ACTION, S.PENDING_CUSTOMER_ACTION}


def ship(world: World, sale: Sale, method: ShippingMethod) -> None:
    """Put the parcels on the pile, note what has left, and say how far the order is fulfilled."""
    order, states = sale.order, Order.FulfilmentStatus
    if order.status in (S.REMOVED, S.FAILED_APPROVAL, S.FAILED):
        order.fulfilment_status = states.CANCELLED
        return
    if order.status not in IN_HAND:
        return
    parcels: list[Parcel | None] = [*sale.fate.parcels] or [None]
    for position, (parcel, share) in enumerate(zip(parcels, shares(sale.lines, len(parcels)), strict=True), start=1):
        if share:
            send(world, sale, method, position, parcel, share)
    units = sum(line.quantity for line in sale.lines)
    gone = sum(sale.shipped.values())
    order.fulfilment_status = states.FULFILLED if gone == units else states.PARTIALLY_FULFILLED if gone else states.NOT_FULFILLED


def shares(lines: list[OrderLine], count: int) -> list[Counter[int]]:
    """Deal the units of all lines over `count` parcels, none empty as long as there are units: place of the line -> units."""
    found: list[Counter[int]] = [Counter() for _ in range(count)]
    units = [place for place, line in enumerate(lines) for _ in range(line.quantity)]
    for nth, place in enumerate(units):
        found[nth * count // len(units)][place] += 1
    return found


def send(world: World, sale: Sale, method: ShippingMethod, position: int, parcel: Parcel | None, share: Counter[int]) -> None:
    order, now = sale.order, world.now
    shipment = Shipment(order=order, position=position, method_name=method.name_in(order.language), carrier=method.carrier)
    shipment.created_at = next(at for status, at in sale.fate.steps if status == S.PROCESSING)
    if parcel is None:
        sale.backordered = sale.fate.why == "stuck" and any(line.variant and line.variant.backorderable for line in sale.lines)
        shipment.status = Shipment.Status.BACKORDER if sale.backordered else Shipment.Status.READY
        shipment.promised_on = (sale.at + timedelta(days=4)).date()
        shipment.expected_on = (now + timedelta(days=6)).date() if shipment.status == Shipment.Status.BACKORDER else shipment.promised_on
    else:
        shipment.promised_on = parcel.promised.date()
        shipment.expected_on = max(parcel.arrives, parcel.leaves).date()
        if parcel.leaves <= now:
            leave(world, sale, shipment, parcel, share)
    world.add(shipment)
    for place, quantity in share.items():
        world.add(ShipmentLine(shipment=shipment, line=sale.lines[place], quantity=quantity))


def leave(world: World, sale: Sale, shipment: Shipment, parcel: Parcel, share: Counter[int]) -> None:
    """The parcel has left; perhaps it has arrived as well."""
    shipment.status, shipment.shipped_at = Shipment.Status.SHIPPED, parcel.leaves
    shipment.tracking = f"{shipment.carrier[:2].upper()}{world.random.randrange(10**7, 10**8)}{sale.order.channel.country}"
    sale.shipped.update(share)
    if parcel.arrives <= world.now:
        shipment.status, shipment.delivered_at = Shipment.Status.DELIVERED, parcel.arrives
        sale.delivered_at = parcel.arrives
