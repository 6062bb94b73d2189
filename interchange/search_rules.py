"""Whether the stored search columns were written by the rules of this release.

The rules are known by what they make of a few telling records: names together and apart, titles, scripts, phones with extensions,
postal codes with blanks. A release whose rules make something else of them has its columns written anew, by a job, beside the console.
"""

import hashlib
from typing import Any

from django.db import models

from agents.models import Channel
from customers.search import fill_values
from customers.search.sounds import keys
from interchange.models import SearchRules
from interchange.search_columns import SEARCHED
from orders.models import Order, OrderAddress
from orders.search import fill as fill_order

NAMES = """O'Brien|Anne-Marie;von der Ahlefeld|Dr. Karl Theodor;MacDonald|Jean Luc;Müller-Lüdenscheidt|Käthe;Łukasiewicz|Paweł;Åström|Øyvind;
Nguyễn|Thị Minh Khai;Əliyev|İlqar;الحريري|فاطمة;Παπαδόπουλος|Γιώργος;Шевченко|Олександр;王|小明;たなか|ハナコ;김|민수;An|Le;Straße GmbH & Co. KG|;
Şahin|Çağla;Kučera|Jiří;D’Angelo|Niccolò;Ó Briain|Seán"""
PHONES = "+49 30 23125042|030 23125042 x5|+1 (212) 555-0147 ext. 89|0044 (0)20 7946 0018|+43 (0)664 1234567|tel:+49-30-1|ff"
EMAILS = "Mina.Harker+shop@Example.COM|o'neil_99@exämple.de|-dash@example.com|"
PLACES = "M1 4BT|Manchester|GB;811 03|Bratislava|SK;D-10115|Berlin|DE;1010 AB|Den Haag|NL;１０４－００６１|中央区|JP;|Dubai|AE"


def are_current() -> bool:
    """Whether the columns stored are those that the rules write: in a database of which nothing is noted this release wrote them all."""
    noted = SearchRules.objects.values_list("fingerprint", flat=True)
    return set(noted) <= {fingerprint()}


def note_first() -> None:
    """Note these rules where none are noted yet: the next release has to know by which a new database began."""
    SearchRules.objects.get_or_create(defaults={"fingerprint": fingerprint()}, only=True)


def note_current() -> None:
    SearchRules.objects.update_or_create(defaults={"fingerprint": fingerprint()}, only=True)


def fingerprint() -> str:
    """Of the rules: equal as long as they write the same columns, with the same values for the telling records."""
    told = [_columns(), *_people(), *_orders(), *([*keys(part)] for name in NAMES.split(";") for part in name.strip().lower().split("|"))]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _columns() -> list[list[str]]:
    return [searched.columns for searched in SEARCHED]


def _people() -> list[dict[str, Any]]:
    places = [place.split("|") for place in PLACES.split(";")]
    phones, emails = PHONES.split("|"), EMAILS.split("|")
    people = []
    for at, name in enumerate(NAMES.split(";")):
        last, first = name.strip().split("|")
        postal_code, city, country = places[at % len(places)]
        values = {"last_name": last, "first_name": first, "email": emails[at % len(emails)], "phone": phones[at % len(phones)]}
        people.append(fill_values(values, country=country, postal_code=postal_code, city=city, home_country=country))
    return people


def _orders() -> list[list[Any]]:
    orders = []
    for name in NAMES.split(";"):
        last, first = name.strip().split("|")
        bill = OrderAddress(last_name=last, first_name=first, country="DE", postal_code="10115", city="Berlin")
        ship = OrderAddress(last_name=first or last, company="Straße GmbH", country="GB", postal_code="M1 4BT", city="Leeds")
        order = fill_order(Order(channel=Channel(country="DE"), email="Mina@Example.com", phone="030 23125042 x5"), bill, ship)
        orders.append(_searched(order))
    return orders


def _searched(row: models.Model) -> list[Any]:
    return [getattr(row, field.name) for field in row._meta.concrete_fields if field.name.startswith("search_")]
