"""Invented people: names as common as in life, addresses, and telephone numbers that regulators keep free for fiction."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from interchange.demo.content import rows, words

T = TypeVar("T")

# Ofcom's and the Bundesnetzagentur's numbers for drama: the last digits are free to choose.
LANDLINES = {
    "Berlin": "+49 30 23125 {:03}",
    "Hamburg": "+49 40 66969 {:03}",
    "München": "+49 89 99998 {:03}",
    "Köln": "+49 221 4710 {:03}",
    "Frankfurt am Main": "+49 69 90009 {:03}",
    "London": "+44 20 7946 0{:03}",
    "Leeds": "+44 113 496 0{:03}",
    "Sheffield": "+44 114 496 0{:03}",
    "Nottingham": "+44 115 496 0{:03}",
    "Bristol": "+44 117 496 0{:03}",
    "Birmingham": "+44 121 496 0{:03}",
    "Edinburgh": "+44 131 496 0{:03}",
    "Glasgow": "+44 141 496 0{:03}",
    "Liverpool": "+44 151 496 0{:03}",
    "Manchester": "+44 161 496 0{:03}",
    "Cardiff": "+44 29 2018 0{:03}",
    "Newcastle upon Tyne": "+44 191 498 0{:03}",
}
ELSEWHERE = {"DE": "+49 30 23125 {:03}", "GB": "+44 1632 960{:03}"}
MOBILES = {"DE": ("+49 171 39200{:02}", 100), "GB": ("+44 7700 900{:03}", 1000)}
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "ı": "i", "ł": "l", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ł": "L"})
MAIL_HOSTS = ("example.com", "example.org", "example.net")


@dataclass
class Place:
    """An address without a name."""

    street: str
    postal_code: str
    city: str
    country: str


@dataclass
class Person:
    """Somebody who may become a customer or a guest."""

    first_name: str
    last_name: str
    email: str
    phone: str
    mobile: str
    birthday: date | None
    places: list[Place] = field(default_factory=list)


@cache
def ranks(count: int) -> list[float]:
    """Running weights by rank: the first name of a list is the most common, the tail is long."""
    return list(accumulate(1 / (rank + 6) for rank in range(count)))


def skewed(random: Random, items: Sequence[T]) -> T:
    """One of the items, the first ones far more often."""
    return random.choices(items, cum_weights=ranks(len(items)))[0]


def ascii_of(text: str) -> str:
    """How people write their name in an e-mail address."""
    plain = unicodedata.normalize("NFKD", text.translate(UMLAUTS)).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower().replace(" ", "-") if c.isalnum() or c == "-")


class Crowd:
    """Makes people of one language; no two share an e-mail address."""

    def __init__(self, random: Random, language: str, today: date) -> None:
        self.random, self.language, self.today = random, language, today
        self.names = words("names")[language]
        self.home = "DE" if language == "de" else "GB"
        local = [row for row in rows("places") if (row["country"] in ("GB", "IE")) == (language == "en")]
        self.towns, self.weights = local, [int(row["weight"]) for row in local]
        self.taken: set[str] = set()

    def person(self) -> Person:
        """Somebody new: most have a phone, many a birthday, some no address yet, a few several."""
        random = self.random
        first, last = skewed(random, self.names["first"]), skewed(random, self.names["last"])
        if random.random() < 0.03:
            last = f"{last}-{random.choice(self.names['last'][:60])}"
        count = random.choices((0, 1, 2, 3), (4, 74, 18, 4))[0]
        places = [self.place() for _ in range(count)]
        city = places[0].city if places else ""
        return Person(first, last, self.email(first, last), self.landline(city), self.mobile(), self.birthday(), places)

    def settled(self) -> Person:
        """Somebody new with an address, as every buyer has."""
        found = self.person()
        found.places = found.places or [self.place()]
        return found

    def email(self, first: str, last: str) -> str:
        host = self.random.choices(MAIL_HOSTS, (6, 3, 2))[0]
        given, family = ascii_of(first), ascii_of(last)
        stem = self.random.choice((f"{given}.{family}", f"{given[:1]}.{family}", f"{family}.{given}"))
        address, again = f"{stem}@{host}", 1
        while address in self.taken:
            again += 1
            address = f"{stem}{again}@{host}"
        self.taken.add(address)
        return address

    def landline(self, city: str) -> str:
        if self.random.random() < 0.25:
            return ""
        return LANDLINES.get(city, ELSEWHERE[self.home]).format(self.random.randrange(1000))

    def mobile(self) -> str:
        if self.random.random() < 0.35:
            return ""
        pattern, free = MOBILES[self.home]
        return pattern.format(self.random.randrange(free))

    def birthday(self) -> date | None:
        if self.random.random() < 0.3:
            return None
        return self.today - timedelta(days=int(self.random.triangular(18, 88, 44) * 365.25))

    def place(self) -> Place:
        town = self.random.choices(self.towns, self.weights)[0]
        street = self.random.choice(words("streets")[town["country"]])
        number = str(self.random.randint(1, 140)) + (self.random.choice("abc") if self.random.random() < 0.08 else "")
        before = town["country"] in ("GB", "IE", "FR")
        return Place(f"{number} {street}" if before else f"{street} {number}", town["postal"], town["city"], town["country"])
