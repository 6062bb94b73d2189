"""The organisation itself: channels, taxes, ways to ship, reason lists, and who works there."""

from decimal import Decimal

from django.contrib.auth.hashers import make_password

from agents.models import Agent, Ceiling, Channel, Organization, Reason, Role
from agents.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from carts.contents import PRICE_OVERRIDE
from catalog.models import ShippingMethod, ShippingRate, TaxClass, TaxRate
from contactcenter.standards import EUROPEAN_UNION
from customers.models import CustomerSet, PriceGroup, Segment
from interchange.demo.content import words
from interchange.demo.world import World

PASSWORD = "demo"  # noqa: S105  the log-ins are marked, and refused unless the process runs as a demo on this machine
CHANNELS = (
    # code, name, country, currency, language, time zone, prices include tax
    ("de", "Tarn & Tal Deutschland", "DE", "EUR", "de", "Europe/Berlin", True),
    ("uk", "Tarn & Tal UK", "GB", "GBP", "en", "Europe/London", True),
    ("pro", "Tarn & Tal Pro", "DE", "EUR", "de", "Europe/Berlin", False),
)
AGENTS = (
    ("ada", "Ada Byron", AGENT, "en", "Europe/Berlin"),
    ("sam", "Sam Okafor", SUPERVISOR, "en", "Europe/London"),
    ("admin", "Alex Winter", ADMINISTRATOR, "en", "Europe/Berlin"),
)
CEILINGS = ((AGENT, "EUR", 20, 15), (AGENT, "GBP", 15, 15), (SUPERVISOR, "EUR", 200, 50), (SUPERVISOR, "GBP", 150, 50))
"""Of a line's price: role, currency, the amount that it may give up alone, and the share of a hundred."""
TAXES = {
    "DE": (("standard", "MwSt. 19 %", "0.19"), ("reduced", "MwSt. 7 %", "0.07"), ("zero", "steuerfrei", "0")),
    "AT": (("standard", "USt. 20 %", "0.20"), ("reduced", "USt. 10 %", "0.10"), ("zero", "steuerfrei", "0")),
    "DK": (("standard", "Moms 25 %", "0.25"), ("reduced", "Moms 25 %", "0.25"), ("zero", "momsfri", "0")),
    "FR": (("standard", "TVA 20 %", "0.20"), ("reduced", "TVA 5,5 %", "0.055"), ("zero", "exonéré", "0")),
    "IE": (("standard", "VAT 23%", "0.23"), ("reduced", "VAT 13.5%", "0.135"), ("zero", "zero-rated", "0")),
    "NL": (("standard", "Btw 21 %", "0.21"), ("reduced", "Btw 9 %", "0.09"), ("zero", "vrijgesteld", "0")),
    "PL": (("standard", "VAT 23 %", "0.23"), ("reduced", "VAT 8 %", "0.08"), ("zero", "zwolnione", "0")),
    "GB": (("standard", "VAT 20%", "0.20"), ("reduced", "VAT 5%", "0.05"), ("zero", "zero-rated", "0")),
}
UNION, HEAVY = "AT DK FR IE NL PL", 10_000
METHODS = {
    # channel: (code, English, German, place of the carrier in the list, rates)
    "de": (
        (
            *("standard", "Standard", "Standardversand", 0),
            (("DE", 0, 0, "4.95"), ("DE", 100, 0, "0"), ("DE", 0, HEAVY, "9.95"), (UNION, 0, 0, "9.95"), (UNION, 200, 0, "0"),
             (UNION, 0, HEAVY, "19.95"), ("CH GB US", 0, 0, "24.90"), ("CH GB US", 0, HEAVY, "59.90")),
        ),
        ("express", "Express", "Express", 1, (("DE", 0, 0, "12.90"), (UNION, 0, 0, "24.90"))),
    ),
    "uk": (
        (
            *("standard", "Standard", "Standardversand", 0),
            (("GB", 0, 0, "3.95"), ("GB", 80, 0, "0"), ("GB", 0, HEAVY, "7.95"), (f"DE {UNION}", 0, 0, "14.50"), (f"DE {UNION}", 0, HEAVY, "29.00"),
             ("CH US", 0, 0, "22.00"), ("CH US", 0, HEAVY, "55.00")),
        ),
        ("next-day", "Next day", "Am nächsten Tag", 1, (("GB", 0, 0, "7.50"),)),
    ),
    "pro": (
        (
            *("standard", "Standard", "Standardversand", 0),
            (("DE", 0, 0, "6.90"), ("DE", 250, 0, "0"), (UNION, 0, 0, "14.90"), (UNION, 500, 0, "0"), ("CH GB US", 0, 0, "39.00")),
        ),
        ("pallet", "Pallet", "Palette", 1, (("DE", 0, 0, "49.00"), (UNION, 0, 0, "129.00"))),
    ),
}  # fmt: skip
"""A rate: countries, from which subtotal of the order, from how many grams of the parcel, price."""
DAYS = {"standard": (2, 4), "express": (1, 1), "next-day": (1, 1), "pallet": (5, 8)}


