"""A mail that cannot be sent is tried again, and at last counts as failed where people see it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from contactcenter.jobs import PATIENT
from customers.jobs import send_message
from customers.models import Message
from orders.models import Order
from orders.troubles import order_troubles
from tests.world import World


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.fixture
def message(world: World) -> Message:
    return Message.objects.create(
        order=world.order, customer=world.mina, kind="order_confirmation", recipient="mina@example.com", language="en", subject="Yours", body="Text"
    )


def context(attempts: int | None) -> Any:
    """A job that has been tried so often."""
    return SimpleNamespace(job=SimpleNamespace(attempts=attempts))


@pytest.mark.usefixtures("no_mail_server")
def test_a_failure_is_noted_and_tried_again(message: Message, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(OSError, match="refused"):
        send_message(context(0), message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, audit()) == (Message.Status.WAITING, [])
    assert "refused" in message.error


@pytest.mark.usefixtures("no_mail_server")
def test_after_the_last_try_it_failed_and_its_order_says_so(world: World, message: Message, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(OSError, match="refused"):
        send_message(context(PATIENT.max_attempts), message_id=message.pk)
    message.refresh_from_db()
    assert (message.status, audit()) == (Message.Status.FAILED, ["mail.failed"])
    assert message.order_id is not None
    order = Order.objects.get(pk=message.order_id)
    assert any("could not be mailed to mina@example.com" in one.words for one in order_troubles(order, world.as_(world.ada)))


def test_a_sent_mail_is_not_sent_again(message: Message, mailoutbox: list[Any]) -> None:
    send_message(context(0), message_id=message.pk)
    send_message(context(0), message_id=message.pk)
    message.refresh_from_db()
    assert (len(mailoutbox), message.status) == (1, Message.Status.SENT)
