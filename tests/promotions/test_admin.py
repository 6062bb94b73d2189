"""Promotions and codes in the administration: lists that read themselves, rows refused at their field, each change in the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from agents.actions import save_settings
from agents.models import Agent, AuditEntry, Channel, Role
from carts.actions import add_item
from contactcenter.errors import RuleError
from customers.models import CustomerSet, Segment
from promotions.models import Coupon, Promotion, Redemption
from tests.factories import sellable
from tests.snapshot import everything
from tests.world import World, limit

LIST, ADD = "/admin/promotions/promotion/", "/admin/promotions/promotion/add/"
COUPONS, ADD_COUPON = "/admin/promotions/coupon/", "/admin/promotions/coupon/add/"
Audit = Callable[[], list[str]]
Row = dict[str, Any]
TRAIL = {"agents_auditentry", "agents_logintries"}
"""Where a refused attempt is told."""
TEN: Row = {"kind": "percentage", "percent": "10"}


@pytest.fixture
def as_grace(world: World, as_: Callable[[Agent], Client]) -> Client:
    return as_(world.grace)


def promotion_of(
    channel: Channel, code: str = "ten", *, conditions: list[Row] | None = None, benefits: list[Row] | None = None, **facts: Any
) -> Promotion:
    made = Promotion.objects.create(channel=channel, code=code, **{"name": code.title(), **facts})
    for row in conditions or []:
        made.conditions.create(**row)
    for row in [TEN] if benefits is None else benefits:
        made.benefits.create(**row)
    return made


def given(promotion: Promotion, world: World, amount: str = "5", **facts: Any) -> Redemption:
    return Redemption.objects.create(promotion=promotion, order=world.order, amount=Decimal(amount), **facts)


def change(thing: Promotion | Coupon) -> str:
    return reverse(f"admin:promotions_{thing._meta.model_name}_change", args=[thing.pk])


def form(world: World, *benefits: Row, conditions: list[Row] | None = None, groups: list[Row] | None = None, **facts: Any) -> Row:
    """A promotion's page as a browser sends it; a row with an id was there."""
    sent: Row = {
        "channel": world.de.pk,
        "code": "ten",
        "name": "Ten",
        "where": "both",
        "priority": "100",
        "starts_at": "2026-01-01T00:00",
        "active": "on",
    }
    for prefix, rows in (("conditions", conditions or []), ("benefits", benefits), ("code_groups", groups or [])):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": sum("id" in row for row in rows)}
        sent |= {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return sent | facts


def errors(page: Any) -> dict[str, Any]:
    """What the page refuses: fields of the promotion by their names, those of rows as "benefits-0-percent"."""
    assert page.status_code == 200
    found = dict(page.context["adminform"].form.errors)
    for one in page.context["inline_admin_formsets"]:
        rows, of_all = one.formset, list(one.formset.non_form_errors())
        found |= {f"{row.prefix}-{name}": said for row in rows.forms for name, said in row.errors.items()}
        found |= {rows.prefix: of_all} if of_all else {}
    return found


@pytest.mark.parametrize(
    ("field", "value"), [("starts_at", "0001-01-01T00:00"), ("ends_at", "9999-12-31T23:59"), ("most_uses", "0"), ("per_customer", "0")]
)
def test_a_moment_or_a_limit_that_cannot_be_meant_is_refused(world: World, as_grace: Client, field: str, value: str) -> None:
    before = everything()
    page = as_grace.post(reverse("admin:promotions_promotion_add"), form(world, TEN, **{field: value}))
    assert list(errors(page)) == [field] and everything() == before


def test_more_rows_than_a_promotion_has_are_not_read(world: World, as_grace: Client) -> None:
    sent = form(world, TEN) | {"benefits-TOTAL_FORMS": "99999"}
    page = as_grace.post(reverse("admin:promotions_promotion_add"), sent)
    assert len(page.context["inline_admin_formsets"][1].formset.forms) <= 50
    assert not Promotion.objects.exists()


@pytest.mark.parametrize("code", ["\u0410UTUMN", "<b>x", "A B"])
def test_a_code_that_nobody_can_spell_is_refused(world: World, as_grace: Client, code: str) -> None:
    offer = promotion_of(world.de)
    as_grace.post(reverse("admin:promotions_coupon_add"), {"promotion": offer.pk, "code": code, "number": "", "most_uses": "", "expires_at": ""})
    assert not Coupon.objects.exists()


def test_a_promotion_is_made_with_its_rows_in_one_go(world: World, as_grace: Client, audit: Audit) -> None:
    Segment.objects.create(organization=world.organization, code="vip", name="VIP")
    sent = form(
        world, {"kind": "percentage", "percent": "12,5", "skus": "lamp-1\nMUG-1", "except_skus": "shirt"},
        conditions=[{"kind": "subtotal", "amount": "€80"}, {"kind": "segments", "codes": "VIP"}],
        groups=[{"pattern": "SORRY-######", "most_uses": "1", "by_agents": "on"}], needs_code="on", most_spent="1,000.00",
    )  # fmt: skip
    done = as_grace.post(ADD, sent)
    assert done.status_code == 302, errors(done)
    made = Promotion.objects.get()
    assert (made.most_spent, made.code_groups.get().pattern) == (1000, "SORRY-######")
    assert [(one.kind, one.amount, one.codes) for one in made.conditions.all()] == [("subtotal", 80, []), ("segments", None, ["vip"])]
    assert [(one.percent, one.skus, one.except_skus) for one in made.benefits.all()] == [(Decimal("12.5"), ["LAMP-1", "MUG-1"], ["SHIRT"])]
    assert audit() == ["settings.changed"] * 5
    assert set(AuditEntry.objects.values_list("channel_id", flat=True)) == {world.de.pk}  # whoever does not see the channel reads none of it


def test_amounts_are_typed_as_the_reader_writes_them(world: World, as_grace: Client) -> None:
    world.grace.language = "de"
    world.grace.save(update_fields=["language"])
    done = as_grace.post(ADD, form(world, {"kind": "percentage", "percent": "12,5 %"}, conditions=[{"kind": "subtotal", "amount": "1.080,50 €"}]))
    assert done.status_code == 302, errors(done)
    made = Promotion.objects.get()
    assert (made.benefits.get().percent, made.conditions.get().amount) == (Decimal("12.5"), Decimal("1080.5"))
    page = as_grace.get(change(made)).content.decode()
    assert 'value="12,5"' in page and 'value="1080,50"' in page and '<span class="unit">EUR</span>' in page
    assert "12,5\u202f% auf alles ab 1.080,50\xa0€" in page and "Bedingung:" in page


@pytest.mark.parametrize(
    ("row", "at", "said"),
    [
        ({"kind": "percentage"}, "percent", "needs this"),
        ({"kind": "percentage", "percent": "101"}, "percent", "100"),
        ({"kind": "percentage", "percent": "ten"}, "percent", "Write an amount"),
        ({"kind": "percentage", "percent": "10", "amount": "5"}, "amount", "does not read this"),
        ({"kind": "amount", "amount": "5.005"}, "amount", "EUR"),
        ({"kind": "shipping", "amount": "0", "skus": "LAMP-1"}, "skus", "does not read this"),
        ({"kind": "x_for_y", "quantity": "0", "free": "0"}, "quantity", "At least one"),
        ({"kind": "gift", "sku": "SHIRT", "quantity": "1"}, "sku", "no variation"),
        ({**TEN, "skus": "LAMP-1, NONE-1; NONE-2"}, "skus", "NONE-1, NONE-2."),
        ({**TEN, "except_categories": "Nowhere"}, "except_categories", "Nowhere"),
    ],
)
def test_a_wrong_figure_is_said_at_its_field_and_stays_typed(world: World, as_grace: Client, row: Row, at: str, said: str) -> None:
    before = everything()
    page = as_grace.post(ADD, form(world, row, conditions=[{"kind": "subtotal", "amount": "12.345,00"}]))
    found = errors(page)
    [words] = found[f"benefits-0-{at}"]  # once
    assert said in words and set(found) <= {f"benefits-0-{at}", "benefits-0-free"}
    assert page.context["inline_admin_formsets"][0].formset.forms[0]["amount"].value() == "12.345,00"
    assert everything() == before


@pytest.mark.parametrize(("kind", "code"), [("segments", "stammkunden"), ("customer_sets", "vip"), ("first_order", "vip"), ("segments", "strange")])
def test_segments_and_sets_are_the_organisations_own_of_their_kind(world: World, as_grace: Client, kind: str, code: str) -> None:
    Segment.objects.create(organization=world.organization, code="vip", name="VIP")
    CustomerSet.objects.create(organization=world.organization, code="stammkunden", name="Stammkunden")
    before = everything()
    assert set(errors(as_grace.post(ADD, form(world, TEN, conditions=[{"kind": kind, "codes": code}])))) == {"conditions-0-codes"}
    assert everything() == before


def test_a_category_with_a_comma_stands_in_a_line_of_its_own(world: World, as_grace: Client) -> None:
    sellable(world.de, "RUG-1", "20", category="Home, Garden")
    sellable(world.de, "PEN-1", "2", category="Office")
    done = as_grace.post(ADD, form(world, {**TEN, "categories": "home, garden\nOffice"}))
    assert done.status_code == 302, errors(done)
    row = Promotion.objects.get().benefits.get()
    assert row.categories == ["Home, Garden", "Office"]
    shown = as_grace.get(change(row.promotion)).context["inline_admin_formsets"][1].formset.forms[0]["categories"].value()
    assert shown == "Home, Garden\nOffice"


def test_nothing_given_and_two_gifts_are_refused(world: World, as_grace: Client) -> None:
    offer, gift = promotion_of(world.de), {"kind": "gift", "sku": "MUG-1", "quantity": "1"}
    before, row = everything(), offer.benefits.get()
    assert errors(as_grace.post(ADD, form(world, code="other"))) == {"benefits": ["Give it at least one benefit."]}
    assert errors(as_grace.post(ADD, form(world, gift, gift, code="other"))) == {"benefits": ["A promotion has at most one gift."]}
    page = as_grace.post(change(offer), form(world, {"id": row.pk, **TEN, "DELETE": "on"}))
    assert errors(page) == {"benefits": ["Give it at least one benefit."]}
    assert everything() == before


def test_a_changed_and_a_removed_row_leave_their_traces(world: World, as_grace: Client, audit: Audit) -> None:
    offer = promotion_of(world.de, conditions=[{"kind": "subtotal", "amount": 80}])
    benefit, condition = offer.benefits.get(), offer.conditions.get()
    rows = {"conditions": [{"id": condition.pk, "kind": "subtotal", "amount": "80.00", "DELETE": "on"}]}
    done = as_grace.post(change(offer), form(world, {"id": benefit.pk, "kind": "percentage", "percent": "20"}, **rows))
    assert done.status_code == 302, errors(done)
    assert not offer.conditions.exists() and offer.benefits.get().percent == 20
    told = list(AuditEntry.objects.filter(thing_type__in=["promotions.PromotionCondition", "promotions.PromotionBenefit"]).order_by("pk"))
    assert told[0].data["removed"]["amount"] == "80.0000" and told[1].data["changed"] == {"percent": ["10.0000", "20"]}
    assert "from €80.00 on" in told[0].sentence and [one.channel_id for one in told] == [world.de.pk] * 2


def test_a_row_of_another_promotion_is_refused(world: World, as_grace: Client, as_: Callable[[Agent], Client]) -> None:
    offer, other = promotion_of(world.uk, "uk"), promotion_of(world.de)
    limit(world.grace, world.uk)
    mine, theirs, before = offer.benefits.get(), other.benefits.get(), everything()
    facts = {"channel": world.uk.pk, "code": "uk", "name": "Uk"}
    for row in ({"id": theirs.pk, **TEN, "percent": "99"}, {"id": mine.pk, "promotion": other.pk, **TEN, "percent": "99"}):
        assert errors(as_grace.post(change(offer), form(world, row, **facts)))
    added = {"promotion": other.pk, **TEN, "percent": "99"}
    assert errors(as_grace.post(change(offer), form(world, {"id": mine.pk, **TEN}, added, **facts)))
    assert everything() == before


def test_another_channels_promotions_and_codes_are_not_found(world: World, as_grace: Client) -> None:
    offer = promotion_of(world.de, name="Hidden offer")
    coupon = Coupon.objects.create(promotion=offer, code="HIDDEN-1")
    limit(world.grace, world.uk)
    before = everything()
    assert as_grace.get(reverse("admin:promotions_promotion_try", args=[offer.pk])).status_code == 404
    for thing in (offer, coupon):
        assert as_grace.get(change(thing)).status_code == as_grace.post(change(thing), form(world, TEN)).status_code == 302
    for page in (LIST, COUPONS):
        assert "Hidden" not in as_grace.get(page).content.decode()
    assert everything() == before


@pytest.mark.parametrize("right", ["manage_catalog", "manage_channels"])
def test_only_who_manages_promotions_gets_in(world: World, as_: Callable[[Agent], Client], right: str) -> None:
    offer = promotion_of(world.de)
    keeper = Role.objects.create(code="keeper", name="Keeper")
    for name in ("use_admin", right):
        keeper.rights.create(right=name)
    world.rhea.roles.set([keeper])
    client, pages = as_(world.rhea), [LIST, ADD, COUPONS, ADD_COUPON, change(offer), f"{LIST}{offer.pk}/try/"]
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    keeper.rights.create(right="manage_promotions")
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_the_channel_stays_once_there_are_codes(world: World, as_grace: Client) -> None:
    offer = promotion_of(world.de)
    moved = form(world, {"id": offer.benefits.get().pk, **TEN}, channel=world.uk.pk)
    coupon = Coupon.objects.create(promotion=offer, code="TEN-1")
    before = everything()
    assert set(errors(as_grace.post(change(offer), moved))) == {"channel"}
    assert everything() == before
    coupon.delete()
    assert as_grace.post(change(offer), moved).status_code == 302
    given(offer, world)
    assert set(errors(as_grace.post(change(offer), moved | {"channel": world.de.pk}))) == {"channel"}


def test_the_page_explains_kinds_and_draws_an_example_of_a_code(world: World, as_grace: Client) -> None:
    offer = promotion_of(world.de, conditions=[{"kind": "subtotal", "amount": 80}])
    offer.code_groups.create(pattern="SORRY-######")
    page = as_grace.get(change(offer)).content.decode()
    assert "SORRY-###### makes codes such as SORRY-" in page and "So much per cent off the goods that are meant." in page
    assert "10\u202f% off everything from €80.00 on" in page and "from €80.00 on</span>" in page.replace("\n", "")


def test_the_list_tells_each_promotion_at_the_same_cost(world: World, as_grace: Client) -> None:
    given(promotion_of(world.de, most_uses=3, conditions=[{"kind": "first_order"}]), world)
    given(promotion_of(world.de, "off", active=False), world, released_at=now())
    with CaptureQueriesContext(connection) as few:
        rows = as_grace.get(LIST).content.decode()
    assert "10\u202f% off everything on the first order; 2 of 3 left" in rows and '"field-state_now">off<' in rows
    assert '"field-uses">1<' in rows and '"field-uses">0<' in rows
    for n in range(10):
        promotion_of(world.uk, f"more-{n}", conditions=[{"kind": "subtotal", "amount": n}], most_spent=9)
    with CaptureQueriesContext(connection) as many:
        assert as_grace.get(LIST).context["cl"].result_count == 12
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=LAMP", ["lamps"]),
        ("?q=Garden", ["garden"]),
        ("?q=MUG-1", ["gift"]),
        ("?q=Lampen", ["lamps"]),
        ("?where__exact=storefront", ["gift"]),
        ("?needs_code__exact=0", ["garden"]),
        ("?active__exact=0", ["lamps"]),
        ("?channel__id__exact=uk", ["garden"]),
    ],
)
def test_the_list_is_searched_and_filtered(world: World, as_grace: Client, asked: str, found: list[str]) -> None:
    promotion_of(world.de, "lamps", name="Lampen", conditions=[{"kind": "subtotal", "amount": 1, "skus": ["LAMP-1"]}] * 2, active=False)
    promotion_of(world.uk, "garden", benefits=[{**TEN, "except_categories": ["Garden"]}], name="Spring", needs_code=False)
    promotion_of(world.de, "gift", benefits=[{"kind": "gift", "sku": "MUG-1", "quantity": 1}], where="storefront")
    page = as_grace.get(LIST + asked.replace("=uk", f"={world.uk.pk}"))
    assert [one.code for one in page.context["cl"].result_list] == found


