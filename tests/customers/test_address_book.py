"""Where a customer lives: one definition, asked of the database and of rows alike."""

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
