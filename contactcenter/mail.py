"""Mails on their way out: where they lie when no server is set, and which answers of a server are its last word."""

from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail.backends.filebased import EmailBackend

from contactcenter.places import make_private

QUEUE = "mail"
"""The queue of all mails, served by workers of its own: a slow mail server keeps no export or webhook waiting."""


class PrivateFolder(EmailBackend):
    """Django's mails in files, in a folder that only its owner may read: a mail may hold a link that sets a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        make_private(Path(self.file_path))


def answer_of(error: Exception) -> str:
    """The mail server's answer as a person reads it, such as "550 No such user"; of other errors what they say."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    return "; ".join(f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}" for code, text in answers) or str(error)


def is_refused_for_good(error: Exception) -> bool:
    """Whether the server's answer (5xx of RFC 5321) says that the same mail is never taken; our own log-in at it can be mended."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and not isinstance(error, SMTPAuthenticationError) and error.smtp_code >= 500
