"""What waits for somebody's decision, and what was decided."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agents.approvals import KINDS, approve_request, check_may_decide, decline_request
from agents.models import Approval
from agents.permissions import Can
from agents.trail_admin import name_of
from contactcenter.admin import OwnChannels, RightsAdmin, money_column
from contactcenter.errors import why_refused

amount = money_column("amount", _("amount"), lambda approval: str(approval.currency))


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    decision = forms.ChoiceField(label=_("Decision"), choices=[("approve", _("Approve")), ("decline", _("Decline"))], widget=forms.RadioSelect)

    class Meta:
        model = Approval
        fields = ["note"]
        help_texts = {"note": _("Whoever asked reads it.")}


@admin.register(Approval)
class ApprovalAdmin(RightsAdmin):
    """To be decided by those with the right, one by one; what was decided is there to be looked at."""

    view_right = change_right = Can.DECIDE_APPROVALS
    form = DecisionForm
    list_display = ["requested_at", "kind_name", "thing", "what", amount, "why", "requested_by", "status", "decided_by"]
    list_filter = ["status", ("channel", OwnChannels)]
    search_fields = ["=thing_number"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are asked for by acts."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Approval.objects.visible_to(request.actor).order_by("-pk")  # type: ignore[attr-defined]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        asked = ["kind_name", "thing", "what", amount, "percent", "why", "requested_by", "requested_at"]
        return asked if obj is None or self.has_change_permission(request, obj) else [*asked, "status", "decided_by", "decided_at"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        decision = ["decision"] if obj is None or self.has_change_permission(request, obj) else []
        return [*self.get_readonly_fields(request, obj), *decision, "note"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{**kwargs, "fields": ["note"]})

    def why_locked(self, request: HttpRequest, obj: Approval) -> str:
        return why_refused(check_may_decide, request.actor, obj)  # type: ignore[attr-defined]

    @admin.display(description=_("kind of act"), ordering="kind")
    def kind_name(self, approval: Approval) -> str:
        return str(KINDS[approval.kind].label) if approval.kind in KINDS else approval.kind

    @admin.display(description=_("for what"))
    def thing(self, approval: Approval) -> str:
        return f"{name_of(approval.thing_type)} {approval.thing_number}".strip()

    @admin.display(description=_("what"), empty_value="–")
    def what(self, approval: Approval) -> str:
        return KINDS[approval.kind].describe(approval) if approval.kind in KINDS else ""

    def save_model(self, request: HttpRequest, obj: Approval, form: Any, change: bool) -> None:
        act = approve_request if form.cleaned_data["decision"] == "approve" else decline_request
        act(request.actor, obj, note=form.cleaned_data["note"])  # type: ignore[attr-defined]
