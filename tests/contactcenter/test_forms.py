"""Errors find their way from the act to the field, the page and the fragment."""

import json
from typing import Any

import pytest
from django import forms
from django.test import Client, RequestFactory

from agents.actors import system
from carts.actions import add_item
from contactcenter.errors import Conflict, NotAllowed, Refusal, RuleError
from contactcenter.forms import ActionForm
from contactcenter.htmx import say
from contactcenter.middleware import refusal
from tests.world import World

ACTOR = system("test")


class Typed(ActionForm):
    sku = forms.CharField()


def refuse_with(error: Refusal) -> Any:
    def act(actor: object, *, sku: str) -> None:
        raise error

    return act


def test_a_valid_form_hands_its_data_to_the_act_and_keeps_the_answer() -> None:
    form = Typed({"sku": " A-1 "})
    assert form.run(lambda actor, cart, *, sku: (cart, sku), ACTOR, "cart") and form.result == ("cart", "A-1")


def test_an_invalid_form_never_acts() -> None:
    form = Typed({"sku": ""})
    assert not form.run(refuse_with(AssertionError()), ACTOR) and "sku" in form.errors  # type: ignore[arg-type]


@pytest.mark.parametrize(("field", "where"), [("sku", "sku"), ("other", "__all__"), (None, "__all__")])
def test_a_broken_rule_stands_at_its_field_or_above_the_form(field: str | None, where: str) -> None:
    form = Typed({"sku": "A"})
    assert not form.run(refuse_with(RuleError("x", "No such thing.", field)), ACTOR)
    assert form.errors == {where: ["No such thing."]}


@pytest.mark.parametrize("error", [Conflict("x", "Changed."), NotAllowed("x", "No.")])
def test_conflicts_and_missing_rights_are_no_errors_of_the_input(error: Refusal) -> None:
    with pytest.raises(type(error)):
        Typed({"sku": "A"}).run(refuse_with(error), ACTOR)


@pytest.mark.parametrize("error", [RuleError("x", "R <b>"), NotAllowed("x", "R <b>"), Conflict("x", "R <b>")])
def test_a_refusal_is_a_page_with_its_status_and_words(world: World, error: Refusal) -> None:
    answer = refusal(RequestFactory().get("/"), error)
    assert answer.status_code == error.status and "R &lt;b&gt;" in answer.content.decode()


def test_a_fragment_gets_a_message_that_replaces_nothing(world: World, as_ada: Client) -> None:
    answer = as_ada.post("/accounts/theme/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    reader = Client()
    reader.force_login(world.rhea)
    answer = reader.post(f"/orders/{cart.number}/place/", {"version": cart.version}, headers={"HX-Request": "true"})
    assert answer.status_code == 403 and answer.headers["HX-Reswap"] == "none"


def test_a_message_survives_the_header_in_any_language() -> None:
    from django.http import HttpResponse

    text = "Größe „M“ → 3"
    assert json.loads(say(HttpResponse(), text).headers["HX-Trigger"])["message"] == {"text": text, "kind": "good"}
