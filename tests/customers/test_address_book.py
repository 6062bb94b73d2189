"""Where a customer lives: one definition, asked of the database and of rows alike."""

from django.test import Client

from carts.actions import add_item, set_addresses
from customers.models import Address
from tests.factories import AddressFactory
from tests.world import World


def test_the_main_address_is_the_default_for_shipping_else_the_oldest_saved(world: World) -> None:
    once = AddressFactory.create(customer=world.bo, street="Typed once", in_book=False, default_shipping=False)
    first = AddressFactory.create(customer=world.bo, street="First", default_shipping=False)
    second = AddressFactory.create(customer=world.bo, street="Second", default_shipping=False)
    assert list(world.bo.addresses.book()) == Address.book_of(world.bo.addresses.all()) == [first, second]
    Address.objects.filter(pk=second.pk).update(default_shipping=True)
    assert list(world.bo.addresses.book()) == Address.book_of(world.bo.addresses.all()) == [second, first]
    assert once in world.bo.addresses.all()


def test_in_a_list_to_choose_from_the_street_stands_first_and_a_name_only_where_it_is_anothers(world: World) -> None:
    own = world.mina.addresses.get()
    where = f"{own.street}, {own.postal_code} {own.city}"
    assert (own.company, own.choice) == ("", where)
    own.first_name, own.company = "Oma", "Seward & Sons"
    assert own.choice == f"{where} · Oma Harker, Seward & Sons"
    assert own.street not in own.masked_choice and own.masked_choice.endswith(f"{own.city} · Oma Harker, Seward & Sons")


def test_of_thousands_the_page_shows_the_defaults_and_the_newest(world: World, as_ada: Client) -> None:
    """In the page ten, with the way to all of them; to choose from a hundred, and what the cart goes to already."""
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    old = [AddressFactory.create(customer=world.mina, street=f"Gasse {n}.", default_shipping=False) for n in range(130)]
    Address.objects.filter(pk=world.mina.addresses.get(default_billing=True).pk).update(default_billing=False)
    Address.objects.filter(pk=old[3].pk).update(default_billing=True)
    cart = set_addresses(world.as_(world.ada), cart, shipping=str(old[7].pk), billing="", version=cart.version)
    url = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number}).headers["Location"]
    page = as_ada.get(url)
    shown = [one.street for one in page.context["some_addresses"]]
    assert shown == ["Lindenstraße 5", "Gasse 3.", *(f"Gasse {n}." for n in range(129, 121, -1))]
    assert "?addresses=all" in page.text and "all 131" in page.text and "the newest 100 are offered" in page.text
    offered = page.text.partition('id="cart-ship-to"')[2].partition("</select>")[0]
    assert offered.count("<option") == 101 and "Gasse 7." in offered and "Gasse 3." in offered and "Gasse 9." not in offered
    everything = as_ada.get(f"{url}?addresses=all").text.partition('id="addresses-title"')[2].partition("</section>")[0]
    assert everything.count("<address>") == 131 and "?addresses=all" not in everything


def test_of_a_few_all_show(world: World, as_ada: Client) -> None:
    url = as_ada.post("/console/sessions/", {"kind": "customer", "number": world.mina.number}).headers["Location"]
    assert "addresses=all" not in as_ada.get(url).text