def test_a_code_is_made_by_hand(world: World, as_grace: Client, audit: Audit) -> None:
    offer = promotion_of(world.de)
    for code, number in (("SORRY-1", world.mina.number.lower()), ("ALL-1", "")):
        done = as_grace.post(ADD_COUPON, {"promotion": offer.pk, "code": f" {code} ", "number": number, "most_uses": "2"})
        assert done.status_code == 302, done.context["adminform"].form.errors
    made = [(one.code, one.customer, one.given_by, one.most_uses) for one in Coupon.objects.order_by("pk")]
    assert made == [("SORRY-1", world.mina, world.grace, 2), ("ALL-1", None, world.grace, 2)]
    assert audit() == ["settings.changed"] * 2


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"number": "C-0"}, "number"),
        ({"number": "uma"}, "number"),
        ({"code": "taken"}, "code"),
        ({"code": ""}, "code"),
        ({"most_uses": "0"}, "most_uses"),
    ],
)
def test_a_code_that_cannot_be_is_refused_at_its_field(world: World, as_grace: Client, typed: Row, at: str) -> None:
    offer = promotion_of(world.de)
    Coupon.objects.create(promotion=offer, code="TAKEN")
    before, typed = everything(), {**typed, **({"number": world.uma.number} if typed.get("number") == "uma" else {})}
    page = as_grace.post(ADD_COUPON, {"promotion": offer.pk, "code": "NEW-1", **typed})
    assert list(page.context["adminform"].form.errors) == [at]
    assert everything() == before


