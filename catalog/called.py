"""Which product a SKU or a name means. What is called so stands as a whole: nothing is read out of it here."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from agents.models import Channel
from catalog.models import Product, Variant
from contactcenter.errors import RuleError
from search.terms import ALL_DASHES, DASHES, plain

MAX_TYPED = 60


class ChooseVariation(RuleError):
    """The SKU or name of a product with several variations: which one must be chosen. `product` is that product."""

    def __init__(self, product: Product) -> None:
        super().__init__("choose_variation", _("Choose a variation of %(product)s.") % {"product": product}, field="sku")
        self.product = product


def find_sellable(sku: str, channel: Channel, *, seen: Collection[int] = ()) -> Variant:
    """The variant that a SKU or product name means, with `.price` in the channel; product and stock are loaded.

    A product's own SKU or its exact name means its only variation sold here. seen: the channels that the asker sees; what is sold
    only in others does not exist for them. Raises RuleError("unknown_sku" or "not_sold", field="sku"), or ChooseVariation for a
    product with several variations.
    """
    typed = plain(sku)
    if exact := _sellable(channel).filter(sku__iexact=typed).order_by("pk").first():
        return exact
    family = list(_with_keys(_sellable(channel)).filter(_named([typed])).order_by("product", "position", "pk"))
    family = [variant for variant in family if _is_called(variant, typed)]
    if not family:
        raise _not_sold(typed, channel, seen)
    if len({variant.product_id for variant in family}) > 1:
        raise RuleError("unknown_sku", _("Several products are called “%(name)s”. Type the SKU.") % {"name": typed[:MAX_TYPED]}, field="sku")
    if len(family) > 1:
        raise ChooseVariation(family[0].product)
    return family[0]


def ask_which(channel: Channel, sku: str) -> None:
    """Raises ChooseVariation for the product with this SKU, also where one of its variations has the same one."""
    sold = Variant.objects.sold_in(channel).filter(organization_id=channel.organization_id, product__sku=sku)
    if variant := sold.select_related("product").first():
        raise ChooseVariation(variant.product)


def called_so(channel: Channel, texts: Collection[str], *, seen: Collection[int] = ()) -> set[str]:
    """Those of some texts that are, as they stand, the SKU or name of a product, sold here or not; seen: as for `find_sellable`."""
    asked = {text: plain(text) for text in texts}
    found = {sku.casefold() for sku in _told_of(channel, seen).filter(_sku_in({*asked.values()})).values_list("sku", flat=True)}
    rest = {typed for typed in asked.values() if typed and typed.casefold() not in found}
    family = list(_told_of(channel, seen).filter(_named(rest)).select_related("product")) if rest else []
    found |= {typed.casefold() for typed in rest if any(_is_called(variant, typed) for variant in family)}
    return {text for text, typed in asked.items() if typed.casefold() in found}


def find_told(text: str, channel: Channel, *, seen: Collection[int] = ()) -> list[Variant]:
    """All that is called so, sold here or not, with products: what has the very SKU first; seen: as for `find_sellable`."""
    typed = plain(text)
    told = _told_of(channel, seen).filter(_sku_in([typed]) | _named([typed])).select_related("product")
    return sorted((one for one in told if _is_called(one, typed)), key=lambda one: (one.sku.casefold() != typed.casefold(), one.pk))


def _not_sold(typed: str, channel: Channel, seen: Collection[int]) -> RuleError:
    """Why nothing called so can be bought here, as far as the asker may know."""
    shown = {"sku": typed[:MAX_TYPED], "channel": channel.name}
    told = find_told(typed, channel, seen=seen)
    if not told:
        return unknown(typed)
    if not any(one.is_sold for one in told):
        return RuleError("not_sold", _("“%(sku)s” is no longer sold.") % shown, field="sku")
    return RuleError("not_sold", _("“%(sku)s” is not sold in %(channel)s.") % shown, field="sku")


def unknown(typed: str) -> RuleError:
    """What is said of a text that no product is called, as far as the asker may know."""
    return RuleError("unknown_sku", _("No product has the SKU or name “%(sku)s”.") % {"sku": plain(typed)[:MAX_TYPED]}, field="sku")


def _told_of(channel: Channel, seen: Collection[int]) -> "QuerySet[Variant]":
    """What is sold in this channel or those seen, or nowhere; also what is inactive."""
    own = Q(prices__channel__in={channel.pk, *seen}) | Q(prices__isnull=True)
    return _with_keys(Variant.objects.all()).filter(own, organization_id=channel.organization_id).distinct()


def _with_keys(variants: "QuerySet[Variant]") -> "QuerySet[Variant]":
    """In capitals all that a variant may be called, compared in one go however many texts are asked about."""
    skus = {"key": Upper("sku"), "key_of_product": Upper("product__sku")}
    return variants.alias(**skus, key_of_name=_with_one_dash("product__name"), keys_of_names=_TranslatedNames("product__translations"))


def _with_one_dash(column: str) -> Func:
    return Func(Upper(column), Value(ALL_DASHES), Value("-" * len(ALL_DASHES)), function="TRANSLATE", output_field=CharField())


class _TranslatedNames(Func):
    """A product's names in other languages, in capitals and with one kind of dash."""

    template = (
        f"ARRAY(SELECT translate(upper(texts.value->>'name'), '{ALL_DASHES}', '{'-' * len(ALL_DASHES)}') FROM jsonb_each(%(expressions)s) AS texts)"
    )
    output_field = ArrayField(TextField())


def _upper(texts: Collection[str]) -> list[Upper]:
    return [Upper(Value(text)) for text in texts]


def _sku_in(texts: Collection[str]) -> Q:
    return Q(key__in=_upper(texts))


def _named(texts: Collection[str]) -> Q:
    """Products by their SKU, by a name, or by the name before the attributes of a full title ("Trail jacket, M, blue")."""
    parts = [text.split(", ") for text in texts]
    names = _upper({", ".join(one[:upto]).translate(DASHES) for one in parts for upto in range(1, len(one) + 1)} - {""})
    return Q(key_of_product__in=_upper(texts)) | Q(key_of_name__in=names) | Q(keys_of_names__overlap=names)


def _key(text: str) -> str:
    return text.translate(DASHES).casefold()


def _is_called(variant: Variant, text: str) -> bool:
    """Whether this is its SKU, its product's SKU or name, or its product's name with values of its attributes, whichever dash they have."""
    wanted, product = _key(text), variant.product
    names = {_key(name) for name in product.names}
    if wanted in {_key(variant.sku), _key(product.sku), *names}:
        return True
    values = [_key(str(value)) for value in variant.attributes.values()]
    said = [wanted.removeprefix(f"{name}, ") for name in names if wanted.startswith(f"{name}, ")]
    return any(rest == ", ".join(values) or set(rest.split(", ")) <= set(values) for rest in said)


def _sellable(channel: Channel) -> "QuerySet[Variant]":
    return Variant.objects.sold_in(channel).filter(organization_id=channel.organization_id).select_related("product", "stock")
