"""What is sent to customers by the worker."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.timezone import now
from procrastinate import JobContext

from agents.actors import system
from agents.audit import record
from agents.states import move
from agents.verbs import Verb
from contactcenter.actions import lock
from contactcenter.jobs import PATIENT, is_last_try, job, later
from contactcenter.mail import QUEUE, answer_of, is_refused_for_good
from customers.models import Message

MAILER = system("mail")


@job(name="customers.send_message", queue=QUEUE, retry=PATIENT, pass_context=True)
def send_message(context: JobContext, message_id: int) -> None:
    """Send one mail, unless it was sent. `queue_message` queues it under a lock, so that one worker at a time has it.

    The mail server is called outside any transaction; a crash after it took the mail sends it again under the same Message-ID,
    by which mail programs know it for the same. The job is repeated while the server cannot be reached or is busy; what it refuses
    for good, and what the last try did not bring, counts as failed, and its order says so with the server's answer.
    """
    message = Message.objects.get(pk=message_id)
    if message.status == Message.Status.SENT:
        return
    try:
        _mail(message).send()
    except (OSError, ValueError) as error:  # smtplib's errors and time-outs; headers that no mail may have
        refused = is_refused_for_good(error)
        _note_failure(message, answer_of(error), last=refused or is_last_try(context))
        if refused:
            return
        raise
    _note_sent(message)


def queue_message(message: Message) -> None:
    """Have the worker send it once the caller's transaction has committed."""
    later(send_message, lock=f"message-{message.pk}", message_id=message.pk)


def _mail(message: Message) -> EmailMessage:
    sender = message.sender or settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": f"<message-{message.pk}@{sender.rsplit('@', 1)[-1]}>"}
    return EmailMessage(message.subject, message.body, sender, [message.recipient], headers=headers)


@transaction.atomic
def _note_failure(message: Message, error: str, *, last: bool) -> None:
    message = lock(message)
    message.error = error[:300]
    message.save(update_fields=["error"])
    if last and message.status == Message.Status.WAITING:
        move(MAILER, message, Message.Status.FAILED)
        record(MAILER, Verb.MAIL_FAILED, message, kind=message.kind, also=message.customer)


@transaction.atomic
def _note_sent(message: Message) -> None:
    message = lock(message)
    if message.status == Message.Status.SENT:
        return
    message.sent_at, message.error = now(), ""
    message.save(update_fields=["sent_at", "error"])
    move(MAILER, message, Message.Status.SENT)
    record(MAILER, Verb.MAIL_SENT, message, kind=message.kind, also=message.customer)