def test_a_code_of_what_one_does_not_see_is_refused(world: World, as_grace: Client) -> None:
    hidden, offer = promotion_of(world.de), promotion_of(world.uk, "uk")
    limit(world.grace, world.uk)
    before = everything()
    for typed, at in (({"promotion": hidden.pk}, "promotion"), ({"promotion": offer.pk, "number": world.mina.number}, "number")):
        page = as_grace.post(ADD_COUPON, {"code": "NEW-1", **typed})
        assert list(page.context["adminform"].form.errors) == [at]
    assert everything() == before


def test_a_used_code_is_only_revoked(world: World, as_grace: Client, audit: Audit) -> None:
    offer = promotion_of(world.de)
    coupon = Coupon.objects.create(promotion=offer, code="MANY-1", most_uses=5)
    edited = {"most_uses": "9", "promotion": 0, "code": "X", "expires_at": "", "number": world.bo.number}
    assert as_grace.post(change(coupon), edited).status_code == 302
    coupon.refresh_from_db()
    assert (coupon.most_uses, coupon.code, coupon.promotion, coupon.customer) == (9, "MANY-1", offer, None)
    given(offer, world, coupon=coupon)
    before = everything()
    answer = as_grace.post(change(coupon), edited | {"most_uses": "1"})
    page = answer.content.decode()
    assert "It was used 1 time already" in page and everything() == before
    assert as_grace.post(change(coupon), {"most_uses": "9", "revoke": "on"}).status_code == 302
    coupon.refresh_from_db()
    assert coupon.revoked_at is not None and coupon.most_uses == 9 and audit() == ["settings.changed"] * 2
    before = everything(besides=TRAIL)
    page = as_grace.get(change(coupon)).content.decode()
    assert "stays as it is" in page and 'name="_save"' not in page
    assert as_grace.post(change(coupon), {"revoke": ""}).status_code == 403
    assert everything(besides=TRAIL) == before


