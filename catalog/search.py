"""Finding products for the quick order: what may be typed for one, and which SKU that means."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agents.models import Channel
from catalog.models import Product, Variant
from contactcenter.errors import RuleError


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
    """Set the words by which a variant is found; the caller saves."""
    return variant


def find_variants(channel: Channel, text: str, limit: int = 8) -> list[VariantRow]:
    """What the quick order's box suggests for a beginning of a SKU or for words of a name."""
    language = get_language() or "en"
    text = text.strip()
    found = _sellable(channel).filter(Q(sku__istartswith=text) | Q(product__name__icontains=text) | Q(product__name_de__icontains=text))
    return [
        VariantRow(one.sku, one.title_in(language), one.price, channel.currency, one.stock.available if hasattr(one, "stock") else 0, one.backorderable)
        for one in found.order_by("sku")[:limit]
    ]


def find_sellable(sku: str, channel: Channel) -> Variant:
    """The variant that a typed SKU or product name means, with `.price` (Decimal) in the channel; product and stock are loaded.

    Raises RuleError("unknown_sku", field="sku"), or ChooseVariation for a product with several variations.
    """
    typed = sku.strip()
    if exact := _sellable(channel).filter(sku__iexact=typed).first():
        return exact
    family = _sellable(channel).filter(Q(product__sku__iexact=typed) | Q(product__name__iexact=typed) | Q(product__name_de__iexact=typed))
    variants = list(family[:50])
    if len({variant.product_id for variant in variants}) != 1:
        raise RuleError("unknown_sku", _("No product has the SKU or name “%(sku)s” in this channel.") % {"sku": typed[:60]}, field="sku")
    if len(variants) > 1:
        raise ChooseVariation(variants[0].product)
    return variants[0]


def _sellable(channel: Channel):  # type: ignore[no-untyped-def]
    own = Variant.objects.filter(organization_id=channel.organization_id, active=True, product__active=True, prices__channel=channel)
    return own.select_related("product", "stock").annotate(price=F("prices__amount"))
