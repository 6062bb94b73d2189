"""Whom the walks are about: a caller, an order of theirs, and what they order; and what the database says afterwards."""

from decimal import Decimal

from agents.models import Channel
from catalog.models import Price, Product, Stock, Variant
from catalog.search import fill as fill_variant
from customers.models import Address, Customer
from customers.search import fill as fill_customer
from orders.models import Order, OrderAddress, OrderStep
from orders.search import fill as fill_order

FIRST, LAST = "jacob", "elmond"  # as an agent types them
ORDER = "100200300"
SKUS = ("LMP-0001", "MUG-0002", "BAG-0003")
WANTED = {SKUS[0]: 1, SKUS[1]: 2, SKUS[2]: 1}


def make_caller(channel: Channel) -> Customer:
    """Jacob Elmond, known to the shop, and three products; made once."""
    known = Customer.objects.filter(email="jacob.elmond@example.com").first()
    if known is not None:
        return known
    name = {"first_name": "Jacob", "last_name": "Elmond"}
    customer = Customer(channel=channel, email="jacob.elmond@example.com", phone="+49 30 23125999", **name)
    fill_customer(customer, postal_code="10969").save()
    where = {"street": "Lindenstraße 5", "postal_code": "10969", "city": "Berlin", "country": "DE"}
    address = Address.objects.create(customer=customer, default_shipping=True, is_shipping=True, in_book=True, **name, **where)
    order = Order(
        number=ORDER, channel=channel, customer=customer, currency=channel.currency, status="SUBMITTED", email=customer.email, imported=True
    )
    copy = OrderAddress(kind="billing", **address.facts())
    fill_order(order, copy).save(force_insert=True)
    copy.order = order
    copy.save()
    OrderStep.objects.create(order=order, after=order.status)
    Customer.objects.filter(pk=customer.pk).update(order_count=1)
    for sku in SKUS:
        product = Product.objects.create(organization=channel.organization, sku=sku[:3], name=f"Thing {sku}")
        variant = Variant.objects.create(product=product, organization=channel.organization, sku=sku)
        fill_variant(variant).save()
        Price.objects.create(variant=variant, channel=channel, amount=Decimal("10.00"))
        Stock.objects.create(variant=variant, start=10_000)
    return customer


def placed_since(customer: Customer, before: set[int]) -> list[dict[str, int]]:
    """SKUs and quantities of each order that this customer has more than before."""
    new = Order.objects.filter(customer=customer).exclude(pk__in=before).prefetch_related("lines")
    return [{line.sku: line.quantity for line in order.lines.all()} for order in new]


def orders_of(customer: Customer) -> set[int]:
    return set(Order.objects.filter(customer=customer).values_list("pk", flat=True))
