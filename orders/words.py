"""An order's texts in its reader's language. They were written in the customer's: products, ways to ship, offers."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import get_language

from catalog.models import Variant
from orders.models import Order, OrderAdjustment, OrderLine
from promotions.models import Coupon

Named = Callable[[str], str]
"""The name of something in a language."""


def read_aloud(order: Order) -> None:
    """Say the texts of an order that was read to be shown, never to be saved, in the reader's language.

    What the shop calls otherwise by now stays as the customer was told. No query where the reader has the customer's language.
    """
    language = get_language() or "en"
    if language[:2] == order.language[:2]:
        return
    name_products(list(order.lines.all()), language, order.language)
    methods: dict[str, Named] = {one.code: one.name_in for one in order.channel.shipping_methods.all()}
    called: dict[str, str] = {}
    for group in order.groups.all():
        if group.method_code in methods:
            told = group.method_name
            group.method_name = called[told] = said(told, methods[group.method_code], language, order.language)
    for shipment in order.shipments.all():  # which know the name of their way alone
        shipment.method_name = called.get(shipment.method_name, shipment.method_name)
    offers = _offers(order)
    for adjustment in order.adjustments.all():
        if adjustment.source in offers:
            adjustment.label = said(adjustment.label, offers[adjustment.source], language, order.language)


def name_products(lines: list[OrderLine], language: str, written: str = "") -> None:
    """Name what the lines sold in this language; in one query. written: the language that they were sold in."""
    variants = Variant.objects.select_related("product").in_bulk({line.variant_id for line in lines if line.variant_id})
    for line in lines:
        if variant := variants.get(line.variant_id or 0):
            line.title = said(line.title, variant.title_in, language, written)


def said(told: str, name_in: Named, language: str, written: str = "") -> str:
    """The name in this language, if what the customer was told is its name in another one; else what they were told. written: in which."""
    codes = [written or language, *(code for code, _name in settings.LANGUAGES)]
    return name_in(language) if any(told == name_in(code) for code in codes) else told


def _offers(order: Order) -> dict[str, Named]:
    if not any(one.kind == OrderAdjustment.Kind.DISCOUNT for one in order.adjustments.all()):
        return {}
    coupons = Coupon.objects.filter(code__in=order.coupon_codes, promotion__channel=order.channel_id).select_related("promotion")
    given = order.redemptions.filter(coupon=None).select_related("promotion")
    return {**{one.promotion.code: one.promotion.name_in for one in given}, **{one.code: one.promotion.name_in for one in coupons}}
