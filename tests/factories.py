"""Rows for tests, as small as they may be. The named cast is in world.py; these make the crowd."""

from decimal import Decimal
from typing import Any

import factory

from agents.models import Channel
from agents.permissions import Can
from catalog.models import Price, Product, Stock, Variant
from catalog.search import fill as fill_variant
from customers.models import Address, Customer
from customers.search import fill as fill_customer
from orders.models import Order, OrderAddress, OrderLine, OrderStep, Payment
from orders.search import fill as fill_order

SEES = frozenset({Can.SEE_PERSONAL.value})
"""The rights of an actor who searches, and sees what is found in full."""


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.org")

    @classmethod
    def _create(cls, model_class: type[Customer], *args: Any, **kwargs: Any) -> Customer:
        customer = model_class(**kwargs)
        fill_customer(customer)
        customer.save()
        return customer


class AddressFactory(factory.django.DjangoModelFactory[Address]):
    class Meta:
        model = Address

    first_name, last_name = "Mina", "Harker"
    street, postal_code, city, country = "Lindenstraße 5", "10969", "Berlin", "DE"
    default_shipping = True


def customer_of(channel: Channel, **fields: Any) -> Customer:
    """A customer of a channel, findable."""
    made: Customer = CustomerFactory.create(channel=channel, **fields)
    return made


def sellable(channel: Channel, sku: str, price: str, *, stock: int = 100, name: str = "", backorderable: bool = False, **product: Any) -> Variant:
    """A product with one variant, its price in the channel and its stock."""
    made = Product.objects.create(organization=channel.organization, sku=sku, name=name or sku.title(), **product)
    return variant_of(made, channel, sku, price, stock=stock, backorderable=backorderable)


def variant_of(
    product: Product, channel: Channel, sku: str, price: str, *, stock: int = 100, backorderable: bool = False, **attributes: str
) -> Variant:
    own = {"product": product, "organization": product.organization, "sku": sku}
    variant = fill_variant(Variant(**own, attributes=attributes, backorderable=backorderable))
    variant.save()
    Price.objects.create(variant=variant, channel=channel, amount=Decimal(price))
    Stock.objects.create(variant=variant, start=stock)
    return variant


def placed(customer: Customer | None, channel: Channel, *, total: str = "20.00", name: tuple[str, str] = ("Mina", "Harker"), **order: Any) -> Order:
    """An order of one line as it stands some time after it was placed."""
    amount = Decimal(total)
    made = Order(
        channel=channel, customer=customer, currency=channel.currency, subtotal=amount, total=amount,
        **{"status": Order.Status.SUBMITTED, "email": customer.email if customer else "guest@example.org", **order},
    )  # fmt: skip
    address = OrderAddress(first_name=name[0], last_name=name[1], street="Lindenstraße 5", postal_code="10969", city="Berlin", country="DE")
    fill_order(made, address, address)
    made.save()
    for kind in (OrderAddress.Kind.BILLING, OrderAddress.Kind.SHIPPING):
        OrderAddress.objects.create(order=made, kind=kind, **address.facts())
    OrderLine.objects.create(
        order=made, position=1, sku="LAMP-1", title="Desk lamp", quantity=2, unit_price=amount / 2, net=amount, tax=0, gross=amount
    )
    OrderStep.objects.create(order=made, after=made.status)
    Payment.objects.create(order=made, method=Payment.Method.INVOICE, status=Payment.Status.PENDING, amount=amount)
    if customer is not None:
        customer.order_count += 1
        customer.lifetime_value += amount
        customer.save(update_fields=["order_count", "lifetime_value"])
    return made
