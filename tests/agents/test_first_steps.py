"""The first page of the administration knows what a new shop still needs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from agents import actions
from agents.jobs import mail_test
from agents.models import Agent, AuditEntry, Channel
from agents.models.organization import UNNAMED
from catalog.models import Price, ShippingMethod, TaxRate
from contactcenter.checklist import lines_for
from tests.world import World


def done(world: World, agent: Agent | None = None) -> dict[str, bool]:
    return {str(line.title): line.done for line in lines_for(world.as_(agent or world.grace))}


def test_a_shop_that_is_set_up_lacks_only_the_mail(world: World) -> None:
    Price.objects.create(variant=world.lamp, channel=world.uk, amount=9)
    assert [title for title, is_done in done(world).items() if not is_done] == ["Mail"]


def test_a_new_shop_has_everything_before_it(db: None) -> None:
    first = Agent.objects.create_superuser("admin", "admin@localhost", "x")
    world: Any = World.__new__(World)
    assert not any(done(world, first).values())
    titles = list(done(world, first))
    assert titles == ["Name the organisation", "Your own e-mail", "A channel", "Tax", "Shipping", "Products", "Customers", "Agents", "Mail"]


@pytest.mark.parametrize(
    ("title", "undo"),
    [
        ("Tax", lambda world: TaxRate.objects.filter(channel=world.uk).delete()),
        ("Shipping", lambda world: ShippingMethod.objects.filter(channel=world.uk).update(active=False)),
        ("Products", lambda world: Price.objects.filter(channel=world.uk).delete()),
        ("A channel", lambda world: Channel.objects.update(active=False)),
        ("Agents", lambda world: Agent.objects.filter(roles__rights__right="use_console").update(is_active=False)),
    ],
)
def test_what_one_channel_lacks_is_not_done(world: World, title: str, undo: Callable[[World], Any]) -> None:
    Price.objects.create(variant=world.lamp, channel=world.uk, amount=9)
    assert done(world)[title]
    undo(world)
    assert not done(world)[title]


def test_what_is_missing_is_named(world: World) -> None:
    hints = {str(line.title): str(line.hint) for line in lines_for(world.as_(world.grace))}
    assert "Missing for: Shop UK." in hints["Products"]


def test_who_sets_nothing_up_sees_no_list(world: World, as_: Callable[[Agent], Client]) -> None:
    assert done(world, world.sam) == {}
    assert "Setting up the shop" not in as_(world.sam).get("/admin/").content.decode()
    assert "Setting up the shop" in as_(world.grace).get("/admin/").content.decode()


def test_a_default_name_is_no_name(world: World) -> None:
    world.organization.name = UNNAMED
    world.organization.save()
    assert not done(world)["Name the organisation"]


def test_a_test_mail_that_went_out_ticks_the_line(world: World) -> None:
    actions.send_test_mail(world.as_(world.grace), world.grace)
    assert not done(world)["Mail"]
    mail_test(world.grace.pk)
    assert (mail.outbox[0].to, done(world)["Mail"]) == (["grace@example.net"], True)


def test_one_that_did_not_is_said(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    with pytest.raises(ConnectionRefusedError):
        mail_test(world.grace.pk)
    assert AuditEntry.objects.get().verb == "mail.failed"
    [line] = [one for one in lines_for(world.as_(world.grace)) if one.button]
    assert (line.done, "could not be sent" in str(line.hint)) == (False, True)
