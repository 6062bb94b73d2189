"""The customers: shoppers of both countries, two businesses with their people, and the cast that tests call by name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from agents.models import Channel
from customers.models import Account, AccountMember, Address, Customer, Login
from customers.search import fill
from interchange.demo.demand import DAYS
from interchange.demo.people import Crowd, Person, Place
from interchange.demo.shop import PASSWORD
from interchange.demo.world import World

SHOPPERS = {"de": 1190, "uk": 860, "pro": 90}
MINA = Person(
    "Mina", "Harker", "mina@example.com", "+49 30 23125 042", "+49 171 3920042", date(1988, 5, 26),
    [Place("Lindenstraße 17", "10969", "Berlin", "DE"), Place("12 Station Road", "YO22 4LW", "Whitby", "GB")],
)  # fmt: skip
BO = Person("Bo", "Møller", "bo.moeller@example.com", "+49 40 66969 118", "", date(1979, 11, 2), [Place("Am Mühlbach 3", "22765", "Hamburg", "DE")])
CAST = {22: MINA, 23: BO}
"""Place in the row of customers -> person; Mina thus gets the number C-10023."""
ACCOUNTS = (
    # name, order limit, tax ID, roles of the members
    ("Bergschule Falkenried GmbH", Decimal("1500"), "DE999999999", ("admin", "approver", "buyer", "buyer")),
    ("Gasthof Zum Stillen Winkel", Decimal("600"), "DE888888888", ("admin", "approver", "buyer")),
)
LABELS = {"de": ("Zuhause", "Büro", "Ferienhaus"), "en": ("Home", "Work", "Cottage")}


@dataclass
class Household:
    """A customer with the addresses of their book."""

    customer: Customer
    addresses: list[Address]


def invite(world: World) -> dict[str, Crowd]:
    """Write all customers with their addresses. Returns the crowds, from which guests come too."""
    crowds = {language: Crowd(world.random, language, world.today) for language in ("de", "en")}
    for person in CAST.values():
        crowds["de"].taken.add(person.email)
    households: list[Household] = []
    for code, count in SHOPPERS.items():
        channel = world.channels[code]
        crowd = crowds["en" if channel.country == "GB" else "de"]
        cast = CAST if code == "de" else {}
        people = [cast.get(place) or crowd.person() for place in range(count)]
        shoppers = [move_in(world, channel, person) for person in people]
        world.customers[channel.pk] = [one.customer for one in shoppers]
        households += shoppers
    add_businesses(world, crowds["de"], households)
    write_down(world, households)
    group(world)
    return crowds


def move_in(world: World, channel: Channel, person: Person) -> Household:
    """A customer as they signed up some day in the last four years."""
    random = world.random
    born = person.birthday if person.birthday is None or person.birthday < world.today else None
    customer = Customer(
        channel=channel,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        mobile=person.mobile,
        birthday=born,
        language=channel.language,
        customer_set=random.choices(world.sets, (70, 25, 1, 4))[0] if random.random() < 0.8 else None,
        accepts_marketing=random.random() < 0.4,
        active=random.random() > 0.015,
        created_at=world.ago(random.uniform(0, DAYS * 2)),
    )
    if person in CAST.values():
        customer.active, customer.customer_set, customer.created_at = True, world.sets[1], world.ago(DAYS + 100)
    return Household(customer, [address_of(customer, place, nth) for nth, place in enumerate(person.places)])


def address_of(customer: Customer, place: Place, nth: int) -> Address:
    """The nth address of a book; the first is the default for both uses."""
    return Address(
        customer=customer,
        label=LABELS[customer.language][min(nth, 2)],
        first_name=customer.first_name,
        last_name=customer.last_name,
        company=customer.company,
        street=place.street,
        postal_code=place.postal_code,
        city=place.city,
        country=place.country,
        phone=customer.phone or customer.mobile,
        is_billing=nth == 0,
        default_billing=nth == 0,
        default_shipping=nth == 0,
    )


def add_businesses(world: World, crowd: Crowd, households: list[Household]) -> None:
    """Two business accounts: their people share one address and a limit above which an order needs an approver."""
    channel = world.channels["pro"]
    for name, limit, tax_id, roles in ACCOUNTS:
        account = Account(channel=channel, name=name, tax_id=tax_id, order_limit=limit)
        world.add(account)
        place = crowd.place()
        for role in roles:
            person = crowd.person()
            person.places = [place]
            member = move_in(world, channel, person)
            member.customer.account, member.customer.company, member.customer.active = account, name, True
            member.customer.price_group = world.price_groups[0] if tax_id == ACCOUNTS[0][2] else None
            member.customer.created_at = world.ago(DAYS + 10)
            member.addresses[0].company = name
            world.add(AccountMember(account=account, customer=member.customer, role=role))
            world.customers[channel.pk].append(member.customer)
            households.append(member)
            world.members.setdefault(name, []).append((member.customer, role))


def write_down(world: World, households: list[Household]) -> None:
    for one in households:
        main = one.addresses[0] if one.addresses else Address()
        fill(one.customer, postal_code=main.postal_code, city=main.city, home_country=main.country)
        world.add(one.customer)
        for address in one.addresses:
            world.add(address)
        if one.customer.email and world.random.random() < 0.7 or one.customer.email == MINA.email:
            world.add(login_of(world, one.customer))
    for kind in (Account, Customer, AccountMember, Address, Login):
        world.write(kind)
    for one in households:
        world.addresses[one.customer.pk] = one.addresses


def login_of(world: World, customer: Customer) -> Login:
    """A shopper's log-in. Only Mina's has a password, that of the demo; nobody enters with the others."""
    is_mina = customer.email == MINA.email
    return Login(
        customer=customer,
        channel=customer.channel,
        user_name=customer.email,
        password=make_password(PASSWORD) if is_mina else "",
        locked_at=world.ago(world.random.uniform(0, 9)) if not is_mina and world.random.random() < 0.01 else None,
        last_login_at=world.ago(world.random.uniform(0, 200)),
    )


def group(world: World) -> None:
    """Put a third of the customers in one or two segments."""
    through = Customer.segments.through
    for customers in world.customers.values():
        for customer in customers:
            if world.random.random() < 0.33:
                for segment in world.random.sample(world.segments, world.random.choice((1, 1, 2))):
                    world.add(through(customer=customer, segment=segment))
                    world.belongs.setdefault(customer.pk, set()).add(segment.code)
    world.write(through)
