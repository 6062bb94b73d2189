"""A caller who is not found is made a customer in one small form."""

from collections.abc import Callable

import pytest
from django.test import Client

from agents.models import AuditPersonal, CallSession, RoleRight
from agents.permissions import Can
from contactcenter.errors import RuleError
from customers.actions import create_customer
from customers.models import Customer
from customers.newcomers import facts_in, likely_twins
from customers.search import find_customers
from customers.search.similar import similar_names
from search.readings import parse
from tests.acts import ADDRESS
from tests.factories import customer_of
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")
Verbs = Callable[[], list[str]]
NINA = {**ADDRESS, "first_name": "Nina", "last_name": "Neumann", "email": "nina@example.org", "phone": "030 5556677"}
NOWHERE = dict.fromkeys(("street", "street2", "postal_code", "city", "region"), "")
HX = {"HX-Request": "true"}
URL = "/console/new-customer/"


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("nina.neumann@example.org", {"email": "nina.neumann@example.org"}),
        ("Nina Neumann <n@example.org>", {"email": "n@example.org", "first_name": "Nina", "last_name": "Neumann"}),
        ("030 555 66 77", {"phone": "030 555 66 77"}),
        ("+49 30 5556677", {"phone": "+49 30 5556677"}),
        ("neumann", {"last_name": "Neumann"}),
        ("Frau Dr. Nina Müller-Lüdenscheidt", {"first_name": "Nina", "last_name": "Müller-Lüdenscheidt"}),
        ("jan van der meer", {"first_name": "Jan", "last_name": "van der Meer"}),
        ("Neumann, Nina", {"first_name": "Nina", "last_name": "Neumann"}),
        ("neumann 10115", {"last_name": "Neumann", "postal_code": "10115"}),
        ("Nina Neumann 20095 Hamburg", {"first_name": "Nina", "last_name": "Neumann", "postal_code": "20095", "city": "Hamburg"}),
        ("10115 neumann", {"last_name": "Neumann", "postal_code": "10115"}),
        ("Smith SW1A 1AA", {"last_name": "Smith", "postal_code": "SW1A 1AA"}),
        ("C-10023", {}),
        ("order 10432", {}),
        ("", {}),
    ],
)
def test_what_was_typed_stands_where_it_belongs(typed: str, fields: dict[str, str]) -> None:
    assert facts_in(typed) == fields


def test_a_newcomer_is_found_at_once_by_all_that_is_known(world: World, audit: Verbs) -> None:
    ada = world.as_(world.ada)
    nina = create_customer(ada, world.de, **NINA)
    assert nina.number.startswith("C-") and audit() == ["customer.created"]
    for typed in ("Neumann Nina", "nina@example.org", "+49 30 5556677", "0305556677", "Neumann 10115", nina.number):
        assert nina.number in {row.number for row in find_customers(ada, typed).rows}, typed
    assert [one.number for one in similar_names(ada, parse("Nina Neumenn"))] == [nina.number]
    address = nina.addresses.get()
    assert (address.street, address.default_shipping, address.default_billing) == ("Seestraße 1", True, True)
    assert AuditPersonal.objects.get().data["email"] == "nina@example.org"


