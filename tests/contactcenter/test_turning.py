"""Signs that turn text around: refused where they are typed, never shown where they are stored."""

import pytest
from django import forms
from django.test import Client

from contactcenter.forms import ActionForm
from customers.models import Address, Customer
from tests.acts import ADDRESS
from tests.pages import PAGES, desk_of
from tests.world import World

TURNED = "Eve\u202egnorw"


class NameForm(ActionForm):
    name = forms.CharField()
    note = forms.CharField(required=False)


@pytest.mark.parametrize("field", ["name", "note"])
def test_they_are_refused_at_their_field(field: str) -> None:
    form = NameForm({"name": "Eve", "note": "calls back", field: TURNED})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert NameForm({"name": "محمد العربي", "note": "נכון"}).is_valid()


@pytest.mark.django_db
def test_an_address_with_one_is_not_saved(world: World, as_ada: Client) -> None:
    desk = desk_of(world, world.ada)
    before = Address.objects.count()
    typed = {"version": desk.cart.version, "use_for": "shipping", **ADDRESS, "first_name": TURNED}
    answer = as_ada.post(f"/carts/{desk.cart.number}/new-address/", typed)
    assert answer.status_code == 422
    assert "invisible sign" in answer.text
    assert Address.objects.count() == before


@pytest.mark.django_db
def test_no_page_holds_one_that_is_stored(world: World, as_ada: Client) -> None:
    signs = "\u202e\u2066\u2067"
    turned = f"Eve{signs}gnorw"
    Customer.objects.filter(pk=world.mina.pk).update(first_name=turned, company=turned)
    Address.objects.filter(customer=world.mina).update(city=turned, first_name=turned)
    world.order.notes.create(text=turned)
    desk = desk_of(world, world.ada)
    pages = [PAGES[name].url(name, desk) for name in ("console:customer", "console:order", "console:recent", "carts:dock")]
    for url in [*pages, "/console/search/?kind=customer&q=Harker", "/console/search/?kind=order&q=Harker"]:
        answer = as_ada.get(url)
        text = answer.text
        assert not any(sign in text for sign in signs)
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        assert url == pages[2] or "Evegnorw" in text
