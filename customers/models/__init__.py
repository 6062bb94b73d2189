from customers.models.account import Account, AccountMember, CustomerSet, Segment
from customers.models.address import Address
from customers.models.customer import Customer, Login
from customers.models.message import Message
from customers.models.names import NameKey, SearchRules

__all__ = ["Account", "AccountMember", "Address", "Customer", "CustomerSet", "Login", "Message", "NameKey", "SearchRules", "Segment"]
