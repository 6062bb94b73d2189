"""A few hundred customers whose names, numbers and postal codes share their beginnings."""

import random

from agents.models import Channel
from customers.models import Customer
from customers.search import fill

LAST = "Müller Muller Mueller Mullins Smith Smithson Smyth Ng Ngo Annan Anders Marsh Martin Marx O'Brien Obrist Łukasz Yılmaz Meyer Maier".split()
LAST += ["von Berg", "Müller-Smith", "dos Reis Costa", "Martin Smith Marx", "王", "Иванов", ""]
FIRST = "Anna Anne Annika Martin Marta Maria Jörg Joerg Jo Jonas Li Smilla Muriel Ng 小明 Пётр".split()
FIRST += ["Anna Maria", "Jo Ann", "Martin Anna Luise", ""]


def crowd(channels: list[Channel], count: int) -> list[Customer]:
    """As many customers, spread over the channels, with every combination likely."""
    dice = random.Random(1)
    made = [
        fill(
            Customer(
                channel=channels[i % len(channels)], number=f"C-{dice.choice((1, 12, 123))}{i:04}",
                first_name=dice.choice(FIRST), last_name=dice.choice(LAST),
                email=f"{dice.choice(('mul', 'ann', 'x.y', 'smith'))}{i}@example.com" if i % 3 else "",
                phone=f"+49 30 {1000000 + i * 31}" if i % 2 else f"+1 212 {5550000 + i}", mobile=f"+49 170 {2000000 + i * 17}" if i % 5 == 0 else "",
                external_number=f"X{i:03}-{dice.randint(1, 9)}" if i % 4 == 0 else "",
            ),
            postal_code=dice.choice(("10115", "10117", "10969", "12345", "12047", "SW1A 1AA", "")),
        )
        for i in range(count)
    ]  # fmt: skip
    return Customer.objects.bulk_create(made)
