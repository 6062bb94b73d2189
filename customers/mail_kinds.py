"""The kinds of mail that staff may write the text of, with the blanks that are filled in each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents.verbs import name_code
from contactcenter.texts import Translations

_BLANK = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class MailKind:
    """blanks: the name of each, with what it could be, for previews; subject, body: our own text, in any language that we speak."""

    code: str
    label: "str | Promise"
    blanks: Mapping[str, str]
    subject: "str | Promise"
    body: "str | Promise"


MAILS: dict[str, MailKind] = {}


def register(*kinds: MailKind) -> None:
    """Called by each app's `AppConfig.ready()`."""
    for kind in kinds:
        MAILS[kind.code] = kind
        name_code(kind.code, kind.label)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with its blanks filled; one that nobody knows stays as it is."""
    return _BLANK.sub(lambda blank: values.get(blank[1].strip(), blank[0]), text)


def written(kind: MailKind, text: Any, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject, on one line, and body of a mail. text: the channel's `MailText`, None for our own."""
    with override(language):
        subject = text.text_in("subject", language) if text else str(kind.subject)
        body = text.text_in("body", language) if text else str(kind.body)
    return " ".join(fill(subject, values).split())[:200], fill(body, values)


def check_blanks(kind: MailKind, own: Mapping[str, str], translations: Translations) -> None:
    """Raises ValidationError, at its field, for a blank that the kind does not have."""
    wrong: dict[str, str] = {}
    for texts in (own, *translations.values()):
        for column, text in texts.items():
            if unknown := [name for name in _BLANK.findall(text) if name.strip() not in kind.blanks]:
                known = ", ".join(f"{{{name}}}" for name in kind.blanks)
                wrong[column] = _("{%(name)s} is not known here. There are: %(known)s.") % {"name": unknown[0], "known": known}
    if wrong:
        raise ValidationError(wrong)
