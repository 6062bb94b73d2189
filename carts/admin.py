"""Beside a promotion: what it would do to a cart. Its page belongs to an app that knows no carts, and gets this here."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from carts.admin_forms import TrialForm
from carts.trying import try_promotion
from promotions.admin import PromotionAdmin
from promotions.models import Promotion

admin.site.unregister(Promotion)


@admin.register(Promotion)
class TriedPromotionAdmin(PromotionAdmin):
    change_form_template = "admin/promotions/promotion.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("<int:promotion>/try/", view, name="promotions_promotion_try"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        promotion = context.get("original")
        trial = TrialForm(actor=request.actor, promotion=promotion) if promotion is not None else None  # type: ignore[attr-defined]
        return super().render_change_form(request, {**context, "trial_form": trial}, *args, **kwargs)

    def try_view(self, request: HttpRequest, promotion: int) -> HttpResponse:
        """What it takes off a cart, line by line, or why not. Reads only."""
        if not self.has_view_permission(request):
            raise self._refused(request)
        tried = self.get_queryset(request).filter(pk=promotion).first()
        if tried is None:
            raise Http404
        form = TrialForm(request.GET if request.GET else None, actor=request.actor, promotion=tried)  # type: ignore[attr-defined]
        trial = try_promotion(tried, form.contents) if form.is_valid() else None
        title = _("What would it do to this cart?")
        context = {"title": title, "opts": self.opts, "original": tried, "reads": self.it_reads(tried), "trial_form": form, "trial": trial}
        return TemplateResponse(request, "admin/promotions/try.html", {**self.admin_site.each_context(request), **context})
