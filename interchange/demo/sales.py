"""Two years of orders: who bought what when, and what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate, pairwise

from agents.kinds import ActorKind
from agents.models import Channel, Step
from customers.models import Customer
from interchange.demo import fates
from interchange.demo.content import words
from interchange.demo.demand import moments
from interchange.demo.fates import Fate, S
from interchange.demo.folk import CAST, MINA
from interchange.demo.offers import draw_code
from interchange.demo.paying import pay
from interchange.demo.people import Crowd, Person
from interchange.demo.sale import Sale
from interchange.demo.shipping import shares, ship
from interchange.demo.sums import add_up
from interchange.demo.wishing import make_wishes
from interchange.demo.world import World
from orders.models import Order, OrderAddress, OrderLine, OrderNote, OrderShippingGroup
from orders.search import fill
from promotions.models import Coupon

ORDERS = {"de": 3560, "uk": 2310, "pro": 460}
GUESTS = 0.06
BY_PHONE = 0.12
WITH_COUPON = 0.12  # enter a code; of three, about one has what it asks
CANCELLED = 0.045
MINAS_DAYS = (2.2, 17.5, 38, 61, 96, 143, 188, 240, 301, 377, 470, 610)
"""How many days ago Mina Harker ordered; the second newest order has her open return, whatever the hour of loading."""
RETURNED, WITH_HER_CODE = MINAS_DAYS[1], MINAS_DAYS[3]
HOLDING = {
    S.PENDING_APPROVAL, S.PENDING_PAYMENT, S.SUBMITTED, S.PROCESSING, S.BEING_AMENDED, S.PENDING_MERCHANT_ACTION, S.PENDING_CUSTOMER_ACTION,
    S.PENDING_REMOVE,
}  # fmt: skip
"""States in which what has not been shipped is reserved."""

Maker = Callable[[World, datetime, int], Fate]
STORIES: tuple[tuple[int, float, float, Maker], ...] = (
    # how many, days ago at most and at least, what happened; the last is told of orders of several lines
    (12, 5, 0.2, lambda w, at, n: fates.declined(w.random, at)),
    (9, 70, 6, lambda w, at, n: fates.declined(w.random, at)),
    (9, 12, 2, lambda w, at, n: fates.waits(w.random, at, S.PENDING_MERCHANT_ACTION, "merchant")),
    (8, 14, 2, lambda w, at, n: fates.waits(w.random, at, S.PENDING_CUSTOMER_ACTION, "customer")),
    (8, 16, 6, lambda w, at, n: fates.stuck(w.random, at)),
    (3, 0.02, 0.01, lambda w, at, n: fates.amended(w.random, at, w.now)),
    (5, 1.5, 0.7, lambda w, at, n: fates.cancelled(w.random, at, w.now, done=False)),
    (10, 400, 5, lambda w, at, n: fates.failed(w.random, at)),
    (4, 3, 0.2, lambda w, at, n: fates.in_advance(w.random, at)),
    (7, 15, 8, lambda w, at, n: fates.lost(w.random, at, w.now)),
    (6, 3, 2, lambda w, at, n: fates.halfway(w.random, at, w.now)),
)
OVER_LIMIT = ((5, 3.5, 0.2, "waits"), (6, 300, 10, "refused"), (14, 700, 12, "agreed"))
"""Orders of business accounts above their limit: how many, days ago at most and at least, what the approver said."""


@dataclass
class Wish:
    """An order that somebody is about to place."""

    at: datetime
    channel: Channel
    buyer: Customer | None
    maker: Maker | None = None
    lines: int = 0
    """At least so many lines."""
    returnable: bool = False
    """Buys nothing but what can be sent back."""
    coupon: Coupon | None = None
    """The code of the buyer's own that is used, on the phone."""


class Buyers:
    """Who buys in a channel: a few often, many once."""

    def __init__(self, world: World, channel: Channel) -> None:
        cast = {person.email for person in CAST.values()}
        self.random = world.random
        self.people = [c for c in world.customers[channel.pk] if world.addresses[c.pk] and c.email not in cast]
        self.random.shuffle(self.people)
        self.ranks = list(accumulate(1 / (rank + 30) for rank in range(len(self.people))))

    def at(self, moment: datetime) -> Customer | None:
        """Somebody who was a customer by then, or a guest."""
        if self.random.random() < GUESTS:
            return None
        for _ in range(20):
            found = self.random.choices(self.people, cum_weights=self.ranks)[0]
            if found.created_at <= moment:
                return found
        return None


