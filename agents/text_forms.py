"""A field for each text in each other language, on every page of the administration where customers' texts are written."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contactcenter.choices import language_name
from contactcenter.texts import InLanguages, field_name, in_field


class TextsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What its model says of a translation is said at the translation's field. Made for certain languages by `with_texts`."""

    languages: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column, language, name in asked(type(self.instance), self.languages):
            if name in self.fields:  # not on the page of somebody who may only look
                self.initial[name] = self.instance.translations.get(language, {}).get(column, "")
                self.fields[name].widget = deepcopy(self.fields[column].widget)

    def clean(self) -> Any:
        facts = super().clean() or self.cleaned_data
        fields = asked(type(self.instance), self.languages)
        self.instance.translate((language, column, facts[name]) for column, language, name in fields if name in facts)
        return facts


def asked(model: type[InLanguages], languages: Iterable[str]) -> list[tuple[str, str, str]]:
    """Column, language and field of each translation."""
    return [(column, language, field_name(column, language)) for column in model.TEXTS for language in languages]


def other_languages(own: str, thing: InLanguages | None) -> list[str]:
    """What texts are asked for in: the languages of the console but the organisation's own, and those that the thing has texts in."""
    spoken = [code for code, _name in settings.LANGUAGES if code != own]
    return list(dict.fromkeys([*spoken, *sorted(thing.translations if thing else ())]))


def with_texts(form: type[forms.ModelForm], model: type[InLanguages], languages: list[str]) -> type[forms.ModelForm]:  # type: ignore[type-arg]
    """The form with a field for each text in each of the languages."""
    fields: dict[str, Any] = {"languages": languages}
    for column, language, name in asked(model, languages):
        label = _("%(text)s in %(language)s") % {"text": capfirst(model._meta.get_field(column).verbose_name), "language": language_name(language)}  # type: ignore[union-attr]
        fields[name] = model._meta.get_field(column).formfield(required=False, label=label)  # type: ignore[union-attr]
    return type("WithTexts", (TextsForm, form), {"__module__": __name__, **fields})


def beside(lines: Iterable[Any], model: type[InLanguages], languages: list[str]) -> list[Any]:
    """A page's lines of fields, in which each text has its translations in its own line."""
    found: list[Any] = []
    for line in lines:
        names = [line] if isinstance(line, str) else list(line)
        told = [name for one in names for name in (one, *(field_name(one, language) for language in languages if one in model.TEXTS))]
        found.append(told[0] if len(told) == 1 else tuple(told))
    return found


def is_translated(model: type[InLanguages], changed: Iterable[str]) -> bool:
    """Whether a translation is among the changed fields of a form."""
    return any(in_field(name, model.TEXTS) for name in changed)
