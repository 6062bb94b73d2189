"""Finding products for the quick order: what may be typed for one, and which SKU that means."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agents.models import Channel
from catalog.models import Product, TaxRate, Variant
from contactcenter.errors import RuleError
from contactcenter.prepared import Given, Prepared
from contactcenter.sql import rows
from customers.terms import fold, fold_code, plain

MAX_TYPED = 60


class ChooseVariation(RuleError):
    """The SKU or name of a product with several variations: which one must be chosen. `product` is that product."""

    def __init__(self, product: Product) -> None:
        super().__init__("choose_variation", _("Choose a variation of %(product)s.") % {"product": product}, field="sku")
        self.product = product


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One suggestion: price in the channel's currency; available is what could be promised now."""

    sku: str
    title: str
    price: Decimal
    currency: str
    available: int
    backorderable: bool


def fill(variant: Variant) -> Variant:
    """Set the words by which a variant is found: its SKU, both names, its attribute values; the caller saves.

    The SKU counts in parts and without its separators, so that "TJ-M", "tj m" and "tjm" all begin "TJ-M-BLUE".
    """
    product = variant.product
    text = " ".join([variant.sku, product.sku, product.name, product.name_de, *map(str, variant.attributes.values())])
    words = {*fold(text[:1000]).split(), fold_code(variant.sku)} - {""}
    variant.search = " ".join(f"'{word}'" for word in sorted(words))
    return variant


def find_variants(channel: Channel, text: str, limit: int = 8) -> list[VariantRow]:
    """What the quick order's box suggests: the beginning of a SKU first, then beginnings of the names' words, all of them."""
    typed = plain(text)[:MAX_TYPED]
    words, code = fold(typed).split()[:6], fold_code(typed)
    if not code:
        return []
    asked = " & ".join(f"'{word}':*" for word in words)
    query = f"({asked}) | '{code}':*" if asked else f"'{code}':*"
    found = rows(_FIND, {"channel": channel.pk, "organization": channel.organization_id, "query": query, "code": typed.upper(), "limit": int(limit)})
    german = (get_language() or "en").startswith("de")
    return [
        VariantRow(sku, _title((german and name_de) or name, attributes), price, channel.currency, available, backorderable)
        for sku, name, name_de, attributes, price, available, backorderable in found
    ]


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


_FIND = """SELECT v.sku, p.name, p.name_de, v.attributes, r.amount, coalesce(s.start - s.shipped + s.restocked - s.reserved, 0), v.backorderable
FROM catalog_variant v
JOIN catalog_product p ON p.id = v.product_id AND p.active
JOIN catalog_price r ON r.variant_id = v.id AND r.channel_id = %(channel)s
LEFT JOIN catalog_stock s ON s.variant_id = v.id
WHERE v.organization_id = %(organization)s AND v.active AND v.search @@ %(query)s::tsquery
ORDER BY NOT starts_with(upper(v.sku), %(code)s), p.name, v.position, v.sku LIMIT %(limit)s"""


def find_sellable(sku: str, channel: Channel) -> Variant:
    """The variant that a typed SKU or product name means, with `.price` and tax `.rate` (Decimals) in the channel; product and stock are loaded.

    A product's own SKU or its exact name means its only variation sold here. Raises RuleError("unknown_sku", field="sku"), or
    ChooseVariation for a product with several variations.
    """
    typed = plain(sku)
    if exact := _by_sku.first(sku=typed, channel=channel.pk, organization=channel.organization_id):
        return exact
    family = list(_sellable(channel.pk, channel.organization_id).filter(_named(typed)).order_by("product", "position", "pk")[:100])
    titled = [variant for variant in family if variant.title.casefold() == typed.casefold()]
    products = {variant.product_id: variant.product for variant in (titled or family)}
    if len(titled) == 1:
        return titled[0]
    if len(products) > 1:
        raise RuleError("unknown_sku", _("Several products are called “%(name)s”. Type the SKU.") % {"name": typed[:MAX_TYPED]}, field="sku")
    if not products:
        raise RuleError("unknown_sku", _("No product has the SKU or name “%(sku)s”.") % {"sku": typed[:MAX_TYPED]}, field="sku")
    if len(family) > 1:
        raise ChooseVariation(family[0].product)
    return family[0]


def _named(typed: str) -> Q:
    """The product by its SKU, by a name, or by the name before the attributes of a full title ("Trail jacket, M, blue")."""
    named = Q(product__sku__iexact=typed)
    for name in {typed, typed.split(", ")[0]}:
        named |= Q(product__name__iexact=name) | Q(product__name_de__iexact=name, product__name_de__gt="")
    return named


def _sellable(channel: int | Given, organization: int | Given) -> "QuerySet[Variant]":
    own = Variant.objects.filter(organization_id=organization, active=True, product__active=True, prices__channel=channel)
    rate = TaxRate.objects.filter(channel=channel, tax_class=OuterRef("product__tax_class")).values("rate")[:1]
    return own.select_related("product", "stock").annotate(price=F("prices__amount"), rate=Coalesce(Subquery(rate), Value(Decimal(0))))


_by_sku = Prepared(lambda: _sellable(Given("channel"), Given("organization")).filter(sku__iexact=Given("sku", "text")).order_by("pk")[:1])
