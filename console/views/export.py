"""Exports: ask for one, see how far it is, take the file."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agents.models import Export, Tab
from agents.permissions import Can
from agents.reads import count_search
from agents.requests import AgentRequest
from console.actions import retry_export, start_export
from console.extended import is_personal
from console.frame import build_frame
from contactcenter.changes import MOST_WATCHED, shows
from contactcenter.htmx import go_to, is_fragment

TYPES = {Export.Format.CSV: "text/csv; charset=utf-8", Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NOT_ASKED = ("csrfmiddlewaretoken", "unsaved", "after", "format")


@require_safe
def exports(request: AgentRequest) -> HttpResponse:
    """One's own exports of the last day; the list asks for itself again while one is being written."""
    if not request.actor.may(Can.EXPORT_RESULTS):
        raise Http404
    found = list(Export.objects.visible_to(request.actor))
    waiting = [f"export:{one.pk}" for one in found if not one.is_finished]
    context = {"exports": found, "waiting": bool(waiting), "exports_live": shows(*waiting[:MOST_WATCHED])}
    if is_fragment(request):
        return render(request, "console/_exports.html", context)
    return render(request, "console/exports.html", {"frame": build_frame(request), **context})


@require_POST
def start(request: AgentRequest) -> HttpResponse:
    asked, format = QueryDict(request.POST.get("asked", ""), mutable=True), request.POST.get("format", "")
    kind = asked.get("kind", Tab.Kind.CUSTOMER)
    if kind not in Tab.Kind.values or format not in Export.Format.values or "%00" in asked.urlencode():  # which no browser sends
        raise Http404
    for name in NOT_ASKED:
        asked.pop(name, None)
    if is_personal(asked):
        count_search(request.actor)
    start_export(request.actor, request.user, kind=kind, asked=asked.urlencode(), format=format)
    return go_to(request, reverse("console:exports"))


@require_POST
def again(request: AgentRequest, export_id: int) -> HttpResponse:
    retry_export(request.actor, get_object_or_404(Export.objects.visible_to(request.actor), pk=export_id))
    return go_to(request, reverse("console:exports"))


@require_safe
def download(request: AgentRequest, export_id: int) -> HttpResponse:
    """The file, for its owner while they have the right, and see all that is in it."""
    export = get_object_or_404(Export.objects.visible_to(request.actor), pk=export_id, status=Export.Status.DONE)
    if not request.actor.may(Can.EXPORT_RESULTS) or (export.in_full and not request.actor.sees_in_full):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{export.file_name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(export.file or b""), content_type=TYPES[Export.Format(export.format)], headers=headers)
