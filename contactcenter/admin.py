"""The administration behind our own rights: no model opens by Django's permissions, each names the right that opens it."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.errors import Refusal


class Site(admin.AdminSite):
    """Open to those with the right to enter; it asks for the console's own log-in."""

    site_title = site_header = _("Contact centre administration")
    index_title = _("Administration")
    site_url = "/console/"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))


class RightsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """`view_right` opens the list, `change_right` lets one write; without a change right everything is read-only."""

    view_right: str
    change_right: str | None = None
    can_delete = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return actor.may(self.view_right) or self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        actor = request.actor  # type: ignore[attr-defined]
        return self.change_right is not None and actor.may(self.change_right)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.can_delete and self.has_change_permission(request)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Django's own log is not kept: the audit trail is the one place."""

    log_change = log_deletion = log_deletions = log_addition  # type: ignore[assignment]


def explain(request: HttpRequest, error: Refusal) -> None:
    """The administration's translator of refusals."""
    messages.error(request, str(error.message))
