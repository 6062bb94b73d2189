"""Roles are rows: staff make and change them, within what they may give."""

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from agents import actions
from agents.actors import Actor
from agents.models import AuditEntry, Role
from agents.permissions import SEEDED_ROLES, Can
from contactcenter.errors import Conflict, NotAllowed, RuleError
from contactcenter.places import BASE_DIR
from tests.agents.test_manage_agents import role, seeded
from tests.world import World


@pytest.fixture
def grace(world: World) -> Actor:
    return world.as_(world.grace)


@pytest.fixture
def keeper(world: World) -> Actor:
    """Somebody who manages roles and reads the audit trail."""
    world.rhea.roles.set([role("keeper", Can.USE_ADMIN, Can.MANAGE_ROLES, Can.VIEW_AUDIT)])
    return world.as_(world.rhea)


def test_a_right_that_is_new_reaches_the_seeded_roles_that_are_there(db: None) -> None:
    """They were seeded with the rights of then: what came later is given by migrations, in an old installation as in a new one."""
    Role.objects.all().delete()
    for name in sorted(one.stem for one in (BASE_DIR / "agents" / "migrations").glob("0*.py")):
        migration = import_module(f"agents.migrations.{name}")
        for giving in ("seed_roles", "give_right"):
            getattr(migration, giving, lambda apps, editor: None)(apps, None)
    there = {role.code: (role.name, set(role.rights.values_list("right", flat=True))) for role in Role.objects.all()}
    assert there == SEEDED_ROLES


def test_a_role_of_single_rights(grace: Actor) -> None:
    made = actions.create_role(grace, code="night", name="Night shift", rights=[Can.USE_CONSOLE, Can.PLACE_ORDER])
    assert set(made.rights.values_list("right", flat=True)) == {"use_console", "place_order"}
    assert AuditEntry.objects.get().data["after"] == ["place_order", "use_console"]


def test_a_changed_role_holds_at_once(world: World, grace: Actor) -> None:
    actions.change_role(grace, seeded("reader"), code="reader", name="Reader", rights=[Can.USE_CONSOLE, Can.EDIT_CART])
    assert world.as_(world.rhea).may(Can.EDIT_CART)
    actions.change_role(grace, seeded("reader"), code="reader", name="Reader", rights={})
    assert not world.as_(world.rhea).may(Can.USE_CONSOLE)


def test_nothing_changed_is_nothing_told(grace: Actor, audit: Callable[[], list[str]]) -> None:
    role = actions.create_role(grace, code="n", name="N", rights=["place_order"])
    actions.set_ceilings(grace, role, ceilings={("refund", "EUR"): (Decimal("100.00"), None)})
    before = audit()
    actions.change_role(grace, role, code="n", name="N", rights=["place_order"])
    actions.set_ceilings(grace, role, ceilings={("refund", "EUR"): (Decimal("100"), None)})
    assert audit() == before


def test_no_role_gets_a_right_that_its_maker_lacks(keeper: Actor, audit: Callable[[], list[str]]) -> None:
    for right in (Can.MANAGE_AGENTS, Can.MANAGE_CATALOG):
        with pytest.raises(RuleError, match="do not have it yourself"):
            actions.create_role(keeper, code="x", name="X", rights=[right])
    assert audit() == []
    assert not Role.objects.filter(code="x").exists()


def test_ceilings_are_set_as_a_whole_and_told(grace: Actor) -> None:
    """An administrator gives one without having any: nobody changes a role of their own."""
    role = actions.create_role(grace, code="n", name="N", rights=["use_console"])
    actions.set_ceilings(grace, role, ceilings={("refund", "EUR"): (Decimal("50"), Decimal("12.5")), ("refund", "GBP"): (Decimal("40"), None)})
    actions.set_ceilings(grace, role, ceilings={("refund", "EUR"): (Decimal("60"), Decimal("12.5"))})
    assert [(one.kind, one.currency, one.amount, one.percent) for one in role.ceilings.all()] == [("refund", "EUR", 60, Decimal("12.5"))]
    told = AuditEntry.objects.first()
    assert told is not None and told.sentence == "Ceilings of role N changed"
    assert told.data["changed"] == {"refund EUR": ["50 12.5 %", "60 12.5 %"], "refund GBP": ["40", None]}


