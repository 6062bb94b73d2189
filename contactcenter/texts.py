"""Texts in any language: a column holds the organisation's own, `translations` beside it all others ({"de": {"name": "Lampe"}})."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contactcenter.standards import is_language

Translations = dict[str, dict[str, str]]
"""By language (in small letters, as a page's language is written) and column; no text is empty, no language without texts."""


_BLANK = re.compile(r"\{([^{}\n]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its {blanks} filled; one that nobody knows stays as it is."""
    return _BLANK.sub(lambda blank: values.get(blank[1].strip(), blank[0]), text)


def wrong_blank(text: str, known: Iterable[str]) -> str:
    """What is wrong with the blanks of a text that somebody wrote, in words; "" where each is known."""
    names = list(known)
    unknown = next((name for name in _BLANK.findall(text) if name.strip() not in names), None)
    if unknown is None:
        return ""
    return gettext("{%(name)s} is not known here. There are: %(known)s.") % {"name": unknown, "known": ", ".join(f"{{{name}}}" for name in names)}


class InLanguages(models.Model):
    """What has texts that customers read. TEXTS: its columns that may be translated; the first is what it is called."""

    TEXTS: ClassVar[tuple[str, ...]] = ("name",)

    translations = models.JSONField(_("in other languages"), default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """What it is called in a language, else in the organisation's own."""
        return self.text_in(self.TEXTS[0], language)

    def text_in(self, column: str, language: str) -> str:
        """A text in a language or, of "de-at", in the one that it is a kind of; else in the organisation's own."""
        return told_in(language, self.translations, column) or getattr(self, column)

    @property
    def names(self) -> list[str]:
        """What it is called in all languages, the organisation's own first; each once."""
        column = self.TEXTS[0]
        return list(dict.fromkeys([getattr(self, column), *(texts[column] for texts in self.translations.values() if texts.get(column))]))

    def translate(self, texts: Iterable[tuple[str, str, str]]) -> None:
        """Take over (language, column, text) over what is there; an empty text takes the translation away."""
        held = {language: dict(found) for language, found in self.translations.items()}
        for language, column, text in texts:
            held.setdefault(language, {})[column] = text
        kept = {language: {column: text for column, text in found.items() if text} for language, found in held.items()}
        self.translations = {language: found for language, found in kept.items() if found}

    def clean(self) -> None:
        """Raises ValidationError, by what `field_name` calls them, for texts that their own column would refuse, and for unknown languages."""
        super().clean()
        wrong: dict[str, Any] = {}
        for language, column, text in _texts_of(self.translations):
            if column not in self.TEXTS or language != language.lower() or not is_language(_as_written(language)):
                raise ValidationError({"translations": _("This is no translation of its texts.")})
            try:
                self._meta.get_field(column).clean(text, self)  # type: ignore[union-attr]
            except ValidationError as error:
                wrong[field_name(column, language)] = error
        if wrong:
            raise ValidationError(wrong)


def told_in(language: str, translations: Translations, column: str) -> str:
    """The translation into a language or the one that it is a kind of; "" where there is none."""
    wanted = language.lower()
    found = (translations.get(one, {}).get(column, "") for one in (wanted, wanted.partition("-")[0]))
    return next(filter(None, found), "")


def told_in_sql(table: str, column: str) -> str:
    """`InLanguages.text_in` as an expression of the database, over a table's alias; the parameter `language` is the reader's."""
    ways = (f"{table}.translations #>> ARRAY[{language}, '{column}']" for language in ("%(language)s", "split_part(%(language)s, '-', 1)"))
    return f"coalesce({', '.join(ways)}, {table}.{column})"


def field_name(column: str, language: str) -> str:
    """What a translation is called as a field of a form, or a column of a file: "name_de", "name_pt_br"."""
    return f"{column}_{language.replace('-', '_')}"


def in_field(name: str, columns: Iterable[str]) -> tuple[str, str] | None:
    """Column and language that a field's name means; None where it means no translation of these columns."""
    for column in columns:
        language = name.removeprefix(f"{column}_").replace("_", "-")
        if name.startswith(f"{column}_") and is_language(_as_written(language)):
            return column, language.lower()
    return None


def _as_written(language: str) -> str:
    """As lists of languages have it, whatever letters it is typed in: "pt-BR", "zh-Hans"."""
    first, *rest = language.lower().split("-")
    return "-".join([first, *(one.title() if len(one) == 4 else one.upper() for one in rest)])


def _texts_of(translations: Any) -> Iterator[tuple[str, str, str]]:
    """Language, column and text of each. Raises ValidationError for what has another shape."""
    odd = ValidationError({"translations": _("This is no translation of its texts.")})
    if not isinstance(translations, dict) or not all(isinstance(found, dict) for found in translations.values()):
        raise odd
    for language, found in translations.items():
        for column, text in found.items():
            if not isinstance(text, str):
                raise odd
            yield language, column, text
