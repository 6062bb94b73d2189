"""Codes for customers: made, sent, revoked, guessed at (P2, P3)."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from agents.models import AuditEntry
from carts import actions as carts
from contactcenter.errors import Conflict, RuleError
from customers.models import MailText, Message
from promotions.actions import LETTERS, allow_codes_again, generate_coupon, revoke_coupon, send_coupon
from promotions.guesses import OF_CUSTOMER
from promotions.models import Coupon, Promotion
from tests.factories import promotion_of
from tests.snapshot import everything
from tests.world import World


@pytest.fixture
def sorry(world: World) -> Promotion:
    return promotion_of(world.de, "sorry", group="SORRY-######", where="contact_centre", name="Sorry", translations={"de": {"name": "Pardon"}})


def refused(act: Callable[[], object]) -> str:
    before = everything()
    with pytest.raises((RuleError, Conflict)) as error:
        act()
    assert everything() == before
    return error.value.code


def test_a_code_is_made_by_the_pattern_in_letters_nobody_mistakes(world: World, sorry: Promotion) -> None:
    sorry.code_groups.update(days_valid=30)
    coupon = generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)
    assert re.fullmatch(f"SORRY-[{LETTERS}]{{6}}", coupon.code)
    assert (coupon.customer, coupon.given_by, coupon.most_uses) == (world.mina, world.ada, 1)
    assert coupon.expires_at is not None
    assert timedelta(days=29, hours=23) < coupon.expires_at - now() <= timedelta(days=30)


def test_a_code_ends_with_its_promotion(world: World, sorry: Promotion) -> None:
    sorry.code_groups.update(days_valid=30)
    sorry.ends_at = now() + timedelta(days=3)
    sorry.save()
    assert generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk).expires_at == sorry.ends_at


def test_sent_twice_under_one_key_one_code_is_made(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    assert generate_coupon(ada, world.mina, promotion=sorry.pk, key="k") == generate_coupon(ada, world.mina, promotion=sorry.pk, key="k")
    assert Coupon.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"active": False}, "promotion_refused"),
        ({"where": "storefront"}, "unknown_promotion"),
        ({"needs_code": False}, "unknown_promotion"),
        ({"starts_at": now() + timedelta(days=1)}, "promotion_refused"),
        ({"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)}, "promotion_refused"),
        ({"most_uses": 1}, "promotion_refused"),
    ],
)
def test_what_cannot_be_given_is_refused(world: World, sorry: Promotion, facts: dict[str, object], code: str) -> None:
    Promotion.objects.filter(pk=sorry.pk).update(**facts)
    if "most_uses" in facts:
        world.order.redemptions.create(promotion=sorry, amount=Decimal(1))
    assert refused(lambda: generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)) == code


def test_of_another_channel_it_is_unknown(world: World) -> None:
    other = promotion_of(world.uk, "sorry", group="SORRY-######")
    assert refused(lambda: generate_coupon(world.as_(world.ada), world.mina, promotion=other.pk)) == "unknown_promotion"


def test_a_customer_holds_one_unused_code_of_a_promotion(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    first = generate_coupon(ada, world.mina, promotion=sorry.pk)
    assert refused(lambda: generate_coupon(ada, world.mina, promotion=sorry.pk)) == "held_already"
    revoke_coupon(ada, first)
    assert generate_coupon(ada, world.mina, promotion=sorry.pk) != first


def test_an_agent_makes_so_many_a_day(world: World, sorry: Promotion) -> None:
    sorry.code_groups.update(a_day=1)
    generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)
    assert refused(lambda: generate_coupon(world.as_(world.ada), world.bo, promotion=sorry.pk)) == "as_many_a_day"
    generate_coupon(world.as_(world.sam), world.bo, promotion=sorry.pk)


def test_only_an_unused_code_is_revoked_or_sent(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    coupon = generate_coupon(ada, world.mina, promotion=sorry.pk)
    coupon.used_at = now()
    coupon.save()
    for act in (revoke_coupon, send_coupon):
        assert refused(lambda act=act: act(ada, coupon)) == "not_open"  # type: ignore[misc]


def test_a_code_goes_by_mail_in_the_customers_language(world: World, sorry: Promotion) -> None:
    world.mina.language = "de"
    world.mina.save()
    coupon = generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)
    send_coupon(world.as_(world.ada), coupon)
    message = Message.objects.get()
    assert (message.recipient, message.language, message.subject) == ("mina@example.com", "de", "Ihr Code bei Shop DE")
    assert coupon.code in message.body
    assert "10\u202f% auf alles" in message.body
    assert AuditEntry.objects.latest("pk").verb == "coupon.sent"
    assert refused(lambda: send_coupon(world.as_(world.ada), coupon)) == "waits_already"
    Message.objects.update(status=Message.Status.SENT)
    assert refused(lambda: send_coupon(world.as_(world.ada), coupon)) == "waits_already"
    Message.objects.update(status=Message.Status.FAILED)
    send_coupon(world.as_(world.ada), coupon)
    assert Message.objects.count() == 2


def test_the_mail_says_what_staff_wrote(world: World, sorry: Promotion) -> None:
    MailText.objects.create(
        channel=world.de,
        kind="coupon",
        subject="For you, {name}",
        body="{code} {who}",
        translations={"de": {"subject": "Für {name}", "body": "{code}!"}},
    )
    coupon = generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)
    send_coupon(world.as_(world.ada), coupon)
    message = Message.objects.get()
    assert (message.subject, message.body) == ("For you, Mina Harker", coupon.code + " {who}")


def test_without_an_address_no_mail_goes(world: World, sorry: Promotion) -> None:
    world.mina.email = ""
    world.mina.save()
    coupon = generate_coupon(world.as_(world.ada), world.mina, promotion=sorry.pk)
    assert refused(lambda: send_coupon(world.as_(world.ada), coupon)) == "no_email"


def test_guessing_is_stopped_and_a_supervisor_lifts_it(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    Coupon.objects.create(promotion=sorry, code="RIGHT-1")

    def guess(code: str) -> str:
        try:
            carts.try_code(ada, world.mina, code=code)
        except RuleError as error:
            return error.code
        return ""

    assert [guess(f"WRONG-{n}") for n in range(OF_CUSTOMER + 1)] == ["unknown_code"] * OF_CUSTOMER + ["too_many_codes"]
    assert guess("RIGHT-1") == "too_many_codes"
    world.ada.call_sessions.create(customer=world.mina, label="Mina", current="customer")
    allow_codes_again(world.as_(world.sam), world.mina)
    assert guess("RIGHT-1") == ""


def test_who_knows_one_code_cannot_try_out_others_with_it(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    Coupon.objects.create(promotion=sorry, code="RIGHT-1")
    for _nth in range(OF_CUSTOMER - 1):
        with pytest.raises(RuleError, match="There is no code"):
            carts.try_code(ada, world.mina, code="WRONG")
        carts.try_code(ada, world.mina, code="RIGHT-1")
    with pytest.raises(RuleError, match="There is no code"):
        carts.try_code(ada, world.mina, code="WRONG")
    with pytest.raises(RuleError, match="Too many wrong codes"):
        carts.try_code(ada, world.mina, code="WRONG")


def test_a_right_code_that_does_not_count_is_no_guess(world: World, sorry: Promotion) -> None:
    ada = world.as_(world.ada)
    Coupon.objects.create(promotion=sorry, code="RIGHT-1")
    for _nth in range(OF_CUSTOMER + 2):
        with pytest.raises(RuleError, match="Put a product"):
            carts.try_code(ada, world.mina, code="right-1")


@pytest.mark.parametrize("typed", ["“Right-1.”", " right‑1 ", "RIGHT – 1", "(right-1)"])
def test_what_mails_put_around_a_code_is_no_part_of_it(world: World, sorry: Promotion, typed: str) -> None:
    ada = world.as_(world.ada)
    carts.add_item(ada, world.mina, sku="LAMP-1", quantity=1)
    Coupon.objects.create(promotion=sorry, code="RIGHT-1")
    assert carts.try_code(ada, world.mina, code=typed).codes.get().coupon.code == "RIGHT-1"


@pytest.mark.parametrize("condition", [{"kind": "segments", "codes": ["vip"]}, {"kind": "customer_sets", "codes": ["club"]}])
def test_what_the_customer_can_never_use_is_not_given(world: World, condition: dict[str, object]) -> None:
    offer = promotion_of(world.de, "vip", group="VIP-######", conditions=[condition])
    assert refused(lambda: generate_coupon(world.as_(world.ada), world.mina, promotion=offer.pk)) == "promotion_refused"


def test_the_mail_names_products_and_one_date(world: World) -> None:
    ends, set_only = now() + timedelta(days=90), {"kind": "customer_sets", "codes": ["club"]}
    offer = promotion_of(world.de, "vip", group="VIP-######", kind="gift", sku="MUG-1", quantity=1, ends_at=ends, conditions=[set_only])
    coupon = Coupon.objects.create(promotion=offer, code="VIP-1", customer=world.mina, most_uses=1, expires_at=now() + timedelta(days=30))
    send_coupon(world.as_(world.ada), coupon)
    body = Message.objects.get().body
    assert "1 × Enamel mug as a gift" in body and "club" not in body and "MUG-1" not in body and "until" not in body
