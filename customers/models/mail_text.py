"""What mails to customers say, as staff write it; where they write nothing, our own text goes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Channel
from contactcenter.names import check_name
from contactcenter.texts import InLanguages
from customers.mail_kinds import MAILS, check_blanks


def kinds_of_mail() -> list[tuple[str, Any]]:
    """To choose from; a function, since apps register theirs as they start."""
    return [(kind.code, kind.label) for kind in MAILS.values()]


class MailText(InLanguages):
    """The text of one kind of mail of a channel. {blanks} in it are filled; which there are, its kind says (`customers.mail_kinds`)."""

    TEXTS = ("subject", "body")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="mail_texts")
    kind = models.CharField(_("mail"), max_length=40, choices=kinds_of_mail)
    subject = models.CharField(_("subject"), max_length=200, validators=[check_name])
    body = models.TextField(_("text"))

    class Meta:
        verbose_name, verbose_name_plural = _("mail text"), _("mail texts")
        constraints = [models.UniqueConstraint(fields=["channel", "kind"], name="mail_text_once")]

    def clean(self) -> None:
        """Raises ValidationError for blanks that its kind does not have, in any language."""
        super().clean()
        if self.kind in MAILS:
            check_blanks(MAILS[self.kind], {"subject": self.subject, "body": self.body}, self.translations)
