"""Inputs of the administration that Django does not have."""

from collections.abc import Mapping
from typing import Any

from django import forms


class Boxes(forms.CheckboxSelectMultiple):
    """Check boxes, in groups where the choices are, each with what it means.

    notes: value -> explanation; locked: value -> why this one can neither be ticked nor unticked. What is locked is not sent:
    the form has to keep it.
    """

    template_name = "admin/boxes.html"
    option_template_name = "admin/box.html"

    def __init__(self, *args: Any, notes: Mapping[str, str] | None = None, locked: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes, self.locked = dict(notes or {}), dict(locked or {})

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *rest, **more)
        option["note"], option["why_locked"] = self.notes.get(str(value), ""), self.locked.get(str(value), "")
        if option["why_locked"]:
            option["attrs"]["disabled"] = True
        return option


class DateTimeInput(forms.DateTimeInput):
    """Date and time in one field of the browser's own, so that one label names both."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
