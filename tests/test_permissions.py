"""Every act by every role: without its right it is refused, nothing has changed, and no audit row was written (A2)."""

from copy import deepcopy

import pytest

from agents.actors import NOBODY, Actor
from agents.models import Agent, RoleRight
from agents.permissions import Can
from contactcenter.actions import REGISTRY
from contactcenter.errors import NotAllowed
from tests.acts import ACTS, PEOPLE
from tests.snapshot import everything
from tests.world import World, undone


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_act_is_done_by_those_who_may_and_refused_to_the_rest(world: World, name: str) -> None:
    assert name in ACTS, f"{name} is new: say in tests/acts.py who may do it and which audit row it leaves."
    act = ACTS[name]
    for who in PEOPLE:
        with undone():
            this_world = deepcopy(world)  # what is made ready changes the objects too
            agent: Agent = getattr(this_world, who, this_world.ada)
            actor: Actor = NOBODY if who == "nobody" else this_world.as_(agent)
            thing = act.ready(this_world, agent)
            before = everything()
            if who in act.who:
                act.do(actor, thing)
                assert everything() != before, who
            else:
                with pytest.raises(NotAllowed):
                    act.do(actor, thing)
                assert everything() == before, who


LOG_INS = ["set_up_second_factor", "make_recovery_codes", "switch_off_second_factor", "end_log_in", "end_other_log_ins"]


def test_a_closed_account_may_nothing(world: World) -> None:
    Agent.objects.filter(pk=world.ada.pk).update(is_active=False)
    assert not world.as_(world.ada).rights


def test_a_right_taken_from_a_role_is_gone_at_once(world: World) -> None:
    assert world.as_(world.ada).may(Can.PLACE_ORDER)
    RoleRight.objects.filter(role__agents=world.ada, right=Can.PLACE_ORDER).delete()
    assert not world.as_(world.ada).may(Can.PLACE_ORDER)


@pytest.mark.parametrize("name", ["close_session", "reopen_session", "undo_closing", "close_tab", "open_tab", "open_tab_of_other"])
def test_anothers_session_is_no_business_of_mine(world: World, name: str) -> None:
    act = ACTS[f"agents.{name}"]
    thing = act.ready(world, world.sam)
    before = everything()
    with pytest.raises(NotAllowed):
        act.do(world.as_(world.ada), thing)
    assert everything() == before


@pytest.mark.parametrize("name", ["change_password", "change_preferences", "turn_theme", *LOG_INS])
def test_anothers_account_is_no_business_of_mine(world: World, name: str) -> None:
    act = ACTS[f"agents.{name}"]
    sam = act.ready(world, world.sam)
    before = everything()
    with pytest.raises(NotAllowed):
        act.do(world.as_(world.ada), sam)
    assert everything() == before


def test_an_agent_sees_the_channels_that_staff_chose(world: World) -> None:
    assert world.as_(world.otto).channel_ids == (world.uk.pk,)
    assert set(world.as_(world.ada).channel_ids) == {world.de.pk, world.uk.pk}
