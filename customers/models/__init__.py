from customers.models.account import Account, AccountMember, CustomerSet, PriceGroup, Segment
from customers.models.address import Address
from customers.models.customer import Customer, Login
from customers.models.mail_text import MailText
from customers.models.message import Message
from customers.models.names import NameKey

__all__ = [
    "Account", "AccountMember", "Address", "Customer", "CustomerSet", "Login", "MailText", "Message", "NameKey", "PriceGroup", "Segment",
]  # fmt: skip