def test_a_code_that_is_used_while_its_page_is_open_stays_as_it_is(world: World, audit: Audit) -> None:
    offer = promotion_of(world.de)
    opened = Coupon.objects.create(promotion=offer, code="ONCE-1", most_uses=1)
    given(offer, world, coupon=opened)
    Coupon.objects.update(used_at=now())
    opened.most_uses, before = 50, everything()
    with pytest.raises(RuleError, match="stays as it is"):
        save_settings(world.as_(world.grace), opened, fields=["most_uses"])
    assert everything() == before


def test_codes_are_listed_searched_and_filtered(world: World, as_grace: Client) -> None:
    offer, other = promotion_of(world.de), promotion_of(world.de, "other")
    used = Coupon.objects.create(promotion=offer, code="USED-1", customer=world.mina, given_by=world.ada, used_at=now(), most_uses=1)
    given(offer, world, coupon=used)
    Coupon.objects.create(promotion=offer, code="OLD-1", expires_at=now() - timedelta(1))
    Coupon.objects.create(promotion=other, code="OPEN-1", expires_at=now() + timedelta(1))
    Coupon.objects.create(promotion=other, code="GONE-1", revoked_at=now(), used_at=now())

    def found(asked: str) -> list[str]:
        return [one.code for one in as_grace.get(COUPONS + asked).context["cl"].result_list]

    assert [found(f"?state={state}") for state in ("open", "used", "expired", "revoked")] == [["OPEN-1"], ["USED-1"], ["OLD-1"], ["GONE-1"]]
    assert found(f"?promotion__id__exact={offer.pk}") == ["OLD-1", "USED-1"]
    assert found("?q=us") == ["USED-1"] == found(f"?q={world.mina.number}")
    row = as_grace.get(COUPONS + "?q=USED-1").content.decode()
    assert all(f">{text}<" in row for text in (world.mina.number, "Ada", "used", "1 / 1"))


