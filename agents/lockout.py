"""Repeated failures at the log-in, counted so that nobody outside can keep an agent from their desk (OWASP device cookies).

A browser that has logged in as an agent before has a counter of its own for that agent. All unknown browsers share one counter
per account and one per address; neither is looked at for a known browser. Codes of the second factor are counted in the same way, beside
passwords, and from strangers also by the day: who tries them knows the password already. A try is counted before the password is, in one
statement of the database, so that a hundred tries at once, in however many processes, are no hundred guesses.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from agents.models import Agent, LoginTries

LIMIT = 5  # wrong passwords per account and device
LIMIT_OF_ADDRESS = 50  # per address over all accounts, for unknown devices: a whole office may sit behind one
WINDOW = timedelta(minutes=5)  # how long failures count, and how long a lock lasts
ACTS_WINDOW = timedelta(minutes=10)  # how long what one agent does counts
CODES_IN_A_DAY, DAY = 30, timedelta(days=1)  # of one account from unknown devices: a code is only one of a million
REFUSALS_TOLD = 20  # of one agent in ten minutes that the audit trail tells one by one
TOLD = 100  # failures in a window that the audit trail tells one by one, of accounts and of unknown names each

DAILY = "day:"  # begins the name of a counter of a whole day

COUNT = """
INSERT INTO agents_logintries AS t (key, tries, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  tries = CASE WHEN t.since <= %(start)s THEN 1 ELSE t.tries + 1 END,
  since = CASE WHEN t.since <= %(start)s OR t.tries + 1 = %(limit)s THEN %(now)s ELSE t.since END
RETURNING tries
"""


@dataclass(frozen=True)
class Attempt:
    """One counted try. locks: if it fails, its counter is locked from now on."""

    account: str
    address: str | None
    allowed: bool
    locks: bool


def count(agent: Agent | None, typed: str, device: str | None, address: str) -> Attempt:
    """Count a try to log in as this agent, or under a name that nobody has, from a known device or from an address."""
    whose = str(agent.pk) if agent is not None else "?" + salted_hmac("agents.lockout", typed.casefold()).hexdigest()
    if device is not None:
        account, from_address = f"device:{whose}:{device}", None
    else:
        account, from_address = f"account:{whose}", f"address:{_network(address)}"
    tries = _add(account, LIMIT)
    in_address = _add(from_address, LIMIT_OF_ADDRESS) if from_address else 0
    return Attempt(
        account=account,
        address=from_address,
        allowed=tries <= LIMIT and in_address <= LIMIT_OF_ADDRESS,
        locks=tries == LIMIT or in_address == LIMIT_OF_ADDRESS,
    )


def count_code(agent: Agent, device: str | None) -> Attempt:
    """Count a try of the second factor's code."""
    account = f"code:{agent.pk}" if device is None else f"code-device:{agent.pk}:{device}"
    tries = _add(account, LIMIT)
    in_a_day = _add(f"{DAILY}code:{agent.pk}", CODES_IN_A_DAY, DAY) if device is None else 0
    allowed = tries <= LIMIT and in_a_day <= CODES_IN_A_DAY
    return Attempt(account, None, allowed, locks=tries == LIMIT or in_a_day == CODES_IN_A_DAY)


def worth_telling(known: bool) -> bool:
    """Whether the audit trail tells one more failure by itself; known: of an account, so that made-up names cannot crowd these out."""
    return _add(f"told:{'known' if known else 'unknown'}", TOLD) <= TOLD


def is_first(what: str) -> bool:
    """Whether this happens for the first time in a window."""
    return _add(what, 2) == 1


def count_act(what: str, agent_id: int, most: int) -> int:
    """Count one more of what an agent does, and give how often it was done in ten minutes; a limit once passed holds as long again."""
    return _add(f"{what}:{agent_id}", most + 1, ACTS_WINDOW)


def count_guess(key: str, most: int) -> timedelta | None:
    """Count a try at what can be guessed, before it is tried. None where it may be; else how long to wait."""
    if _add(key, most + 1, ACTS_WINDOW) <= most:
        return None
    return waiting(key, most)


def waiting(key: str, most: int) -> timedelta | None:
    """How long what `count_guess` stopped is to wait still; None where it is not stopped."""
    since = LoginTries.objects.filter(key=key, tries__gt=most, since__gt=now() - ACTS_WINDOW).values_list("since", flat=True).first()
    return None if since is None else since + ACTS_WINDOW - now()


def give_back_guess(*keys: str) -> None:
    """This one try was right. The others count on: who knows one code must not try out all others with it."""
    LoginTries.objects.filter(key__in=keys, tries__gt=0).update(tries=F("tries") - 1)


def forgive_guesses(*keys: str) -> None:
    """Begin anew, as somebody lifts what stopped them."""
    LoginTries.objects.filter(key__in=keys).delete()


def forgive(attempt: Attempt) -> None:
    """The try succeeded: the account's counter starts anew; the address only gets this one try back."""
    LoginTries.objects.filter(key=attempt.account).delete()
    if attempt.address:
        LoginTries.objects.filter(key=attempt.address, tries__gt=0).update(tries=F("tries") - 1)


def forget_old() -> int:
    """Remove counters that no longer count."""
    daily = LoginTries.objects.filter(key__startswith=DAILY)
    return LoginTries.objects.filter(since__lt=now() - ACTS_WINDOW).exclude(pk__in=daily.filter(since__gte=now() - DAY)).delete()[0]


def _add(key: str, limit: int, window: timedelta = WINDOW) -> int:
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "now": at, "start": at - window, "limit": limit})
        return int(cursor.fetchone()[0])


def _network(address: str) -> str:
    """The address, or its /64 network for IPv6, where one customer of a provider has at least that many."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False).network_address)
