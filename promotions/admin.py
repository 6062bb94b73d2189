"""Promotions with what they ask and give, each row readable, and their codes."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.settings_admin import SettingsAdmin, SettingsInline
from contactcenter.admin import OwnChannels
from contactcenter.dates import Dates
from promotions.admin_forms import BenefitForm, BenefitRows, CodeGroupForm, ConditionForm, CouponForm, PromotionForm, PromotionRows
from promotions.models import CodeGroup, Coupon, Promotion, PromotionBenefit, PromotionCondition, Redemption
from promotions.offers import Used, with_terms
from promotions.sentences import sentence_of

STACKED = "admin/edit_inline/stacked.html"
"""Each row below the other, since it has more figures than a line can hold."""
_GOODS: list[str | list[str] | tuple[str, ...]] = [("skus", "categories"), ("except_skus", "except_categories"), "unreduced"]


MOST_ROWS = 50


class _Rows(SettingsInline):
    formset = PromotionRows
    template = STACKED
    can_delete = True
    max_num = MOST_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """No more rows are read of what is sent than a promotion has."""
        own = type("Filled", (self.form,), {"organization_id": request.actor.organization_id})  # type: ignore[attr-defined]
        return super().get_formset(request, obj, **{**kwargs, "form": own, "absolute_max": MOST_ROWS})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("promotion__channel")


class ConditionInline(_Rows):
    model = PromotionCondition
    form = ConditionForm
    verbose_name_plural = _("Conditions, of which all must hold")
    fields = ["kind", ("amount", "quantity"), "codes", *_GOODS]


class BenefitInline(_Rows):
    model = PromotionBenefit
    form = BenefitForm
    formset = BenefitRows
    verbose_name_plural = _("Benefits, one after the other")
    fields = ["kind", ("percent", "amount"), ("quantity", "free", "sku"), *_GOODS]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class CodeGroupInline(_Rows):
    model = CodeGroup
    form = CodeGroupForm
    verbose_name_plural = _("Code groups, by which codes are made")
    fields = ["pattern", ("most_uses", "days_valid"), ("by_agents", "a_day")]


def _uses(column: str, **rows: Any) -> Any:
    """Of each promotion or coupon how often it was given and not taken back."""
    given = Redemption.objects.filter(released_at=None, **rows).order_by().values(column)
    return Coalesce(Subquery(given.annotate(found=Count("pk")).values("found"), output_field=IntegerField()), 0)


@admin.register(Promotion)
class PromotionAdmin(SettingsAdmin):
    form = PromotionForm
    inlines = (ConditionInline, BenefitInline, CodeGroupInline)
    list_display = ["name", "channel", "where", "needs_code", "it_reads", "period", "state_now", "uses", "active"]
    list_filter = [("channel", OwnChannels), "where", "active", "needs_code"]
    search_fields = ["code", "name", "told", *(
        f"{rows}__{name}" for rows in ("conditions", "benefits") for name in ("skus", "categories", "except_skus", "except_categories")
    ), "benefits__sku"]  # fmt: skip
    search_help_text = _("A code, a name, or a SKU or category that it is about.")
    readonly_fields = ["it_reads", "state_now", "uses"]

    fieldsets = [
        (_("What and where"), {"fields": ["it_reads", ("state_now", "uses"), "channel", "name", "code", ("where", "needs_code")]}),
        (_("When"), {"fields": [("starts_at", "ends_at"), "active"]}),
        (_("Together with others"), {"fields": [("priority", "is_exclusive")]}),
        (_("Budget"), {"fields": [("most_uses", "most_spent", "per_customer")], "description": _("Empty: without an end.")}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """How it reads stands on top of one that is there."""
        first, *rest = super().get_fieldsets(request, obj)
        shown = [one for one in first[1]["fields"] if obj is not None or not set(self.readonly_fields) & {one, *one}]
        return [(first[0], {**first[1], "fields": shown}), *rest]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list tells of each: its rows, and how often it was given."""
        given = Redemption.objects.filter(released_at=None, promotion=OuterRef("pk")).order_by().values("promotion")
        spent = Subquery(given.annotate(found=Sum("amount")).values("found"), output_field=DecimalField())
        rows = with_terms(super().get_queryset(request).select_related("channel"))
        found: QuerySet[Any] = rows.annotate(
            counted=_uses("promotion", promotion=OuterRef("pk")), spent=Coalesce(spent, 0, output_field=DecimalField())
        )
        return found

    @admin.display(description=_("it reads"))
    def it_reads(self, promotion: Any) -> str:
        return sentence_of(promotion, Used(promotion.counted, spent=promotion.spent))

    @admin.display(description=_("period"), ordering="starts_at")
    def period(self, promotion: Promotion) -> str:
        dates = Dates.of_page()
        return f"{dates.day(promotion.starts_at)} – {dates.day(promotion.ends_at) if promotion.ends_at else ''}".strip()

    @admin.display(description=_("state"))
    def state_now(self, promotion: Promotion) -> str:
        return str(promotion.state.label)

    @admin.display(description=_("uses so far"), ordering="counted")
    def uses(self, promotion: Any) -> int:
        return int(promotion.counted)


