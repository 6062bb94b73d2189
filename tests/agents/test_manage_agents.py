"""Staff make and change accounts; nobody gives what they lack, and somebody always remains who can let others in."""

from collections.abc import Callable
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from agents import actions
from agents.actors import Actor
from agents.admin import AgentForm
from agents.models import Agent, AuditEntry, Channel, Role, RoleRight
from agents.permissions import Can
from contactcenter.errors import Conflict, NotAllowed, RuleError
from tests.world import PASSWORD, World, limit


def role(code: str, *rights: Can) -> Role:
    made = Role.objects.create(code=code, name=code.title())
    RoleRight.objects.bulk_create(RoleRight(role=made, right=right) for right in rights)
    return made


def seeded(code: str) -> Role:
    return Role.objects.get(code=code)


def reader() -> Role:
    return Role.objects.get_or_create(code="looker", name="Looker")[0]


def hire(actor: Actor, **details: Any) -> Agent:
    """By somebody who chose a role for looking and, unless channels are named, all of them."""
    person: dict[str, Any] = {"username": "new", "email": "new@example.net", "display_name": "New", "roles": [reader()], "channels": []}
    made: Agent = actions.create_agent(actor, **person | {"all_channels": not details.get("channels")} | details)
    return made


def change(actor: Actor, agent: Agent, **details: Any) -> Agent:
    facts: dict[str, Any] = {name: getattr(agent, name) for name in ("username", "email", "display_name", "is_active")}
    facts |= {"roles": list(agent.roles.all()), "channels": list(agent.channels.all())}
    facts |= {"all_channels": agent.all_channels and "channels" not in details}
    changed: Agent = actions.change_agent(actor, agent, **facts | details)
    return changed


@pytest.fixture
def grace(world: World) -> Actor:
    return world.as_(world.grace)


@pytest.fixture
def clerk(world: World) -> Actor:
    """Somebody who manages agents and nothing else."""
    world.rhea.roles.set([role("clerk", Can.USE_ADMIN, Can.MANAGE_AGENTS)])
    return world.as_(world.rhea)


@pytest.mark.parametrize("code", ["agent", "supervisor", "administrator"])
def test_an_administrator_hires_for_every_seeded_role(grace: Actor, code: str) -> None:
    new = hire(grace, roles=[seeded(code)])
    assert [one.code for one in new.roles.all()] == [code]
    assert not new.has_usable_password()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.thing_id, entry.data["roles"]) == ("agent.created", new.pk, [code])


def test_a_new_agent_sees_all_channels_unless_limited(world: World, grace: Actor) -> None:
    assert set(hire(grace).channel_ids()) == {world.de.pk, world.uk.pk}
    assert hire(grace, username="all", email="all@example.net").countries() == ("DE", "GB")
    limited = hire(grace, username="few", email="few@example.net", channels=[world.uk])
    for read in (limited, Agent.objects.with_rights().get(pk=limited.pk)):
        assert (world.as_(read).channel_ids, world.as_(read).countries) == ((world.uk.pk,), ("GB",))


def test_somebody_whose_only_channel_closes_sees_nothing_rather_than_everything(world: World) -> None:
    Channel.objects.filter(pk=world.uk.pk).update(active=False)
    assert world.as_(world.otto).channel_ids == Agent.objects.with_rights().get(pk=world.otto.pk).channel_ids() == ()


def test_somebody_of_one_channel_opens_no_closed_one_either(world: World) -> None:
    Channel.objects.filter(pk=world.de.pk).update(active=False)
    limit(world.grace, world.uk)
    with pytest.raises(RuleError):
        hire(world.as_(world.grace), channels=[world.de])


@pytest.mark.parametrize("code", ["administrator", "agent", "supervisor"])
def test_a_clerk_gives_no_role_with_rights_they_lack(clerk: Actor, audit: Callable[[], list[str]], code: str) -> None:
    with pytest.raises(RuleError) as refused:
        hire(clerk, roles=[seeded(code)])
    assert (refused.value.code, refused.value.field) == ("right_lacked", "roles")
    assert not Agent.objects.filter(username="new").exists()
    assert audit() == []


