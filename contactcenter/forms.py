"""Forms that carry an action, and how every field looks."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from contactcenter.errors import RuleError
from contactcenter.names import what_turns


class Renderer(TemplatesSetting):
    """Draws every field by our own component: label above, error at the field."""

    field_template_name = "components/_field.html"


class ActionForm(forms.Form):
    """A form whose cleaned data are the details of one action."""

    result: Any = None
    questions: tuple[type[RuleError], ...] = ()  # refusals that ask something back instead of naming an error; they pass through

    def clean(self) -> dict[str, Any]:
        """Nothing typed may hold a sign that turns text around."""
        found: dict[str, Any] = super().clean() or {}
        for name, value in list(found.items()):
            if isinstance(value, str) and (wrong := what_turns(value)):
                self.add_error(name, wrong)
        return found

    def run(self, act: Callable[..., Any], actor: Any, *things: Any) -> bool:
        """Validate and act. False: the form holds the errors, a rule's refusal at its own field; `result` is the action's answer.

        Conflict, NotAllowed and `questions` are not errors of the input and pass through.
        """
        if not self.is_valid():
            return False
        try:
            self.result = act(actor, *things, **self.cleaned_data)
        except self.questions:
            raise
        except RuleError as error:
            self.add_error(error.field if error.field in self.fields else None, forms.ValidationError(str(error.message), code=error.code))
            return False
        return True
