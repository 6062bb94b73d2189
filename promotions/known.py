"""What staff name in promotions, as the organisation writes it: SKUs, categories, segments and sets of customers."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from catalog.models import Product, Variant
from customers.models import CustomerSet, Segment

Called = dict[str, str]
"""Of the texts that name something how that is written, by how it was typed."""


def skus_of(organization_id: int, texts: Iterable[str]) -> Called:
    """SKUs of products and of single variations."""
    return _as_written(texts, "sku", Variant.objects.filter(organization=organization_id), Product.objects.filter(organization=organization_id))


def variations_of(organization_id: int, texts: Iterable[str]) -> Called:
    """SKUs of what can be put into a cart."""
    return _as_written(texts, "sku", Variant.objects.filter(organization=organization_id))


def categories_of(organization_id: int, texts: Iterable[str]) -> Called:
    return _as_written(texts, "category", Product.objects.filter(organization=organization_id))


def segments_of(organization_id: int, texts: Iterable[str]) -> Called:
    return _as_written(texts, "code", Segment.objects.filter(organization=organization_id))


def sets_of(organization_id: int, texts: Iterable[str]) -> Called:
    return _as_written(texts, "code", CustomerSet.objects.filter(organization=organization_id))


def _as_written(texts: Iterable[str], column: str, *rows: "QuerySet[Any]") -> Called:
    """However capitals are typed; where two differ only in these, the one that was typed exactly so."""
    asked = set(texts) - {""}
    keys = [Upper(Value(one)) for one in asked]
    held: set[str] = set()
    for found in rows if asked else ():
        held |= set(found.alias(key=Upper(column)).filter(key__in=keys).values_list(column, flat=True))
    by_key = {one.upper(): one for one in sorted(held)}
    return {one: one if one in held else by_key[one.upper()] for one in asked if one in held or one.upper() in by_key}