def test_a_clerk_gives_what_they_have(clerk: Actor) -> None:
    hire(clerk, roles=[role("doorkeeper", Can.USE_ADMIN)])


def test_a_clerk_does_not_touch_the_mightier(world: World, clerk: Actor, audit: Callable[[], list[str]]) -> None:
    for act in (
        lambda: change(clerk, world.grace, email="mine@example.net"),
        lambda: change(clerk, world.ada, is_active=False),
        lambda: actions.set_password(clerk, world.grace, password="a much better one 7"),
        lambda: actions.send_password_link(clerk, world.grace),
    ):
        with pytest.raises(RuleError, match="rights that you lack"):
            act()
    assert audit() == []
    assert Agent.objects.get(pk=world.grace.pk).check_password(PASSWORD)


def test_a_closed_account_is_as_mighty_as_its_roles(world: World, clerk: Actor) -> None:
    Agent.objects.filter(pk=world.sam.pk).update(is_active=False)
    with pytest.raises(RuleError, match="rights that you lack"):
        change(clerk, world.sam, is_active=True)


def test_somebody_of_one_channel_opens_no_other(world: World, grace: Actor) -> None:
    limit(world.grace, world.uk)
    limited = world.as_(world.grace)
    for field, channels in (("all_channels", []), ("channels", [world.de]), ("channels", [world.de, world.uk])):
        with pytest.raises(RuleError) as refused:
            hire(limited, channels=channels)
        assert refused.value.field == field
    hire(limited, channels=[world.uk])


def test_somebody_of_one_channel_takes_over_no_account_of_more(world: World, audit: Callable[[], list[str]]) -> None:
    limit(world.grace, world.uk)
    limited = world.as_(world.grace)
    for act in (
        lambda: change(limited, world.ada, email="mine@example.net"),
        lambda: change(limited, world.ada, channels=[world.uk]),
        lambda: actions.set_password(limited, world.ada, password="a much better one 7"),
        lambda: actions.send_password_link(limited, world.ada),
    ):
        with pytest.raises(RuleError, match="channels that you do not see"):
            act()
    assert audit() == []
    change(limited, world.otto, display_name="Otto O.")


def test_no_channel_is_a_mistake_and_never_all_of_them(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    for act in (
        lambda: hire(grace, all_channels=False),
        lambda: change(grace, world.ada, all_channels=False),
    ):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.field == "channels"
    assert audit() == []
    limit(world.ada)
    assert world.as_(world.ada).channel_ids == Agent.objects.with_rights().get(pk=world.ada.pk).channel_ids() == ()


def test_all_channels_are_also_those_that_come_later(world: World) -> None:
    later = Channel.objects.create(organization=world.organization, code="at", name="Shop AT", country="AT", currency="EUR")
    assert later.pk in world.as_(world.ada).channel_ids
    assert world.as_(world.otto).channel_ids == (world.uk.pk,)


def test_an_account_without_a_role_is_refused_at_the_field(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    for act in (lambda: hire(grace, roles=[]), lambda: change(grace, world.ada, roles=[])):
        with pytest.raises(RuleError) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("no_role", "roles")
    assert audit() == []
    change(grace, world.ada, roles=[], is_active=False)


@pytest.mark.parametrize("who", ["ada", "sam", "rhea"])
def test_without_the_right_nobody_is_hired_or_changed(world: World, audit: Callable[[], list[str]], who: str) -> None:
    actor = world.as_(getattr(world, who))
    for act in (lambda: hire(actor), lambda: change(actor, world.ada, display_name="X")):
        with pytest.raises(NotAllowed):
            act()
    assert audit() == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"username": "ada2"}, {"user_name": ["ada", "ada2"]}),
        ({"email": "ada@example.org"}, {"email": ["ada@example.net", "ada@example.org"]}),
        ({"display_name": "Ada L."}, {"display_name": ["Ada", "Ada L."]}),
        ({"is_active": False}, {"is_active": [True, False]}),
    ],
)
def test_each_change_of_an_account_is_told_before_and_after(world: World, grace: Actor, changed: dict[str, Any], told: dict[str, Any]) -> None:
    change(grace, world.ada, **changed)
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.thing_id, entry.data) == (world.grace.pk, world.ada.pk, {"username": "ada", **told})


