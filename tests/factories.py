"""Rows for tests, as small as they may be. The named cast is in world.py; these make the crowd."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import factory

from agents.models import Channel, Organization
from agents.permissions import Can
from carts.models import Cart
from catalog.models import Price, Product, ShippingMethod, ShippingRate, Stock, TaxClass, TaxRate, Variant
from catalog.search import fill as fill_variant
from customers.models import Address, Customer
from customers.search import fill as fill_customer
from orders.models import Order, OrderAddress, OrderLine, OrderShippingGroup, Payment
from orders.search import fill as fill_order
from promotions.models import CodeGroup, Promotion, PromotionBenefit, PromotionCondition

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


def class_of(organization: Organization, code: str = "standard") -> TaxClass:
    """The organisation's tax class of this code."""
    return TaxClass.objects.get(organization=organization, code=code)


def product_of(organization: Organization, *, tax_class: str = "standard", **fields: Any) -> Product:
    """A product without variations yet; tax_class: the code of its class."""
    return Product.objects.create(organization=organization, tax_class=class_of(organization, tax_class), **fields)


def taxed(channel: Channel, rate: str, *, tax_class: str = "standard", label: str = "", country: str = "", **place: str) -> TaxRate:
    """A tax rate of a channel, at home unless a country says otherwise; tax_class: the code of its class."""
    of = {"channel": channel, "tax_class": class_of(channel.organization, tax_class), "rate": Decimal(rate)}
    return TaxRate.objects.create(**of, label=label or f"VAT {rate}", country=country or channel.country, **place)


def ships(channel: Channel, code: str, price: str, *, free_from: str | None = None, **method: Any) -> ShippingMethod:
    """A way to ship everywhere, for a price or, from a subtotal of the order on, for nothing."""
    made = ShippingMethod.objects.create(channel=channel, code=code, **{"name": code.title(), **method})
    ShippingRate.objects.create(method=made, price=Decimal(price))
    if free_from is not None:
        ShippingRate.objects.create(method=made, from_subtotal=Decimal(free_from), price=0)
    return made


def sellable(channel: Channel, sku: str, price: str, *, stock: int = 100, name: str = "", backorderable: bool = False, **product: Any) -> Variant:
    """A product with one variant, its price in the channel and its stock."""
    made = product_of(channel.organization, sku=sku, name=name or sku.title(), **product)
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
    group = OrderShippingGroup.objects.create(order=made, address=made.addresses.get(kind="shipping"))
    OrderLine.objects.create(
        order=made, group=group, position=1, sku="LAMP-1", title="Desk lamp", quantity=2, unit_price=amount / 2, net=amount, tax=0, gross=amount
    )
    Payment.objects.create(order=made, method=Payment.Method.INVOICE, status=Payment.Status.PENDING, amount=amount)
    if customer is not None:
        customer.order_count += 1
        customer.lifetime_value += amount
        customer.save(update_fields=["order_count", "lifetime_value"])
    return made


def line_in(cart: Cart, sku: str) -> int:
    """The id of the line of this SKU in a cart; of no line where it has none."""
    return cart.lines.filter(variant__sku=sku).values_list("pk", flat=True).first() or 10**9


def promotion_of(
    channel: Channel, code: str = "ten", *, kind: str = "percentage", conditions: Sequence[dict[str, Any]] = (), group: str = "", **facts: Any
) -> Promotion:
    """A promotion of one benefit, 10 % unless told. conditions: the columns of each; group: the pattern of codes that agents may make; facts:
    columns of the promotion, or figures of the benefit."""
    figures = {name: facts.pop(name) for name in [*facts] if name in (*PromotionBenefit.FIGURES,)}
    promotion = Promotion.objects.create(channel=channel, code=code, **{"name": code.title(), **facts})
    if kind == "percentage":
        figures.setdefault("percent", Decimal(10))
    PromotionBenefit.objects.create(promotion=promotion, kind=kind, **figures)
    for one in conditions:
        PromotionCondition.objects.create(promotion=promotion, **one)
    if group:
        CodeGroup.objects.create(promotion=promotion, pattern=group)
    return promotion