def trial_of(client: Client, promotion: Promotion, **asked: Any) -> Any:
    page = client.get(reverse("admin:promotions_promotion_try", args=[promotion.pk]), asked)
    assert page.status_code == 200
    return page


def test_a_trial_says_what_each_line_loses_and_writes_nothing(world: World, as_grace: Client) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=2)
    add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    offer = promotion_of(world.de, benefits=[{**TEN, "skus": ["LAMP-1"]}])
    before = everything()
    page = trial_of(as_grace, offer, cart=cart.number)
    assert everything() == before
    trial = page.context["trial"]
    assert (trial.why, trial.off, trial.notes) == ("", 2, ["It needs a code: as if one of it had been entered."])
    assert [(one.quantity, one.before, one.off) for one in trial.parts[:2]] == [(2, 20, 2), (1, Decimal("7.95"), 0)]
    assert "It takes €2.00 off." in page.content.decode()


def test_a_list_of_products_is_tried_as_it_is_typed(world: World, as_grace: Client) -> None:
    offer = promotion_of(world.de, benefits=[{"kind": "shipping", "amount": 0}], where="storefront", needs_code=False)
    before = everything()
    trial = trial_of(as_grace, offer, wanted="2x LAMP-1\nEnamel mug").context["trial"]
    assert (trial.why, trial.off, [(one.quantity, one.off) for one in trial.parts]) == ("", Decimal("4.9"), [(2, 0), (1, 0), (1, Decimal("4.9"))])
    gift = promotion_of(world.de, "gift", benefits=[{"kind": "gift", "sku": "MUG-1", "quantity": 1}])
    before = everything()
    trial = trial_of(as_grace, gift, wanted="LAMP-1").context["trial"]
    assert [(one.name.split(" ")[0], one.before, one.off) for one in trial.parts[:2]] == [
        ("LAMP-1", 10, 0),
        ("MUG-1", Decimal("7.95"), Decimal("7.95")),
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("facts", "why", "note"),
    [
        ({"conditions": [{"kind": "subtotal", "amount": 80}]}, "€60.00 short of its minimum", ""),
        ({"benefits": [{**TEN, "skus": ["MUG-1"]}]}, "it takes nothing off this cart", ""),
        ({"priority": 200, "is_exclusive": True}, "not together with “Before”", ""),
        ({"most_uses": 0}, "used up", ""),
        ({"active": False, "conditions": [{"kind": "subtotal", "amount": 80}]}, "€60.00 short of its minimum", "It is off: as if it ran."),
        ({"active": False}, "", "It is off: as if it ran."),
        ({"ends_at": now() - timedelta(1), "starts_at": now() - timedelta(2)}, "", "It has ended: as if it ran."),
        ({"starts_at": now() + timedelta(2)}, "", "as if it ran."),
        ({"benefits": [{"kind": "gift", "sku": "SOFA-1", "quantity": 1}]}, "", "Its gift is not sold here"),
    ],
)
def test_a_trial_says_why_not_also_of_one_that_does_not_run(world: World, as_grace: Client, facts: Row, why: str, note: str) -> None:
    promotion_of(world.de, "before", benefits=[{"kind": "amount", "amount": 1}], needs_code=False, priority=10)
    offer = promotion_of(world.de, needs_code=False, **facts)
    before = everything()
    page = trial_of(as_grace, offer, wanted="LAMP-1*2")
    trial = page.context["trial"]
    assert trial.why == why and note in " ".join(trial.notes) and bool(trial.notes) == bool(note)
    assert (f"It does not count: {why}." in page.content.decode()) == bool(why)
    assert everything() == before


def test_a_trial_asks_for_an_open_cart_of_a_channel_that_is_seen_or_for_products(world: World, as_grace: Client) -> None:
    cart, offer = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1), promotion_of(world.uk, "uk")
    assert trial_of(as_grace, offer, cart=cart.number).context["trial"].why == "not for this channel"
    limit(world.grace, world.uk)
    for asked, at in (
        ({"cart": cart.number}, "cart"),
        ({"cart": "0"}, "cart"),
        ({"wanted": "NONE-1"}, "wanted"),
        ({"wanted": "LAMP-1"}, "wanted"),
        ({"cart": ""}, "__all__"),
    ):
        page = trial_of(as_grace, offer, **asked)
        assert page.context["trial"] is None and list(page.context["trial_form"].errors) == [at]
        assert all(page.context["trial_form"][name].value() == typed for name, typed in asked.items())
    assert "trial_form" in as_grace.get(change(offer)).context and f"/promotion/{offer.pk}/try/" in as_grace.get(change(offer)).content.decode()
