"""Failed log-ins and refusals stand in the audit trail, and cannot be used to flood it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents import lockout
from agents.backends import WITHOUT_ROLE
from agents.models import Agent, AuditEntry
from tests.agents.test_lockout import stranger
from tests.agents.test_log_in import log_in, refusals
from tests.world import PASSWORD, World


def failures() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb="agent.login_failed").order_by("pk"))


def test_a_failed_log_in_says_whose_why_and_from_where(world: World) -> None:
    log_in(stranger(), "Ada@example.net", "guess")
    [entry] = failures()
    assert (entry.thing_id, entry.ip, entry.data) == (world.ada.pk, "203.0.113.9", {"reason": "wrong password", "username": "ada"})
    assert entry.sentence == "Log-in refused: wrong password"


def test_each_refusal_has_its_reason_in_the_trail_alone(world: World) -> None:
    for login, password in refusals(world).values():
        log_in(Client(), login, password)
    log_in(Client(), "rhea", PASSWORD)  # who has no role any more
    told = ["wrong password", "unknown name", "account closed", "wrong password", "demo account elsewhere", WITHOUT_ROLE]
    assert [entry.data["reason"] for entry in failures()] == told


def test_what_belongs_to_nobody_is_kept_as_a_digest(world: World) -> None:
    for _time in range(2):
        log_in(stranger(), "my-Secret-passw0rd", "x")
    log_in(stranger(), "another", "x")
    one, again, other = (entry.data["digest"] for entry in failures())
    assert one == again != other
    assert "secret" not in str([entry.data for entry in failures()]).lower()


def test_a_lock_is_one_row_however_many_tries_follow(world: World) -> None:
    for n in range(30):
        log_in(stranger(), "ada", f"guess {n}")
    assert len(failures()) == lockout.LIMIT - 1 and AuditEntry.objects.filter(verb="agent.login_locked").count() == 1


def test_made_up_names_from_everywhere_neither_flood_the_trail_nor_hide_an_account(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "TOLD", 5)
    for n in range(9):
        log_in(stranger(f"198.51.100.{n}"), f"name {n}", "x")
    assert len(failures()) == 5
    log_in(stranger(), "ada", "x")
    assert failures()[-1].thing_id == world.ada.pk


def test_an_unknown_name_costs_as_many_statements_as_a_wrong_password(world: World) -> None:
    def cost(login: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            log_in(stranger(), login, "guess")
        return len(asked)

    assert cost("ada") == cost("nobody")


def test_a_refused_act_is_told_with_its_page(world: World, as_: Callable[..., Client]) -> None:
    assert as_(world.rhea).post(f"/carts/of/{world.mina.number}/items/", {"sku": "MUG-1", "quantity": 1, "version": 0}).status_code == 403
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor_id, entry.data) == ("act.refused", world.rhea.pk, {"page": "carts:add_item", "code": "not_allowed"})


def test_a_refused_page_of_the_administration_is_told(world: World, as_: Callable[..., Client]) -> None:
    assert as_(world.sam).get("/admin/agents/agent/").status_code == 403
    assert AuditEntry.objects.get().data["page"] == "admin:agents_agent_changelist"


def test_a_log_in_says_by_what(world: World, client: Client) -> None:
    log_in(client, "ada", PASSWORD)
    assert AuditEntry.objects.get().data == {"how": ["password"]}


def test_refusals_of_one_agent_do_not_flood_it(world: World, as_: Callable[[Agent], Client], audit: Callable[[], list[str]]) -> None:
    rhea, otto = as_(world.rhea), as_(world.otto)
    for _time in range(lockout.REFUSALS_TOLD + 5):
        assert rhea.post("/console/exports/start/", {"asked": "kind=customer", "format": "csv"}).status_code == 403
    assert audit() == ["act.refused"] * lockout.REFUSALS_TOLD + ["act.refusals_untold"]
    assert "further ones are not told" in AuditEntry.objects.latest("pk").sentence
    otto.post("/console/exports/start/", {"asked": "kind=customer", "format": "csv"})
    assert audit()[-1] == "act.refused"
