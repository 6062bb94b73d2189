"""Products on the shelves: written once for the organisation, priced per channel, counted last when all sales are known."""

from datetime import timedelta
from decimal import Decimal
from itertools import accumulate

from agents.models import Channel
from catalog.models import PastPrice, Price, Product, Stock, Variant
from catalog.search import fill
from contactcenter.money import round_money
from interchange.demo.goods import Good, make_goods
from interchange.demo.world import Shelf, World

OPTION_NAMES = {"size": "Size", "colour": "Colour"}
WHY_NOT = {
    "Made-to-Measure": "Made to measure",
    "": "Hygiene article, sealed",
}
POUNDS = Decimal("0.88")
TRADE = Decimal("0.90")  # business customers pay a tenth less, and without tax
A_LITTLE_LESS = Decimal("0.95")
REDUCED, WAS = 11, Decimal("1.25")  # every eleventh of the popular goods costs less than it did
NOT_SOLD = {"uk": 0.06, "pro": 0.35, "de": 0.0}


def fill_shelves(world: World) -> None:
    """Write products, variants and prices."""
    goods = make_goods(world.random)
    by_good = [(good, *add_good(world, good)) for good in goods]
    world.write(Product)
    world.write(Variant)
    world.random.shuffle(by_good)  # what sells best is no matter of its kind
    for channel in world.channels.values():
        world.shelves[channel.pk] = stock_shelf(world, channel, by_good)
    world.write(Price)
    tell_past_prices(world)


def add_good(world: World, good: Good) -> tuple[Product, list[Variant]]:
    reason = next(text for start, text in WHY_NOT.items() if start in good.name[0])
    product = Product(
        organization=world.organization,
        sku=good.sku,
        name=good.name[0],
        translations={"de": {"name": good.name[1], "description": good.text[1]}},
        description=good.text[0],
        category=good.category[0],
        options=[OPTION_NAMES[axis] for axis in good.items[0].options],
        tax_class=world.classes["standard"],
        returnable=good.returnable,
        non_returnable_reason="" if good.returnable else reason,
    )
    world.add(product)
    variants = []
    for position, item in enumerate(good.items):
        variants.append(
            Variant(
                product=product,
                organization=world.organization,
                sku=item.sku,
                attributes={OPTION_NAMES[axis]: value[0] for axis, value in item.options.items()},
                weight=good.weight,
                position=position,
                backorderable=world.random.random() < 0.15,
            )
        )
        world.add(fill(variants[-1]))
    return product, variants


def stock_shelf(world: World, channel: Channel, by_good: list[tuple[Good, Product, list[Variant]]]) -> Shelf:
    """The prices of a channel. The shelf keeps the order of popularity, so that its weights fall by rank."""
    shelf, weights = Shelf(), []
    for rank, (good, _product, variants) in enumerate(by_good):
        if world.random.random() < NOT_SOLD[channel.code]:
            continue
        for item, variant in zip(good.items, variants, strict=True):
            price = Price(variant=variant, channel=channel, amount=price_in(channel, good.price * item.step))
            world.add(price)
            if rank % REDUCED == 3:
                price.list_amount = round_money(price.amount * WAS, channel.currency)
            if channel.code == "pro" and rank % 3 == 0:
                add_trade_prices(world, price)
            shelf.variants.append(variant)
            shelf.prices[variant.pk] = price
            weights.append(1 / (rank + 15) / len(variants))
    shelf.ranks = list(accumulate(weights))
    return shelf


def tell_past_prices(world: World) -> None:
    """What was reduced cost more before, and in between a little less than that."""
    reduced = Price.objects.filter(list_amount__isnull=False, price_group=None, from_quantity=1).select_related("channel").order_by("pk")
    PastPrice.objects.filter(list_amount__isnull=False).delete()  # as the database noted it, which knows of no time before this day
    PastPrice.objects.bulk_create(
        PastPrice(variant_id=one.variant_id, channel=one.channel, amount=amount, list_amount=listed, since=world.now - timedelta(days=days))
        for one in reduced
        for amount, listed, days in (
            (one.list_amount or one.amount, None, 90),
            (round_money((one.list_amount or one.amount) * A_LITTLE_LESS, one.channel.currency), None, 31),
            (one.amount, one.list_amount, 12),
        )
    )


def add_trade_prices(world: World, price: Price) -> None:
    """Beside a price of the business channel: less from ten pieces on, and less for the group of regular buyers."""
    for group, many, share in (
        (None, 10, Decimal("0.95")),
        (world.price_groups[0], 1, Decimal("0.92")),
        (world.price_groups[0], 10, Decimal("0.88")),
    ):
        amount = round_money(price.amount * share, price.channel.currency)
        world.add(Price(variant=price.variant, channel=price.channel, amount=amount, price_group=group, from_quantity=many))


def price_in(channel: Channel, euros: Decimal) -> Decimal:
    """What a thing of that gross price in euros costs in a channel."""
    if channel.currency == "GBP":
        return Decimal(int(euros * POUNDS)) + Decimal("0.95")
    if channel.prices_include_tax:
        return round_money(euros, channel.currency)
    return round_money(euros / Decimal("1.19") * TRADE, channel.currency)


def count_stock(world: World, shipped: dict[int, int], restocked: dict[int, int], reserved: dict[int, int]) -> None:
    """Write the stock so that it explains every sale: on hand = start − shipped + restocked. Some is low, some out."""
    random, seen = world.random, set()
    for shelf in world.shelves.values():
        for variant in shelf.variants:
            if variant.pk in seen:
                continue
            seen.add(variant.pk)
            kind = random.choices(("out", "low", "plenty"), (7, 12, 81))[0]
            kind = "plenty" if variant.pk in world.gifts else kind
            left = {"out": 0, "low": random.randint(1, 3), "plenty": random.randint(8, 140)}[kind]
            held = reserved.get(variant.pk, 0)
            gone, back = shipped.get(variant.pk, 0), restocked.get(variant.pk, 0)
            coming = world.today.fromordinal(world.today.toordinal() + random.randint(3, 40)) if kind != "plenty" else None
            world.add(Stock(variant=variant, start=left + held + gone - back, shipped=gone, restocked=back, reserved=held, next_delivery=coming))
    world.write(Stock)
