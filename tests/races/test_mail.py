"""The confirmation on its way: the real worker, a real SMTP server, refusals and killed workers."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from agents.models import AuditEntry
from carts.actions import add_item
from contactcenter.invariants import broken
from contactcenter.jobs import later, run_again
from contactcenter.places import BASE_DIR
from customers.models import Message
from orders.actions import place_order
from orders.models import Order
from tests.jobs import environment, run_jobs
from tests.launcher.processes import eventually
from tests.mailbox import Mailbox, mail_server
from tests.world import World


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


@pytest.fixture
def order(world: World) -> Order:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    return place_order(ada, cart, version=cart.version)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_confirmation_arrives_once(order: Order, mailbox: Mailbox) -> None:
    run_jobs()
    run_jobs()
    (mail,) = mailbox.received
    assert (mail["To"], mail["From"]) == ("mina@example.com", "shop@example.com") and order.number in mail["Subject"]
    assert "€24.90" in mail.get_content() and "Lindenstraße 5" in mail.get_content()
    message = Message.objects.get(order=order)
    assert message.status == Message.Status.SENT and message.sent_at is not None
    assert AuditEntry.objects.filter(verb="mail.sent").count() == 1 and broken() == {}


def test_an_order_taken_back_before_its_commit_sends_nothing(world: World, mailbox: Mailbox) -> None:
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    with transaction.atomic():
        place_order(ada, cart, version=cart.version)
        transaction.set_rollback(True)
    run_jobs()
    assert mailbox.received == [] and not Message.objects.exists()


def test_a_server_that_refuses_is_asked_again_later(order: Order, mailbox: Mailbox) -> None:
    mailbox.refuse = "451 Try again later"
    run_jobs()
    message = Message.objects.get(order=order)
    assert message.status == Message.Status.WAITING and "451" in message.error
    mailbox.refuse = ""
    run_jobs()
    assert mailbox.received == []  # its time has not come
    sql("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second'")
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.error, len(mailbox.received)) == (Message.Status.SENT, "", 1)


def test_what_the_server_refuses_for_good_fails_at_once_and_says_why(order: Order, mailbox: Mailbox) -> None:
    mailbox.refuse = "550 No such user here"
    run_jobs()
    message = Message.objects.get(order=order)
    assert (message.status, message.error) == (Message.Status.FAILED, "550 No such user here")
    assert ProcrastinateJob.objects.get(task_name="customers.send_message").status == "succeeded"
    assert AuditEntry.objects.filter(verb="mail.failed", thing_id=message.pk).count() == 1
    mailbox.refuse = ""
    sql("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second'")
    run_jobs()
    assert mailbox.received == []


def test_slow_mails_keep_no_export_waiting(world: World, order: Order, mailbox: Mailbox) -> None:
    """Each queue has a worker of its own, and this one is never asked for mails."""
    mailbox.stall = "RCPT"
    run_jobs(queues=["default"])
    assert not mailbox.stalled.is_set() and ProcrastinateJob.objects.get(task_name="customers.send_message").status == "todo"


def killed_while_it_sends(mailbox: Mailbox, step: str) -> None:
    """A worker of its own, as the launcher starts it, killed by SIGKILL when the mail server is at this step."""
    mailbox.stall = step
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=BASE_DIR,
        env={"PATH": "", **environment(), "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert mailbox.stalled.wait(60)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    mailbox.stall = ""
    assert eventually(lambda: ProcrastinateJob.objects.get(task_name="customers.send_message").status == "doing")


def a_minute_later() -> None:
    """The killed worker's heart has stopped, and the minute's job looks for what such workers left."""
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with suppress(AlreadyEnqueued):
        later(run_again, timestamp=0)
    run_jobs()


def test_what_a_killed_worker_left_is_done_by_the_next(order: Order, mailbox: Mailbox) -> None:
    killed_while_it_sends(mailbox, "RCPT")
    run_jobs()
    assert mailbox.received == []  # its heart may still beat
    a_minute_later()
    assert len(mailbox.received) == 1 and Message.objects.get().status == Message.Status.SENT and broken() == {}


def test_a_mail_taken_before_the_kill_comes_again_under_the_same_id(order: Order, mailbox: Mailbox) -> None:
    killed_while_it_sends(mailbox, "TAKEN")
    a_minute_later()
    assert len(mailbox.received) == 2 and len({mail["Message-ID"] for mail in mailbox.received}) == 1
    assert AuditEntry.objects.filter(verb="mail.sent").count() == 1 and broken() == {}