def test_changed_roles_and_channels_are_told_too(world: World, grace: Actor) -> None:
    change(grace, world.ada, roles=[seeded("supervisor")], channels=[world.de])
    assert AuditEntry.objects.get().data == {"username": "ada", "roles": [["agent"], ["supervisor"]], "channels": [["*"], ["de"]]}


def test_nothing_changed_is_nothing_told(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    change(grace, world.ada)
    assert audit() == []


def test_the_trail_knows_every_field_that_staff_can_change() -> None:
    """A new field of the account's form is in this list once its change is told."""
    told = {"username", "email", "display_name", "is_active", "roles", "all_channels", "channels"}
    by_actions_of_their_own = {"password", "send_link", "reset_second_factor"}
    assert set(AgentForm.base_fields) == told | by_actions_of_their_own


def test_the_trail_says_whose_password_was_changed(world: World, grace: Actor) -> None:
    actions.set_password(grace, world.ada, password="a much better one 7")
    actions.send_password_link(grace, world.ada)
    assert [one.sentence for one in AuditEntry.objects.order_by("pk")] == ["Password of ada changed", "Link to a new password for ada asked for"]


@pytest.mark.parametrize("wrong", [{"email": "no address"}, {"username": "a b"}, {"display_name": "Ada\r\nBcc: all"}, {"display_name": "\u202eadA"}])
def test_what_no_form_may_bring_the_action_refuses_too(world: World, grace: Actor, audit: Callable[[], list[str]], wrong: dict[str, str]) -> None:
    for act in (lambda: hire(grace, **wrong), lambda: change(grace, world.ada, **wrong)):
        with pytest.raises(RuleError) as refused:
            act()
        assert refused.value.field == list(wrong)[0]
    assert audit() == []


@pytest.mark.parametrize(
    ("field", "change_of"),
    [
        ("roles", lambda world: {"roles": [seeded("administrator"), seeded("agent")]}),
        ("channels", lambda world: {"channels": [world.uk]}),
        ("is_active", lambda world: {"is_active": False}),
    ],
)
def test_nobody_changes_what_they_may_do_themselves(world: World, grace: Actor, field: str, change_of: Any) -> None:
    with pytest.raises(RuleError) as refused:
        change(grace, world.grace, **change_of(world))
    assert refused.value.field == field


def test_ones_own_name_can_be_changed(world: World, grace: Actor) -> None:
    assert change(grace, world.grace, display_name="Grace H.").display_name == "Grace H."


def test_the_last_who_can_let_others_in_stays(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    second = hire(grace, roles=[seeded("administrator")])
    change(world.as_(second), world.grace, is_active=False)
    before = audit()
    with pytest.raises(Conflict) as refused:
        change(grace, second, is_active=False)  # the actor of a request that began before
    assert refused.value.code == "last_administrator"
    with pytest.raises(Conflict):
        change(grace, second, roles=[seeded("agent")])
    assert audit() == before


@pytest.mark.parametrize(("field", "typed"), [("username", "ADA"), ("email", "Ada@Example.net"), ("username", "ada@example.net")])
def test_a_name_belongs_to_one_person(grace: Actor, field: str, typed: str) -> None:
    with pytest.raises(RuleError) as refused:
        hire(grace, **{field: typed})
    assert refused.value.field == field


def test_a_password_to_begin_with_must_be_strong(world: World, grace: Actor) -> None:
    with pytest.raises(RuleError) as refused:
        actions.set_password(grace, world.ada, password="ada")
    assert refused.value.field == "password"
    actions.set_password(grace, world.ada, password="a much better one 7")
    assert Agent.objects.get(pk=world.ada.pk).check_password("a much better one 7")


def test_a_link_can_be_mailed_instead(world: World, grace: Actor, audit: Callable[[], list[str]]) -> None:
    actions.send_password_link(grace, world.ada)
    assert ProcrastinateJob.objects.filter(task_name="agents.mail_password_link", args={"agent_id": world.ada.pk}).count() == 1
    assert audit() == ["mail.password_link"]
