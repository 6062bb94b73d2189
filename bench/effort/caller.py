"""Whom the walks are about: a caller, an order of theirs, and what they order; and what the database says afterwards."""

from decimal import Decimal

from agents.models import Channel
from catalog.models import Price, Product, Stock, Variant
from catalog.search import fill as fill_variant
from customers.models import Address, Customer
from customers.search import fill as fill_customer
from orders.models import Order, OrderAddress, OrderShippingGroup
from orders.search import fill as fill_order

FIRST, LAST = "jacob", "elmond"  # as an agent types them
PHONE, SAID_PHONE = "+49 30 23125999", "030 23125999"  # as it is kept, and as the caller says it
ORDER, COMMON_ORDER = "100200300", "100200301"
COMMON_FIRST, COMMON_LAST = "maria", "schmidt"
SKUS = ("LMP-0001", "MUG-0002", "BAG-0003")
WANTED = {SKUS[0]: 1, SKUS[1]: 2, SKUS[2]: 1}


def make_caller(channel: Channel) -> Customer:
    """Jacob Elmond, known to the shop, with three products to order; and Maria Schmidt, one of many, who ordered lately. Made once."""
    known = Customer.objects.filter(email="jacob.elmond@example.com").first()
    if known is not None:
        return known
    jacob = _known(channel, "Jacob", "Elmond", PHONE, ORDER)
    _known(channel, COMMON_FIRST.title(), COMMON_LAST.title(), "+49 30 23125998", COMMON_ORDER)
    standard = channel.organization.tax_classes.get(code="standard")
    for sku in SKUS:
        product = Product.objects.create(organization=channel.organization, tax_class=standard, sku=sku[:3], name=f"Thing {sku}")
        variant = Variant.objects.create(product=product, organization=channel.organization, sku=sku)
        fill_variant(variant).save()
        Price.objects.create(variant=variant, channel=channel, amount=Decimal("10.00"))
        Stock.objects.create(variant=variant, start=10_000)
    return jacob


def _known(channel: Channel, first: str, last: str, phone: str, number: str) -> Customer:
    """A customer with an address and an order of today."""
    name = {"first_name": first, "last_name": last}
    customer = Customer(channel=channel, email=f"{first}.{last}@example.com".lower(), phone=phone, **name)
    fill_customer(customer, postal_code="10969").save()
    where = {"street": "Lindenstraße 5", "postal_code": "10969", "city": "Berlin", "country": "DE"}
    address = Address.objects.create(customer=customer, default_shipping=True, is_shipping=True, in_book=True, **name, **where)
    order = Order(
        number=number, channel=channel, customer=customer, currency=channel.currency, status="SUBMITTED", email=customer.email, imported=True
    )
    copy = OrderAddress(kind="billing", **address.facts())
    fill_order(order, copy).save(force_insert=True)
    copy.order = order
    copy.save()
    OrderShippingGroup.objects.create(order=order)
    Customer.objects.filter(pk=customer.pk).update(order_count=1)
    return customer


def placed_since(customer: Customer, before: set[int]) -> list[dict[str, int]]:
    """SKUs and quantities of each order that this customer has more than before."""
    new = Order.objects.filter(customer=customer).exclude(pk__in=before).prefetch_related("lines")
    return [{line.sku: line.quantity for line in order.lines.all()} for order in new]


def orders_of(customer: Customer) -> set[int]:
    return set(Order.objects.filter(customer=customer).values_list("pk", flat=True))