@pytest.mark.parametrize(
    ("currency", "amount", "percent"), [("EUR", "-1", None), ("EUR", "1.001", None), ("JPY", "1.5", None), ("EUR", "1", "101"), ("EUR", "1", "-1")]
)
def test_what_is_no_ceiling_is_refused(grace: Actor, audit: Callable[[], list[str]], currency: str, amount: str, percent: str | None) -> None:
    share = Decimal(percent) if percent else None
    with pytest.raises(RuleError):
        actions.set_ceilings(grace, seeded("reader"), ceilings={("refund", currency): (Decimal(amount), share)})
    assert audit() == [] and not seeded("reader").ceilings.exists()


def test_nobody_raises_their_own_ceiling(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(RuleError) as refused:
        actions.set_ceilings(grace, seeded("administrator"), ceilings={("refund", "EUR"): (Decimal(1), None)})
    assert refused.value.code == "own_role" and audit() == []


def test_a_role_with_rights_that_one_lacks_is_not_changed(keeper: Actor) -> None:
    with pytest.raises(RuleError):
        actions.change_role(keeper, seeded("administrator"), code="administrator", name="Nobody", rights={})


def test_nobody_changes_their_own_role(grace: Actor, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(RuleError) as refused:
        actions.change_role(grace, seeded("administrator"), code="administrator", name="All", rights=[Can.USE_CONSOLE])
    assert refused.value.code == "own_role"
    assert audit() == []


def test_the_role_of_the_last_who_can_let_others_in_keeps_its_rights(world: World, grace: Actor) -> None:
    twin = role("twin", *Can)
    world.sam.roles.set([twin])
    world.grace.roles.clear()
    with pytest.raises(Conflict) as refused:
        actions.change_role(grace, twin, code="twin", name="Twin", rights=[Can.USE_ADMIN])
    assert refused.value.code == "last_administrator"


@pytest.mark.parametrize("field", ["code", "name"])
def test_a_code_and_a_name_belong_to_one_role(grace: Actor, audit: Callable[[], list[str]], field: str) -> None:
    made = actions.create_role(grace, code="n", name="N", rights={})
    other = actions.create_role(grace, code="o", name="O", rights={})
    before, taken = audit(), {"code": "p", "name": "P", field: getattr(made, field)}
    for act in (lambda: actions.create_role(grace, **taken, rights={}), lambda: actions.change_role(grace, other, **taken, rights={})):
        with pytest.raises(RuleError) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("taken", field)
    assert audit() == before


def test_a_seeded_role_keeps_its_code_and_stays(grace: Actor) -> None:
    with pytest.raises(RuleError):
        actions.change_role(grace, seeded("agent"), code="clerk", name="Agent", rights={})
    with pytest.raises(Conflict):
        actions.delete_role(grace, seeded("agent"))


def test_a_role_goes_when_nobody_has_it(world: World, grace: Actor) -> None:
    with pytest.raises(Conflict):
        actions.delete_role(grace, seeded("reader"))
    world.rhea.roles.clear()
    actions.delete_role(grace, seeded("reader"))
    assert not Role.objects.filter(code="reader").exists()


@pytest.mark.parametrize("who", ["ada", "sam"])
def test_without_the_right_no_role_is_made(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.create_role(world.as_(getattr(world, who)), code="x", name="X", rights={})


@pytest.mark.parametrize(
    "name",
    ["Аgent", "Agеnt", "Αgent", "Agent\u3164", "Ag\u034fent", "Agent\ufe0f", "\u2800Agent", "Ag\u17b4ent", "Ａgent", "agent ", "A\U000e0100gent"],  # noqa: RUF001  that is the point
)
def test_a_name_that_looks_like_another_roles_is_taken(grace: Actor, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(grace, code="n", name=name, rights={})
    assert (refused.value.code, refused.value.field) == ("taken", "name")


@pytest.mark.parametrize("name", ["\u3164", "\u2800", "\ufe0f", "\u034f", "\u115f", "\U000e0100", "\u17b4 \u180b"])
def test_a_name_of_which_nothing_is_seen_is_refused(grace: Actor, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_role(grace, code="n", name=name, rights={})
    assert refused.value.field == "name"
