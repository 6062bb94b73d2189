"""What is sold: products with their variations, prices per channel, stock, tax rates, ways to ship. Reads mostly."""

from catalog.models.goods import FOR_ONE, Product, Stock, Variant
from catalog.models.prices import PastPrice, Price
from catalog.models.shipping import Parcel, ShippingMethod, ShippingRate, free_from, nearest, rate_for, rates_as_json, rates_from_json
from catalog.models.taxes import TaxClass, TaxRate

__all__ = [
    "FOR_ONE",
    "Parcel",
    "PastPrice",
    "Price",
    "Product",
    "ShippingMethod",
    "ShippingRate",
    "Stock",
    "TaxClass",
    "TaxRate",
    "Variant",
    "free_from",
    "nearest",
    "rate_for",
    "rates_as_json",
    "rates_from_json",
]