def sell(world: World, crowds: dict[str, Crowd]) -> list[Sale]:
    """Make all orders, oldest first, and put their rows on the piles."""
    wishes = sorted(wishes_of(world), key=lambda wish: wish.at)
    sales = [place(world, wish, crowds) for wish in wishes]
    make_wishes(sales)
    return sales


def wishes_of(world: World) -> Iterator[Wish]:
    for code, count in ORDERS.items():
        channel = world.channels[code]
        buyers = Buyers(world, channel)
        for at in moments(world.random, count, world.now, channel.timezone):
            yield Wish(at, channel, buyers.at(at))
        for number, most, least, maker in STORIES if code != "pro" else ():
            for _ in range(number):
                at = world.ago(world.random.uniform(least, most))
                yield Wish(at, channel, buyers.at(at), maker, lines=3 if maker is STORIES[-1][-1] else 0)
    yield from large_wishes(world)
    mina = next(c for c in world.customers[world.channels["de"].pk] if c.email == MINA.email)
    for days in MINAS_DAYS:
        returned = days == RETURNED
        coupon = world.used if days == WITH_HER_CODE else None
        yield Wish(world.ago(days), mina.channel, mina, partial(minas_order, returned=returned), returnable=returned, coupon=coupon)


def minas_order(world: World, at: datetime, parcels: int, *, returned: bool) -> Fate:
    """As anybody's; what she sends back came in one parcel and on time."""
    if returned:
        return fates.usual(world.random, at, world.now, 1, late=0)
    return fates.usual(world.random, at, world.now, parcels)


def large_wishes(world: World) -> Iterator[Wish]:
    """Orders of business accounts that need an approver."""
    buyers = [member for members in world.members.values() for member, role in members if role == "buyer"]
    for number, most, least, answer in OVER_LIMIT:
        for _ in range(number):
            at = world.ago(world.random.uniform(least, most))
            maker = partial(large_order, answer=answer)
            yield Wish(at, world.channels["pro"], world.random.choice(buyers), maker, lines=7)


def large_order(world: World, at: datetime, parcels: int, *, answer: str) -> Fate:
    return fates.over_limit(world.random, at, world.now, parcels, answer)


def place(world: World, wish: Wish, crowds: dict[str, Crowd]) -> Sale:
    """One order with everything that hangs on it."""
    random, channel = world.random, wish.channel
    guest = None if wish.buyer else crowds["en" if channel.country == "GB" else "de"].settled()
    order = head(world, wish, guest)
    sale = Sale(order, Fate([], []), wish.at, pick(world, order, wish))
    method = world.methods[channel.pk][random.choices((0, 1), (82, 18))[0]]
    coupon = wish.coupon or (draw_code(world, order) if random.random() < WITH_COUPON else None)
    parcels = random.choices((1, 2, 3), (84, 13, 3))[0] if sum(line.quantity for line in sale.lines) > 2 else 1
    sale.fate = fate_of(world, wish, order, parcels)
    order.status, order.updated_at = sale.fate.steps[-1]
    addresses = addresses_of(world, wish, order, guest)
    groups = [OrderShippingGroup(order=order, address=addresses[-1])]
    for line in sale.lines:
        line.group = groups[0]
    if wish.buyer and len(sale.fate.parcels) > 1:
        groups += give(world, sale, wish.buyer, groups[0])
    method = add_up(world, order, sale.lines, groups, method, coupon=coupon)
    elsewhere = [group.address for group in groups[1:] if group.address]
    for row in (fill(order, addresses[0], addresses[-1]), *addresses, *elsewhere, *groups, *sale.lines):
        world.add(row)
    for (before, _), (after, at) in pairwise(sale.fate.steps):
        world.steps.append((order, Step(before=before, after=after, at=at, actor_kind=ActorKind.SYSTEM, actor_name="load_demo")))
    ship(world, sale, method)
    hold(sale)
    pay(world, sale)
    annotate(world, sale)
    return sale


def head(world: World, wish: Wish, guest: Person | None) -> Order:
    """The order without lines: whose it is, where it came from."""
    channel, buyer, who = wish.channel, wish.buyer, wish.buyer or guest
    assert who is not None
    by_phone = world.random.random() < BY_PHONE or wish.coupon is not None
    return Order(
        channel=channel,
        customer=buyer,
        account=buyer.account if buyer else None,
        placed_by=buyer if buyer and buyer.account else None,
        agent=world.agents[world.random.choice(("ada", "ada", "sam"))] if by_phone else None,
        type=Order.Type.OFFLINE if by_phone else Order.Type.ONLINE,
        placed_at=wish.at,
        email=who.email,
        phone=who.phone or who.mobile,
        language=channel.language,
        currency=channel.currency,
        prices_include_tax=channel.prices_include_tax,
        po_number=f"PO-{world.random.randrange(1000, 9999)}" if buyer and buyer.account else "",
    )