class OwnPromotions(admin.RelatedFieldListFilter):
    """A filter by promotion that names those only which its reader sees."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return field.get_choices(include_blank=False, limit_choices_to={"channel__in": request.actor.channel_ids})  # type: ignore[attr-defined]


class CouponState(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Coupon.State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.in_state(self.value(), now()) if self.value() in Coupon.State.values else queryset


@admin.register(Coupon)
class CouponAdmin(SettingsAdmin):
    """Codes: made by hand, revoked. Of one that was used nothing else changes."""

    form = CouponForm
    list_display = ["code", "promotion", "of_customer", "given_by", "state_now", "uses", "expires_at"]
    list_filter = [CouponState, ("promotion", OwnPromotions)]
    search_fields = ["^code", "=customer__number"]
    search_help_text = _("The beginning of a code, or a whole customer number.")
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(promotion__channel_id__in=request.actor.channel_ids)  # type: ignore[attr-defined]
        return rows.select_related("promotion", "customer", "given_by").annotate(counted=_uses("coupon", coupon=OuterRef("pk")))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        own = super().get_form(request, obj, change, **kwargs)
        return type("Filled", (own,), {"channel_ids": request.actor.channel_ids})  # type: ignore[attr-defined]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return ["promotion", "code", "number", ("most_uses", "expires_at")]
        told = ["promotion", "code", "of_customer", "given_by", ("state_now", "uses"), ("most_uses", "expires_at")]
        return [*told, ("created_at", "used_at", "revoked_at"), *([] if obj.revoked_at else ["revoke"])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        always = ["promotion", "code", "of_customer", "given_by", "state_now", "uses", "created_at", "used_at", "revoked_at"]
        return [*always, *(["most_uses", "expires_at"] if obj.is_settled else [])]

    def why_locked(self, request: HttpRequest, obj: Coupon) -> str:
        return gettext("This code was revoked: it stays as it is.") if obj.revoked_at else ""

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        coupon = super().save_form(request, form, change)
        if not change:
            coupon.given_by_id = request.actor.agent_id  # type: ignore[attr-defined]
        return coupon

    def changed_fields(self, form: Any) -> list[str]:
        return ["revoked_at" if name == "revoke" else name for name in form.changed_data]

    @admin.display(description=_("customer"), ordering="customer__number")
    def of_customer(self, coupon: Coupon) -> str:
        return coupon.customer.number if coupon.customer else gettext("anybody")

    @admin.display(description=_("state"))
    def state_now(self, coupon: Coupon) -> str:
        return str(coupon.state.label)

    @admin.display(description=_("uses so far"), ordering="counted")
    def uses(self, coupon: Any) -> str:
        return str(coupon.counted) if coupon.most_uses is None else f"{coupon.counted} / {coupon.most_uses}"
