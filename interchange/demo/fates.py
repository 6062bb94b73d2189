"""What becomes of an order: its status steps over time, each as (status, moment)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from orders.models import Order

S = Order.Status
LATE = 0.05  # of parcels
Steps = list[tuple[str, datetime]]


@dataclass(frozen=True)
class Parcel:
    """One shipment to be: when it leaves and arrives, and for which day it was promised."""

    leaves: datetime
    arrives: datetime
    promised: datetime


@dataclass(frozen=True)
class Fate:
    """The course of an order: its steps, and parcels that may still lie in the future. why: a code of the story behind a problem."""

    steps: Steps
    parcels: list[Parcel]
    why: str = ""


def hours(random: Random, low: float, high: float) -> timedelta:
    return timedelta(hours=random.uniform(low, high))


def parcels_of(random: Random, start: datetime, count: int, late: float) -> list[Parcel]:
    """`count` parcels, one after the other. late: the share of them that comes late."""
    found, leaves = [], start
    for _ in range(count):
        leaves += hours(random, 8, 44)
        arrives = leaves + (hours(random, 120, 260) if random.random() < late else hours(random, 20, 96))
        found.append(Parcel(leaves, arrives, leaves + timedelta(days=4)))
        leaves += hours(random, 12, 90)
    return found


def usual(random: Random, at: datetime, now: datetime, parcels: int, *, late: float = LATE) -> Fate:
    """Submitted, processed when the remorse period is over, fulfilled with the last parcel; only what has happened by now."""
    begun = at + timedelta(minutes=30) + hours(random, 0.5, 9)
    sent = parcels_of(random, begun, parcels, late)
    steps: Steps = [(S.SUBMITTED, at), (S.PROCESSING, begun), (S.NO_PENDING_ACTION, sent[-1].leaves)]
    return Fate([step for step in steps if step[1] <= now], sent)


def cancelled(random: Random, at: datetime, now: datetime, *, done: bool = True) -> Fate:
    """Cancelled before anything left; `done` or still waiting for the removal to be confirmed."""
    steps: Steps = [(S.SUBMITTED, at)]
    end = at + hours(random, 0.2, 6)
    if random.random() < 0.4:
        steps.append((S.PROCESSING, at + hours(random, 0.6, 2)))
        end = steps[-1][1] + hours(random, 0.5, 10)
    steps += [(S.PENDING_REMOVE, end), (S.REMOVED, end + timedelta(minutes=random.randint(1, 50)))]
    steps = [step for step in steps if step[1] <= now] if done else steps[:-1]
    return Fate(steps, [], "cancelled")


def declined(random: Random, at: datetime) -> Fate:
    """The card was declined: the order waits for a payment."""
    return Fate([(S.PENDING_PAYMENT, at)], [], "declined")


def in_advance(random: Random, at: datetime) -> Fate:
    """To be paid by transfer before anything is sent, and nothing has come yet."""
    return Fate([(S.PENDING_PAYMENT, at)], [], "in_advance")


def waits(random: Random, at: datetime, status: str, why: str) -> Fate:
    """Stuck while being processed: the shop or the customer has to do something."""
    begun = at + hours(random, 1, 9)
    return Fate([(S.SUBMITTED, at), (S.PROCESSING, begun), (status, begun + hours(random, 1, 20))], [], why)


def stuck(random: Random, at: datetime) -> Fate:
    """Being processed for days, and nothing leaves the warehouse."""
    return Fate([(S.SUBMITTED, at), (S.PROCESSING, at + hours(random, 1, 9))], [], "stuck")


def amended(random: Random, at: datetime, now: datetime) -> Fate:
    """Somebody is changing the order right now."""
    return Fate([(S.SUBMITTED, at), (S.BEING_AMENDED, min(at + timedelta(minutes=12), now))], [], "amended")


def over_limit(random: Random, at: datetime, now: datetime, parcels: int, answer: str) -> Fate:
    """An account's order above its limit: it waits, is refused, or goes on once an approver agreed."""
    if answer == "waits":
        return Fate([(S.PENDING_APPROVAL, at)], [], "approval")
    decided = at + hours(random, 2, 40)
    if answer == "refused":
        return Fate([(S.PENDING_APPROVAL, at), (S.FAILED_APPROVAL, decided)], [], "refused")
    rest = usual(random, decided, now, parcels)
    return Fate([(S.PENDING_APPROVAL, at), *rest.steps] if rest.steps else [(S.PENDING_APPROVAL, at)], rest.parcels, "approved")


def failed(random: Random, at: datetime) -> Fate:
    begun = at + hours(random, 1, 9)
    return Fate([(S.SUBMITTED, at), (S.PROCESSING, begun), (S.FAILED, begun + hours(random, 1, 30))], [], "failed")


def halfway(random: Random, at: datetime, now: datetime) -> Fate:
    """One parcel has left, the rest follows."""
    begun = at + hours(random, 1, 5)
    first = Parcel(begun + hours(random, 8, 20), now + timedelta(days=1), at + timedelta(days=5))
    second = Parcel(now + timedelta(days=2), now + timedelta(days=4), at + timedelta(days=5))
    return Fate([(S.SUBMITTED, at), (S.PROCESSING, begun)], [first, second])


def lost(random: Random, at: datetime, now: datetime) -> Fate:
    """Fulfilled, but the parcel has not arrived although its day has passed."""
    begun = at + hours(random, 1, 9)
    leaves = begun + hours(random, 8, 30)
    parcel = Parcel(leaves, now + timedelta(days=5), leaves + timedelta(days=4))
    return Fate([(S.SUBMITTED, at), (S.PROCESSING, begun), (S.NO_PENDING_ACTION, leaves)], [parcel], "lost")