def open_shop(world: World) -> None:
    """Write the organisation and all that its channels are made of."""
    trade = words("trade")
    world.organization = Organization.objects.begin(name=trade["organization"], is_demo=True)
    world.classes = {one.code: one for one in TaxClass.objects.filter(organization=world.organization)}
    for code, name, country, currency, language, zone, with_tax in CHANNELS:
        world.channels[code] = Channel.objects.create(
            organization=world.organization,
            code=code,
            name=name,
            country=country,
            currency=currency,
            language=language,
            timezone=zone,
            prices_include_tax=with_tax,
            email_from=f"service.{code}@example.com",
            shows_lowest_price=code == "de",
        )
    for channel in world.channels.values():
        add_taxes(world, channel)
        add_methods(world, channel)
    hire(world)
    add_lists(world)


def add_taxes(world: World, channel: Channel) -> None:
    """Of its own country and, from within the EU, of the others that it sells to; beyond, goods go untaxed."""
    abroad = [country for country in TAXES if {country, channel.country} <= EUROPEAN_UNION and country != channel.country]
    for country in [channel.country, *abroad]:
        for tax_class, label, rate in TAXES[country]:
            of = world.classes[tax_class]
            TaxRate.objects.create(channel=channel, country=country, tax_class=of, label=label, rate=Decimal(rate))


def add_methods(world: World, channel: Channel) -> None:
    carriers = words("trade")["carriers"][channel.country]
    world.methods[channel.pk] = [
        ShippingMethod.objects.create(
            channel=channel,
            code=code,
            name=name,
            translations={"de": {"name": name_de}},
            carrier=carriers[carrier],
            position=position,
            days_from=DAYS[code][0],
            days_to=DAYS[code][1],
        )
        for position, (code, name, name_de, carrier, _rates) in enumerate(METHODS[channel.code])
    ]
    for method, (*_told, rates) in zip(world.methods[channel.pk], METHODS[channel.code], strict=True):
        world.ways[method.pk] = ShippingRate.objects.bulk_create(
            ShippingRate(
                method=method, countries=sorted(countries.split()), from_subtotal=Decimal(subtotal), from_weight=weight, price=Decimal(price)
            )
            for countries, subtotal, weight, price in rates
        )


def hire(world: World) -> None:
    """The demo's log-ins. They see all channels."""
    password = make_password(PASSWORD)
    for username, name, role, language, zone in AGENTS:
        agent = Agent.objects.create(
            organization=world.organization,
            username=username,
            email=f"{username}@example.com",
            display_name=name,
            password=password,
            language=language,
            timezone=zone,
            is_demo=True,
            all_channels=True,
        )
        agent.roles.add(Role.objects.get(code=role))
        world.agents[username] = agent
    for role, currency, amount, percent in CEILINGS:
        Ceiling.objects.create(role=Role.objects.get(code=role), kind=PRICE_OVERRIDE, currency=currency, amount=amount, percent=percent)


def add_lists(world: World) -> None:
    trade = words("trade")
    for kind, entries in trade["reasons"].items():
        world.reasons[kind] = Reason.objects.bulk_create(
            Reason(organization=world.organization, kind=kind, code=code, label=label, translations={"de": {"label": label_de}}, position=position)
            for position, (code, label, label_de) in enumerate(entries)
        )
    world.sets = [CustomerSet.objects.create(organization=world.organization, code=code, name=name) for code, name in trade["sets"]]
    world.price_groups = [PriceGroup.objects.create(organization=world.organization, code=code, name=name) for code, name in trade["price_groups"]]
    world.segments = [Segment.objects.create(organization=world.organization, code=code, name=name) for code, name in trade["segments"]]
