"""Finding products for the quick order: what it suggests, one row for each product."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from agents.models import Channel
from catalog.called import MAX_TYPED
from catalog.models import Variant
from catalog.prices import prices_for
from contactcenter.sql import rows
from contactcenter.texts import told_in_sql
from search.terms import fold, fold_code, plain


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One suggestion: a variant, or a product of which several variations match.

    sku: what to pick it by, exactly; several: how many variations are sold here, 0 for one variant; price: of one piece to who asks, in the
    channel's currency, of the cheapest; dearest: of the dearest; available: what could be promised now, of all.
    """

    sku: str
    title: str
    price: Decimal
    dearest: Decimal
    currency: str
    available: int
    backorderable: bool
    several: int = 0


def fill(variant: Variant) -> Variant:
    """Set the words by which a variant is found: its SKU, its names in all languages, its attribute values; the caller saves.

    The SKU counts in parts and without its separators, so that "TJ-M", "tj m" and "tjm" all begin "TJ-M-BLUE".
    """
    product = variant.product
    text = " ".join([variant.sku, product.sku, *product.names, *map(str, variant.attributes.values())])
    words = {*fold(text[:10_000]).split(), fold_code(variant.sku)} - {""}
    variant.search = " ".join(f"'{word}'" for word in sorted(words))
    return variant


def find_products(channel: Channel, text: str, limit: int = 8, *, group_id: int | None = None) -> list[ProductRow]:
    """What the quick order's box suggests: the very SKU first, then products with a SKU that begins so, then with words that do.

    A product has one row, however many of its variations match; the variant itself has it where only one does, or its SKU is typed.
    group_id: the customer's price group, whose prices they are.
    """
    typed = plain(text)[:MAX_TYPED]
    words, code = fold(typed).split()[:6], fold_code(typed)
    if not code:
        return []
    asked = " & ".join(f"'{word}':*" for word in words)
    query = f"({asked}) | '{code}':*" if asked else f"'{code}':*"
    reader = {"language": (get_language() or "en").lower()}
    found = rows(
        _FIND, {"channel": channel.pk, "organization": channel.organization_id, "query": query, "code": typed.upper(), "limit": int(limit), **reader}
    )
    prices = prices_for(channel, {pk: 1 for row in found for pk in row[3]}, group_id)
    return [
        ProductRow(sku, _title(name, attributes), min(costs), max(costs), channel.currency, available, backorderable, several)
        for sku, name, attributes, variants, available, backorderable, several in found
        if (costs := [prices[pk].amount for pk in variants if pk in prices])
    ]


# `Variant.objects.sold_in` for what a statement calls v.
_SOLD = """JOIN catalog_product p ON p.id = v.product_id AND p.active AND v.active
  JOIN catalog_price r ON r.variant_id = v.id AND r.channel_id = %(channel)s AND r.price_group_id IS NULL AND r.from_quantity = 1"""
# What matches, by product; then each product's variations sold here, or the one that matches. A typed SKU stands for itself.
_FIND = f"""WITH hit AS (
  SELECT v.product_id, upper(v.sku) = %(code)s AS itself, bool_or(starts_with(upper(v.sku), %(code)s)) AS begins, count(*) > 1 AS many,
         min(v.id) AS variant_id
  FROM catalog_variant v
  {_SOLD}
  WHERE v.organization_id = %(organization)s AND v.search @@ %(query)s::tsquery
  GROUP BY v.product_id, upper(v.sku) = %(code)s
), best AS (
  SELECT hit.*, p.sku, p.name, {told_in_sql("p", "name")} AS told FROM hit JOIN catalog_product p ON p.id = hit.product_id
  ORDER BY itself DESC, begins DESC, p.name, p.sku LIMIT %(limit)s
)
SELECT CASE WHEN best.many THEN best.sku ELSE sold.sku END, best.told, CASE WHEN best.many THEN '{{}}' ELSE sold.attributes END,
  sold.variants, sold.available, sold.backorderable, CASE WHEN best.many THEN sold.number ELSE 0 END
FROM best CROSS JOIN LATERAL (
  SELECT count(*) AS number, min(v.sku) AS sku, min(v.attributes::text) AS attributes, array_agg(v.id) AS variants,
         sum(greatest(coalesce(s.start - s.shipped + s.restocked - s.reserved, 0), 0)) AS available, bool_or(v.backorderable) AS backorderable
  FROM catalog_variant v
  {_SOLD}
  LEFT JOIN catalog_stock s ON s.variant_id = v.id
  WHERE v.product_id = best.product_id AND (best.many OR v.id = best.variant_id)
) sold
ORDER BY itself DESC, begins DESC, best.name, best.sku"""


def skus_titled(organization_id: int | None, text: str, limit: int = 20) -> list[str]:
    """The SKUs of products, sold or not, with words that begin as all those typed."""
    words = fold(plain(text)[:MAX_TYPED]).split()[:6]
    if not words or organization_id is None:
        return []
    query = " & ".join(f"'{word}':*" for word in words)
    return [sku for (sku,) in rows(_TITLED, {"organization": organization_id, "query": query, "limit": limit})]


_TITLED = """SELECT v.sku FROM catalog_variant v
WHERE v.organization_id = %(organization)s AND v.search @@ %(query)s::tsquery ORDER BY v.id DESC LIMIT %(limit)s"""


def _title(name: str, attributes: str) -> str:
    return ", ".join([name, *map(str, json.loads(attributes).values())])
