"""A customer as something that can lie on a desk."""

from agents.desk import Record
from agents.models import Tab
from customers.models import Customer


def customer_on_desk(customer: Customer) -> Record:
    return Record(Tab.Kind.CUSTOMER, customer.number, customer.name, customer.pk, customer.name)
