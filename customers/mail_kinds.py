"""The kinds of mail that staff may write the text of, with the blanks that are filled in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import override

from agents.verbs import name_code
from contactcenter.texts import Translations, fill, wrong_blank


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


def written(kind: MailKind, text: Any, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject, on one line, and body of a mail. text: the channel's `MailText`, None for our own."""
    with override(language):
        subject = text.text_in("subject", language) if text else str(kind.subject)
        body = text.text_in("body", language) if text else str(kind.body)
    return " ".join(fill(subject, values).split())[:200], fill(body, values)


def check_blanks(kind: MailKind, own: Mapping[str, str], translations: Translations) -> None:
    """Raises ValidationError, at its field, for a blank that the kind does not have."""
    wrong = [{column: why for column, text in texts.items() if (why := wrong_blank(text, kind.blanks))} for texts in (own, *translations.values())]
    if found := {column: why for one in wrong for column, why in one.items()}:
        raise ValidationError(found)