def pick(world: World, order: Order, wish: Wish) -> list[OrderLine]:
    """What lies in the basket: mostly one or two things, of some several."""
    random, shelf = world.random, world.shelves[order.channel.pk]
    several = order.channel.code == "pro"
    count = wish.lines or random.choices(range(1, 8), (46, 27, 13, 7, 4, 2, 1))[0]
    chosen = random.choices(shelf.variants, cum_weights=shelf.ranks, k=count)
    if wish.returnable:
        returnable = (variant for variant in shelf.variants if variant.product.returnable)
        chosen = [variant for variant in chosen if variant.product.returnable] or [next(returnable)]
    found = {variant.pk: variant for variant in chosen}
    return [
        OrderLine(
            order=order,
            position=position,
            variant=variant,
            sku=variant.sku,
            title=variant.title_in(order.language),
            quantity=random.choice((8, 10, 12) if wish.lines else (2, 3, 4, 6, 10)) if several else random.choices((1, 2, 3, 4), (86, 10, 3, 1))[0],
            list_price=shelf.prices[variant.pk].amount,
            unit_price=shelf.prices[variant.pk].amount,
            returnable=variant.product.returnable,
        )
        for position, variant in enumerate(found.values(), start=1)
    ]


def fate_of(world: World, wish: Wish, order: Order, parcels: int) -> Fate:
    random = world.random
    if wish.maker:
        fate = wish.maker(world, wish.at, parcels)
        if order.account and fate.why == "approved":
            order.approver = next(person for person, role in world.members[order.account.name] if role == "approver")
        return fate
    if random.random() < CANCELLED and not (wish.buyer and wish.buyer.email == MINA.email):
        return fates.cancelled(random, wish.at, world.now)
    return fates.usual(random, wish.at, world.now, parcels)


def addresses_of(world: World, wish: Wish, order: Order, guest: Person | None) -> list[OrderAddress]:
    """Copies of where it is billed and shipped to; some send to another address of theirs."""
    if guest:
        place = guest.places[0]
        facts = {"first_name": guest.first_name, "last_name": guest.last_name, "phone": order.phone} | vars(place)
        return [OrderAddress(order=order, kind=kind, **facts) for kind in (OrderAddress.Kind.BILLING, OrderAddress.Kind.SHIPPING)]
    assert wish.buyer is not None
    book = world.addresses[wish.buyer.pk]
    shipped_to = book[-1] if world.random.random() < 0.3 else book[0]
    return [
        OrderAddress(order=order, kind=OrderAddress.Kind.BILLING, **book[0].facts()),
        OrderAddress(order=order, kind=OrderAddress.Kind.SHIPPING, **shipped_to.facts()),
    ]


def give(world: World, sale: Sale, buyer: Customer, group: OrderShippingGroup) -> list[OrderShippingGroup]:
    """Send what lies in the last parcel to another address of the buyer than the order goes to, if there is one and the lines lie whole in it.

    Gives the group that then goes there.
    """
    last = shares(sale.lines, len(sale.fate.parcels))[-1]
    inside = [sale.lines[place] for place in last]
    to = group.address
    other = next((one for one in world.addresses[buyer.pk] if to and one.facts() != to.facts()), None)
    if other and len(inside) < len(sale.lines) and sum(line.quantity for line in inside) == last.total():
        address = OrderAddress(order=sale.order, kind=OrderAddress.Kind.SHIPPING, position=1, **other.facts())
        apart = OrderShippingGroup(order=sale.order, position=2, address=address)
        for line in inside:
            line.group = apart
        return [apart]
    return []


def hold(sale: Sale) -> None:
    """Reserve what an open order has not shipped; back-ordered things are not reserved. A removed order's lines are cancelled."""
    for place, line in enumerate(sale.lines):
        if sale.order.status in (S.REMOVED, S.FAILED_APPROVAL):
            line.cancelled = line.quantity
        elif sale.order.status in HOLDING and not (sale.backordered and line.variant and line.variant.backorderable):
            line.reserved = line.quantity - sale.shipped[place]


def annotate(world: World, sale: Sale) -> None:
    """A note of an agent on every story and on a few others."""
    notes = words("trade")["notes"]
    text = notes["why"].get(sale.fate.why)
    if text is None and world.random.random() < 0.03:
        text = world.random.choice(notes[sale.order.language])
    if text:
        at = min(sale.fate.steps[-1][1] + timedelta(hours=1), world.now)
        world.add(OrderNote(order=sale.order, agent=world.agents["ada"], text=text, at=at))
