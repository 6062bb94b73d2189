"""What is sold: products with their variations, prices and stock, tax rates, ways to ship."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agents.actions import add_settings, save_settings
from agents.models import Channel
from agents.settings_admin import SettingsAdmin, SettingsInline
from catalog import actions
from catalog.admin_forms import (
    LIST,
    OPTION,
    PRICE,
    FurtherPriceForm,
    ProductForm,
    ShippingRateForm,
    TaxRateForm,
    VariantRows,
    columns,
    options_of,
    row_form,
)
from catalog.models import FOR_ONE, Price, Product, ShippingMethod, ShippingRate, TaxClass, TaxRate, Variant
from catalog.search import fill
from contactcenter.admin import OwnChannels, money_column
from contactcenter.choices import country_names
from contactcenter.money import format_money, format_percent

price_now = money_column("amount", _("price"), lambda price: price.channel.currency)
list_price = money_column("list_amount", _("list price"), lambda price: price.channel.currency)
MOST_ROWS = 300
"""Variations of one product on its page; products with more come by files."""


class VariantInline(SettingsInline):
    """Rows are variations; columns are what they vary in, their price in each channel, and stock."""

    model = Variant
    formset = VariantRows
    max_num = MOST_ROWS
    template = "admin/catalog/variations.html"

    def _row_form(self, request: HttpRequest, product: Product | None) -> Any:
        channels = Channel.objects.filter(pk__in=request.actor.channel_ids)  # type: ignore[attr-defined]
        return row_form(request.actor.organization_id, options_of(product), list(channels))  # type: ignore[attr-defined]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = self._row_form(request, obj)
        return super().get_formset(request, obj, **{**kwargs, "form": form, "fields": columns(form), "absolute_max": MOST_ROWS})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return columns(self._row_form(request, obj))

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("stock").prefetch_related("prices")


class _Taxed:
    """What has a tax class: the first of the list is chosen until somebody chooses."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.name == "tax_class" and field.required:
            field.empty_label, field.initial = None, field.queryset.first()
        return field


@admin.register(TaxClass)
class TaxClassAdmin(SettingsAdmin):
    list_display = ["name", "code", "position"]
    fields = [("name", "code"), "position"]


