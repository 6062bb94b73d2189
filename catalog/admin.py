"""What is sold: products with their variations, prices and stock, tax rates, ways to ship."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from agents.actions import add_settings, save_settings
from agents.models import Channel
from agents.settings_admin import AmountsForm, SettingsAdmin, SettingsInline
from catalog import actions
from catalog.admin_forms import OPTION, PRICE, ProductForm, TaxRateForm, VariantRows, columns, options_of, row_form
from catalog.models import Product, ShippingMethod, TaxRate, Variant
from catalog.search import fill
from contactcenter.admin import OwnChannels, money_column
from contactcenter.dates import page_locale
from contactcenter.money import format_percent

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


@admin.register(Product)
class ProductAdmin(SettingsAdmin):
    form = ProductForm
    list_display = ["sku", "name", "category", "variations", "tax_class", "returnable", "active"]
    list_filter = ["active", "returnable", "tax_class"]
    search_fields = ["sku", "name", "name_de", "variants__sku"]
    inlines = [VariantInline]
    fieldsets = [
        (None, {"fields": [("name", "name_de"), ("description", "description_de"), ("sku", "category"), "options"]}),
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
        own = [name for name in row.changed_data if not name.startswith((OPTION, PRICE))]
        save_settings(actor, variant, fields=[*own, *(["attributes"] if held != variant.attributes else [])])
    for channel in row.channels:
        if f"{PRICE}{channel.pk}" in row.changed_data:
            actions.set_price(actor, variant, channel=channel, amount=row.cleaned_data[f"{PRICE}{channel.pk}"])
    if "on_hand" in row.changed_data and row.cleaned_data["on_hand"] is not None:
        actions.set_stock(actor, variant, on_hand=row.cleaned_data["on_hand"])
    if "next_delivery" in row.changed_data:
        actions.set_next_delivery(actor, variant, on=row.cleaned_data["next_delivery"])


@admin.register(TaxRate)
class TaxRateAdmin(SettingsAdmin):
    form = TaxRateForm
    list_display = ["label", "channel", "tax_class", "percent"]
    list_filter = [("channel", OwnChannels)]
    list_select_related = ["channel"]

    @admin.display(description=_("rate"), ordering="rate")
    def percent(self, rate: TaxRate) -> str:
        return format_percent(rate.rate, page_locale())

    def changed_fields(self, form: Any) -> list[str]:
        return ["rate", *form.changed_data]


class ShippingMethodForm(AmountsForm):
    amounts = ("price", "free_from")

    class Meta:
        labels = {"free_from": _("free from an order subtotal of")}
        help_texts = {"free_from": _("Of all that is ordered, at list prices and before discounts, in however many parcels it goes.")}


def _currency(method: ShippingMethod) -> str:
    return method.channel.currency


cost = money_column("price", _("price"), _currency)
free_above = money_column("free_from", _("free from an order subtotal of"), _currency)


@admin.register(ShippingMethod)
class ShippingMethodAdmin(SettingsAdmin):
    form = ShippingMethodForm
    list_display = ["name", "channel", "code", cost, free_above, "position", "active"]
    list_filter = [("channel", OwnChannels), "active"]
    list_select_related = ["channel"]
    fields = ["channel", ("name", "name_de"), "code", ("price", "free_from"), "carrier", ("position", "active")]