def test_an_address_is_whole_or_is_none(world: World) -> None:
    ada = world.as_(world.ada)
    assert not create_customer(ada, world.de, **{**NINA, **NOWHERE}).addresses.exists()
    with pytest.raises(RuleError) as refused:
        create_customer(ada, world.de, **{**NINA, **NOWHERE, "email": "other@example.org", "phone": "", "city": "Berlin"})
    assert refused.value.field in {"street", "postal_code"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last_name": "", "company": ""}, "last_name"),
        ({"email": "", "phone": ""}, "email"),
        ({"phone": "abc"}, "phone"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_must_be_known_is_asked_for_at_its_field(world: World, fields: dict[str, str], field: str) -> None:
    before = everything()
    with pytest.raises(RuleError) as refused:
        create_customer(world.as_(world.ada), world.de, **{**NINA, **fields})
    assert refused.value.field == field and everything() == before


def test_an_e_mail_is_one_customers_of_a_channel_and_another_channels_too(world: World) -> None:
    ada, before = world.as_(world.ada), everything()
    with pytest.raises(RuleError) as refused:
        create_customer(ada, world.de, anyway=True, **{**NINA, "email": "MINA@example.com"})
    assert (refused.value.code, refused.value.field) == ("email_taken", "email") and everything() == before
    create_customer(ada, world.uk, anyway=True, **{**NINA, "email": "mina@example.com"})


@pytest.mark.parametrize("alike", [{"email": "bo@example.com"}, {"phone": "030/231 254 56"}, {"last_name": "moeller", "postal_code": "10115"}])
def test_whoever_may_be_the_same_is_said_first(world: World, alike: dict[str, str]) -> None:
    ada = world.as_(world.ada)
    Customer.objects.filter(pk=world.bo.pk).update(search_postal_code="10115")
    with pytest.raises(RuleError) as refused:
        create_customer(ada, world.uk, **{**NINA, **alike})
    assert refused.value.code == "likely_twins"
    assert [one.number for one in likely_twins(ada, world.uk, {**NINA, **alike})] == [world.bo.number]
    assert create_customer(ada, world.uk, anyway=True, **{**NINA, **alike}).pk


def test_twins_of_channels_that_the_agent_does_not_see_stay_unknown(world: World) -> None:
    otto = world.as_(world.otto)
    values = {**NINA, "email": world.bo.email, "phone": world.bo.phone}
    assert likely_twins(otto, world.uk, values) == []
    assert create_customer(otto, world.uk, **values).pk


def test_one_key_makes_one_customer(world: World) -> None:
    made = {create_customer(world.as_(world.ada), world.de, key="k1", **NINA).pk for _click in range(2)}
    assert len(made) == 1


class TestInTheConsole:
    def test_where_nobody_is_found_the_form_is_one_step_away(self, world: World, as_ada: Client) -> None:
        page = as_ada.get("/console/search/", {"kind": "customer", "q": "nina neumann"}).content.decode()
        assert 'formaction="/console/new-customer/"' in page
        way = as_ada.post(URL, {"part": "asked", "kind": "customer", "q": "nina neumann"}).headers["Location"]
        form = as_ada.get(way).content.decode()
        assert 'value="Nina"' in form and 'value="Neumann"' in form

    def test_who_may_make_none_sees_no_way_to_it(self, world: World, as_: Callable[..., Client]) -> None:
        assert "new-customer" not in as_(world.rhea).get("/console/search/", {"q": "nina neumann"}).content.decode()

    def test_the_new_customer_opens_in_a_session(self, world: World, as_ada: Client) -> None:
        answer = as_ada.post(URL, {**NINA, "channel": "de"}, headers=HX)
        session = CallSession.objects.get()
        assert session.customer is not None and session.customer.email == "nina@example.org"
        assert answer.headers["HX-Redirect"] == f"/console/sessions/{session.pk}/customer/{session.customer.number}/"

    def test_where_no_session_is_free_the_customer_is_made_and_the_choice_asked_for(self, world: World, as_ada: Client) -> None:
        for n in range(4):
            caller = customer_of(world.de)
            CallSession.objects.create(agent=world.ada, customer=caller, label="x", current="customer", slot=n + 1)
        unsaved = ",".join(str(one.pk) for one in CallSession.objects.all())
        answer = as_ada.post(URL, {**NINA, "channel": "de", "unsaved": unsaved}, headers=HX)
        made = Customer.objects.get(email="nina@example.org")
        assert answer.headers["HX-Redirect"] == f"/console/open/customer/{made.number}/"

    def test_a_twin_is_a_link_and_nothing_typed_is_lost(self, world: World, as_ada: Client) -> None:
        before = everything()
        answer = as_ada.post(URL, {**NINA, "channel": "de", "email": "bo@example.com", "street": "1 <Main> St"}, headers=HX)
        page = answer.content.decode()
        assert answer.status_code == 422 and f'data-opens="customer {world.bo.number}"' in page and "1 &lt;Main&gt; St" in page
        assert "anyway" in page and everything() == before

    def test_a_guest_becomes_a_customer_by_what_the_order_tells(self, world: World, as_: Callable[..., Client]) -> None:
        way = f"{URL}?order={world.guest_order.number}"
        form = as_(world.ada).get(way).content.decode()
        assert 'value="Gil"' in form and 'value="gil@example.org"' in form and 'value="10969"' in form
        RoleRight.objects.filter(right=Can.SEE_PERSONAL).delete()
        assert "gil@example.org" not in as_(world.ada).get(way).content.decode()
        for number in (world.order.number, world.uma_order.number, "1"):
            assert as_(world.ada).get(f"{URL}?order={number}").status_code == 404

    def test_another_country_brings_its_fields_and_another_channel_its_country(self, world: World, as_ada: Client) -> None:
        typed = {**NINA, "channel": "de", "country": "US"}
        assert "ZIP code" in as_ada.post(URL, {**typed, "part": "country"}, headers=HX).content.decode()
        page = as_ada.post(URL, {**typed, "channel": "uk", "part": "channel"}, headers=HX).content.decode()
        assert '<option value="GB" selected>' in page and 'value="Nina"' in page

    @pytest.mark.parametrize("channel", ["de", "none"])
    def test_a_channel_that_the_agent_does_not_see_does_not_exist(self, world: World, as_: Callable[..., Client], channel: str) -> None:
        browser, before = as_(world.otto), everything()
        assert browser.post(URL, {**NINA, "channel": channel}, headers=HX).status_code == 404
        assert everything() == before