@admin.register(Product)
class ProductAdmin(_Taxed, SettingsAdmin):
    form = ProductForm
    list_display = ["sku", "name", "category", "variations", "tax_class", "returnable", "active"]
    list_filter = ["active", "returnable", "tax_class"]
    search_fields = ["sku", "name", "told", "variants__sku"]
    inlines = [VariantInline]
    fieldsets = [
        (None, {"fields": ["name", "description", ("sku", "category"), "options"]}),
        (_("Selling it"), {"fields": [("tax_class", "active"), ("returnable", "non_returnable_reason")]}),
    ]
    change_form_template = "admin/catalog/product.html"
    change_list_template = "admin/catalog/products.html"

    class Media:
        js = [forms.Script("js/grid.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(counted=Count("variants"))

    @admin.display(description=_("variations"), ordering="counted")
    def variations(self, product: Any) -> int:
        return int(product.counted)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        """values: what the variations have been given so far, per option, to be offered while typing."""
        product = context.get("original")
        given = list(product.variants.values_list("attributes", flat=True)) if product else []
        values = [sorted({str(one[name]) for one in given if name in one}) for name in options_of(product)]
        return super().render_change_form(request, {**context, "values": values}, *args, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        typed = form.fields["options"].typed
        for row in formset.forms:
            if row.instance.pk or row.has_changed():
                _save_row(request.actor, form.instance, row, typed)  # type: ignore[attr-defined]
        for variant in form.instance.variants.select_related("product"):  # a new name is found at once
            fill(variant).save(update_fields=["search"])


def _save_row(actor: Any, product: Product, row: Any, typed: list[str]) -> None:
    """A variation, then each price and the stock by its own act, so that each leaves its own trace."""
    variant: Variant = row.instance
    held, variant.attributes = dict(variant.attributes), row.attributes(typed)
    if variant.pk is None:
        variant.product, variant.organization_id = product, product.organization_id
        add_settings(actor, variant)
    else:
        own = [name for name in row.changed_data if not name.startswith((OPTION, PRICE, LIST))]
        save_settings(actor, variant, fields=[*own, *(["attributes"] if held != variant.attributes else [])])
    for channel in row.channels:
        price, listed = f"{PRICE}{channel.pk}", f"{LIST}{channel.pk}"
        if {price, listed} & set(row.changed_data):
            actions.set_price(actor, variant, channel=channel, amount=row.cleaned_data[price], list_amount=row.cleaned_data[listed])
    if "on_hand" in row.changed_data and row.cleaned_data["on_hand"] is not None:
        actions.set_stock(actor, variant, on_hand=row.cleaned_data["on_hand"])
    if "next_delivery" in row.changed_data:
        actions.set_next_delivery(actor, variant, on=row.cleaned_data["next_delivery"])


@admin.register(Price)
class FurtherPriceAdmin(SettingsAdmin):
    """Prices for groups and for several pieces; what everybody pays for one stands with its product."""

    form = FurtherPriceForm
    can_delete = True
    list_display = ["sku", "channel", "group", "from_quantity", price_now, list_price]
    list_filter = [("channel", OwnChannels), "price_group"]
    list_select_related = ["variant", "channel", "price_group"]
    search_fields = ["variant__sku"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).exclude(**FOR_ONE).order_by("variant__sku", "channel__name", "price_group__name", "from_quantity")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("FilledIn", (form,), {"organization_id": request.actor.organization_id})  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [("sku", "channel"), ("price_group", "from_quantity"), ("amount", "list_amount")]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["sku", "channel", "price_group", "from_quantity"] if obj else []

    @admin.display(description=_("SKU"), ordering="variant__sku")
    def sku(self, price: Price) -> str:
        return price.variant.sku

    @admin.display(description=_("price group"), ordering="price_group__name")
    def group(self, price: Price) -> str:
        return price.price_group.name if price.price_group else gettext("everybody")

    def save_model(self, request: HttpRequest, obj: Price, form: Any, change: bool) -> None:
        _set(request.actor, obj, amount=obj.amount, list_amount=obj.list_amount)  # type: ignore[attr-defined]
        obj.pk = Price.objects.values_list("pk", flat=True).get(**_key(obj))

    def delete_model(self, request: HttpRequest, obj: Price) -> None:
        _set(request.actor, obj, amount=None)  # type: ignore[attr-defined]


def _key(price: Price) -> dict[str, Any]:
    return {"channel": price.channel, "price_group": price.price_group, "from_quantity": price.from_quantity, "variant": price.variant}


def _set(actor: Any, price: Price, **amounts: Any) -> None:
    key = _key(price)
    actions.set_price(actor, key.pop("variant"), **key, **amounts)


@admin.register(TaxRate)
class TaxRateAdmin(_Taxed, SettingsAdmin):
    form = TaxRateForm
    list_display = ["label", "channel", "country_name", "region", "postal_prefix", "tax_class", "percent"]
    list_filter = [("channel", OwnChannels), "country"]
    fields = ["channel", ("country", "region", "postal_prefix"), "tax_class", "label", "percent"]
    list_select_related = ["channel", "tax_class"]

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, rate: TaxRate) -> str:
        return country_names(get_language() or "en").get(rate.country, rate.country)

    @admin.display(description=_("rate"), ordering="rate")
    def percent(self, rate: TaxRate) -> str:
        return format_percent(rate.rate)

    def changed_fields(self, form: Any) -> list[str]:
        return ["rate", *form.changed_data]


class ShippingRateInline(SettingsInline):
    """Rows are places and thresholds, each with its price."""

    model = ShippingRate
    form = ShippingRateForm
    can_delete = True
    fields = ["countries", "regions", "from_subtotal", "from_weight", "price"]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj else 2


@admin.register(ShippingMethod)
class ShippingMethodAdmin(SettingsAdmin):
    list_display = ["name", "channel", "code", "costs", "position", "active"]
    list_filter = [("channel", OwnChannels), "active"]
    list_select_related = ["channel"]
    fields = ["channel", ("name", "code"), "carrier", ("days_from", "days_to"), "tax_class", ("position", "active")]
    inlines = [ShippingRateInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("rates")

    @admin.display(description=_("price"))
    def costs(self, method: ShippingMethod) -> str:
        """The least and the most that it costs."""
        prices = sorted({rate.price for rate in method.rates.all()})
        return " – ".join(format_money(price, method.channel.currency) for price in dict.fromkeys(prices[:1] + prices[-1:])) or "—"
