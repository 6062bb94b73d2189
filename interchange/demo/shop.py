"""The organisation itself: channels, taxes, ways to ship, reason lists, promotions, and who works there."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from agents.models import Agent, Channel, Organization, Reason, Role
from agents.permissions import ADMINISTRATOR, AGENT, SUPERVISOR
from catalog.models import Product, ShippingMethod, TaxRate
from customers.models import CustomerSet, Segment
from interchange.demo.content import words
from interchange.demo.world import World
from promotions.models import Coupon, Promotion

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
TAXES = {
    "DE": (("standard", "MwSt. 19 %", "0.19"), ("reduced", "MwSt. 7 %", "0.07"), ("zero", "steuerfrei", "0")),
    "GB": (("standard", "VAT 20%", "0.20"), ("reduced", "VAT 5%", "0.05"), ("zero", "zero-rated", "0")),
}
METHODS = {
    # channel: (code, English, German, price, free from, place of the carrier in the list)
    "de": (("standard", "Standard", "Standardversand", "4.95", "100", 0), ("express", "Express", "Express", "12.90", None, 1)),
    "uk": (("standard", "Standard", "Standardversand", "3.95", "80", 0), ("next-day", "Next day", "Am nächsten Tag", "7.50", None, 1)),
    "pro": (("standard", "Standard", "Standardversand", "6.90", "250", 0), ("pallet", "Pallet", "Palette", "49.00", None, 1)),
}


def open_shop(world: World) -> None:
    """Write the organisation and all that its channels are made of."""
    trade = words("trade")
    world.organization = Organization.objects.create(name=trade["organization"], is_demo=True)
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
        )
    for channel in world.channels.values():
        add_taxes(world, channel)
        add_methods(world, channel)
    hire(world)
    add_lists(world)
    add_promotions(world)


def add_taxes(world: World, channel: Channel) -> None:
    for tax_class, label, rate in TAXES[channel.country]:
        found = TaxRate.objects.create(channel=channel, tax_class=Product.TaxClass(tax_class), label=label, rate=Decimal(rate))
        world.rates[channel.pk, tax_class] = found


def add_methods(world: World, channel: Channel) -> None:
    carriers = words("trade")["carriers"][channel.country]
    world.methods[channel.pk] = [
        ShippingMethod.objects.create(
            channel=channel,
            code=code,
            name=name,
            name_de=name_de,
            price=Decimal(price),
            free_from=Decimal(free) if free else None,
            carrier=carriers[carrier],
            position=position,
        )
        for position, (code, name, name_de, price, free, carrier) in enumerate(METHODS[channel.code])
    ]


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


def add_lists(world: World) -> None:
    trade = words("trade")
    for kind, entries in trade["reasons"].items():
        world.reasons[kind] = Reason.objects.bulk_create(
            Reason(organization=world.organization, kind=kind, code=code, label=label, label_de=label_de, position=position)
            for position, (code, label, label_de) in enumerate(entries)
        )
    world.sets = [CustomerSet.objects.create(organization=world.organization, code=code, name=name) for code, name in trade["sets"]]
    world.segments = [Segment.objects.create(organization=world.organization, code=code, name=name) for code, name in trade["segments"]]


def add_promotions(world: World) -> None:
    """The offers of each channel; a code that anybody may use exists once per channel."""
    for channel in world.channels.values():
        for offer in words("trade")["promotions"]:
            promotion = Promotion.objects.create(
                channel=channel,
                code=offer["code"],
                name=offer["name"],
                name_de=offer["name_de"],
                where=offer["where"],
                benefit=offer["benefit"],
                value=Decimal(offer["value"]),
                minimum=Decimal(offer["minimum"]),
                starts_at=world.ago(offer["from_days_ago"]),
                ends_at=world.now + timedelta(days=offer["days_left"]) if offer["days_left"] is not None else None,
            )
            if offer["coupon"]:
                code = f"{offer['coupon']}-{channel.code.upper()}"
                coupon = Coupon.objects.create(promotion=promotion, code=code, created_at=promotion.starts_at)
                world.coupons.setdefault(channel.pk, []).append(coupon)
