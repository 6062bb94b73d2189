"""Roles are rows: staff make and change them, within what they may give."""

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from agents import actions
from agents.actors import Actor
from agents.models import AuditEntry, Role, RoleRight
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
    """Somebody who manages roles, reads the audit trail, and imports up to a ceiling."""
    world.rhea.roles.set([role("keeper", Can.USE_ADMIN, Can.MANAGE_ROLES, Can.VIEW_AUDIT)])
    RoleRight.objects.create(role=seeded("keeper"), right=Can.IMPORT_DATA, ceiling=Decimal(100))
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
    made = actions.create_role(grace, code="night", name="Night shift", rights={Can.USE_CONSOLE: None, Can.PLACE_ORDER: Decimal(500)})
    assert dict(made.rights.values_list("right", "ceiling")) == {"use_console": None, "place_order": Decimal(500)}
    assert AuditEntry.objects.get().data["after"] == {"place_order": "500", "use_console": None}


def test_a_changed_role_holds_at_once(world: World, grace: Actor) -> None:
    actions.change_role(grace, seeded("reader"), code="reader", name="Reader", rights={Can.USE_CONSOLE: None, Can.EDIT_CART: None})
    assert world.as_(world.rhea).may(Can.EDIT_CART)
    actions.change_role(grace, seeded("reader"), code="reader", name="Reader", rights={})
    assert not world.as_(world.rhea).may(Can.USE_CONSOLE)


def test_nothing_changed_is_nothing_told(grace: Actor, audit: Callable[[], list[str]]) -> None:
    role = actions.create_role(grace, code="n", name="N", rights={"place_order": Decimal("100.00")})
    before = audit()
    actions.change_role(grace, role, code="n", name="N", rights={"place_order": Decimal("100")})
    assert audit() == before


def test_no_role_gets_a_right_that_its_maker_lacks(keeper: Actor, audit: Callable[[], list[str]]) -> None:
    for right in (Can.MANAGE_AGENTS, Can.MANAGE_CATALOG):
        with pytest.raises(RuleError, match="do not have it yourself"):
            actions.create_role(keeper, code="x", name="X", rights={right: None})
    assert audit() == []
    assert not Role.objects.filter(code="x").exists()


def test_no_role_gets_a_higher_ceiling_than_its_maker_has(keeper: Actor) -> None:
    for ceiling in (None, Decimal("100.01")):
        with pytest.raises(RuleError, match="ceiling"):
            actions.create_role(keeper, code="x", name="X", rights={Can.IMPORT_DATA: ceiling})
    actions.create_role(keeper, code="x", name="X", rights={Can.IMPORT_DATA: Decimal(100)})


def test_a_role_with_rights_that_one_lacks_is_not_changed(keeper: Actor) -> None:
    with pytest.raises(RuleError):
        actions.change_role(keeper, seeded("administrator"), code="administrator", name="Nobody", rights={})


def test_nobody_changes_their_own_role(grace: Actor, audit: Callable[[], list[str]]) -> None:
    with pytest.raises(RuleError) as refused:
        actions.change_role(grace, seeded("administrator"), code="administrator", name="All", rights={Can.USE_CONSOLE: None})
    assert refused.value.code == "own_role"
    assert audit() == []


def test_the_role_of_the_last_who_can_let_others_in_keeps_its_rights(world: World, grace: Actor) -> None:
    twin = role("twin", *Can)
    world.sam.roles.set([twin])
    world.grace.roles.clear()
    with pytest.raises(Conflict) as refused:
        actions.change_role(grace, twin, code="twin", name="Twin", rights={Can.USE_ADMIN: None})
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
