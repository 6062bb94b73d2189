"""What promotions do to a cart: one run says what is taken off, what nearly applies, and why a code is refused. Pure: no database.

By ascending priority, of equal ones by code, each on what the earlier ones left. An exclusive one stands alone: it is skipped where another
applied already, and where it applies all that come later are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from promotions.basket import Basket, Left, Taken, Terms
from promotions.benefits import BENEFITS
from promotions.conditions import CONDITIONS


@dataclass(frozen=True)
class Offer:
    """A promotion that may concern a cart. name: as it is called to who reads; entered: the code that was entered for it; barred: why it
    does not count whatever the cart holds, in words (used up, expired), "" where nothing bars it; most_off: what is left of its budget, None
    where it has none."""

    id: int
    code: str
    name: str
    priority: int = 100
    exclusive: bool = False
    needs_code: bool = False
    conditions: tuple[Terms, ...] = ()
    benefits: tuple[Terms, ...] = ()
    entered: str = ""
    barred: str = ""
    most_off: Decimal | None = None


class Skipped(StrEnum):
    CODE = "code"
    BARRED = "barred"
    CONDITIONS = "conditions"
    EXCLUSIVE = "exclusive"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Skip:
    """Why a promotion did not apply. words: what is missing, or what stands against it, as one reads it aloud."""

    why: Skipped
    words: str = ""


@dataclass
class Outcome:
    """taken: in the order of promotions, their benefits and the lines; applied, skipped: by the promotions' ids; gifts: what each gives."""

    taken: list[Taken] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)
    skipped: dict[int, Skip] = field(default_factory=dict)
    gifts: dict[int, Terms] = field(default_factory=dict)

    def off(self, promotion: int) -> Decimal:
        """What a promotion takes off in all."""
        return sum((one.amount for one in self.taken if one.promotion == promotion), Decimal(0))


NO_SHARES: dict[int, Decimal] = {}


def run(basket: Basket, offers: Iterable[Offer]) -> Outcome:
    """What these offers do to a cart."""
    left, outcome, alone = Left(basket), Outcome(), ""
    names: list[str] = []
    for offer in sorted(offers, key=lambda one: (one.priority, one.code, one.id)):
        other = alone or (names[0] if offer.exclusive and names else "")
        skip = _refusal(offer, basket, other)
        skip = skip or _apply(offer, left, outcome)
        if skip is not None:
            outcome.skipped[offer.id] = skip
            continue
        outcome.applied.append(offer.id)
        names.append(offer.name)
        alone = offer.name if offer.exclusive else ""
    return outcome


def _refusal(offer: Offer, basket: Basket, other: str) -> Skip | None:
    """Why an offer does not count here. other: the name of the promotion beside which it may not stand, "" for none."""
    if offer.needs_code and not offer.entered:
        return Skip(Skipped.CODE, _("needs a code"))
    if offer.barred:
        return Skip(Skipped.BARRED, offer.barred)
    if other:
        return Skip(Skipped.EXCLUSIVE, _("not together with “%(name)s”") % {"name": other})
    missing = [words for terms in offer.conditions if (words := CONDITIONS[terms.kind].missing(terms, basket))]
    return Skip(Skipped.CONDITIONS, "; ".join(missing)) if missing else None


def _apply(offer: Offer, left: Left, outcome: Outcome) -> Skip | None:
    """Take off what the offer gives; why not, where it gives nothing or more than its budget has left."""
    gives, before = False, (list(left.lines), list(left.ways), len(outcome.taken))
    for terms in offer.benefits:
        if terms.kind == "gift":
            outcome.gifts[offer.id] = terms
            gives = True
        lines, ways = BENEFITS[terms.kind].take(terms, left) if terms.kind != "gift" else (_gifts(offer.id, left), NO_SHARES)
        for at in sorted(lines):
            left.lines[at] -= lines[at]
            outcome.taken += [Taken(offer.id, lines[at], line=at)] if lines[at] else []
        for at in sorted(ways):
            left.ways[at] -= ways[at]
            outcome.taken += [Taken(offer.id, ways[at], way=at)] if ways[at] else []
        gives = gives or any(lines.values()) or any(ways.values())
    if not gives:
        return Skip(Skipped.NOTHING, _("it takes nothing off this cart"))
    if offer.most_off is None or outcome.off(offer.id) <= offer.most_off:
        return None
    left.lines, left.ways = before[0], before[1]
    del outcome.taken[before[2] :]
    outcome.gifts.pop(offer.id, None)
    return Skip(Skipped.BARRED, _("used up"))


def _gifts(promotion: int, left: Left) -> dict[int, Decimal]:
    return {at: left.lines[at] for at, line in enumerate(left.basket.lines) if line.gift_of == promotion}
