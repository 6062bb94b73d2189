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
