"""Who calls for the first time: what the search box tells of them, what must be known, and who they may be already."""

import re
from collections.abc import MutableMapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.models import Channel
from customers.addresses import check
from customers.models import Customer
from customers.search.columns import fill_values
from search.labels import without_labels, without_titles
from search.readings import Kind, Term, parse
from search.terms import PARTICLES, bare_digits, plain

PLACE = ("street", "street2", "postal_code", "city", "region")
"""The fields that say where somebody lives; with one of them filled there is an address."""
PHONE_FROM, DIALLED_FROM = 7, 6
"""So many digits are a phone number and no postcode; or so many, where they begin as one."""
_EDGES = ".,;:!?<>()[]"
_TOWN = re.compile(r"(?P<before>.+?)[\s,]+(?P<code>\S*\d\S*)[\s,]+(?P<town>[^\d@]+)")
TWINS = 5
"""So many likely twins are shown, for each thing by which they are alike."""


def channels_of(actor: Actor) -> list[Channel]:
    """Those in which the actor may make a customer, by name."""
    return list(Channel.objects.filter(pk__in=actor.channel_ids, active=True))


def facts_in(typed: str) -> dict[str, str]:
    """What somebody looked for, as the fields of a new customer: e-mail, phone, postcode, first and last name; the town where it stands behind
    the postcode, and a name before it."""
    found: dict[str, str] = {}
    for term in parse(typed).facts:
        if name := _field_of(term):
            found.setdefault(name, term.typed.strip())
    place = _TOWN.fullmatch(typed.strip())
    if place and place["code"] == found.get("postal_code") and _words(place["before"]):
        found["city"], typed = " ".join(_words(place["town"])), place["before"]
    return found | _names_in(typed)


def _field_of(term: Term) -> str:
    """Which field a fact belongs to; none where it is a number of ours."""
    if term.kind is Kind.EMAIL:
        return "email"
    if term.kind is Kind.DIGITS:
        is_phone = len(term.text) >= (DIALLED_FROM if term.typed.startswith(("+", "0", "(")) else PHONE_FROM)
        return "phone" if is_phone else "postal_code"
    return "" if term.kind is not Kind.NUMBER or term.prefix in {"C", "O", "R"} else "postal_code"


def _names_in(typed: str) -> dict[str, str]:
    """ "Jan van der Meer" and "Meer, Jan"; a single word is the last name. What is typed small gets its capitals."""
    text = without_titles(without_labels(plain(typed)))
    before, comma, after = text.partition(", ")
    tokens = [f"{after} {before}" if comma and _words(before) and _words(after) else text]
    words = _words(tokens[0])
    cut = len(_words(after)) if tokens[0] != text else _last_name_from(words)
    first, last = " ".join(words[:cut]), " ".join(words[cut:])
    return {name: value for name, value in (("first_name", first), ("last_name", last)) if value}


def _words(text: str) -> list[str]:
    """Those that may be a name: with no digit, and no e-mail."""
    words = [word for one in text.split() if (word := one.strip(_EDGES)) and "@" not in word and not re.search(r"\d", word)]
    small = all(word == word.lower() for word in words)
    return [word.title() if small and word not in PARTICLES else word for word in words]


def _last_name_from(words: list[str]) -> int:
    """Where the last name begins: at a particle that is not the first word, else with the last word."""
    particle = next((at for at, word in enumerate(words) if at and word.lower() in PARTICLES and at + 1 < len(words)), None)
    return max(len(words) - 1, 0) if particle is None else particle


def check_newcomer(values: MutableMapping[str, Any]) -> dict[str, str]:
    """What is wrong with what is known of somebody, by field; values: of an address, and `email`. They are put in order as by `check`.

    A last name or a company is needed, an e-mail or a phone, and of an address all that its country needs, or nothing at all.
    """
    values["email"] = plain(values.get("email") or "")
    wrong = check(values)
    if not has_place(values):
        wrong = {name: said for name, said in wrong.items() if name not in PLACE}
    if not values["email"] and not values["phone"]:
        wrong.setdefault("email", _("An e-mail or a phone number is needed."))
    return wrong


def has_place(values: MutableMapping[str, Any]) -> bool:
    return any(values.get(name) for name in PLACE)


def as_dialled(phone: str, country: str) -> str:
    """A number as the whole world dials it, so that it is found in whatever country the channel is; as typed where it is none."""
    import phonenumbers

    try:
        return str(phonenumbers.format_number(phonenumbers.parse(phone, country), phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    except phonenumbers.NumberParseException:
        return phone


def likely_twins(actor: Actor, channel: Channel, values: MutableMapping[str, Any]) -> list[Customer]:
    """Customers whom the actor sees and who may be the same person: the same e-mail, phone, or last name and postcode."""
    folded = fill_values(values, country=values.get("country") or channel.country, postal_code=values.get("postal_code") or "")
    email, phone = folded["search_email"], folded["search_phone"]
    last, postal = folded["search_last"], folded["search_postal_code"]
    ways = [Q(search_email=email)] if email else []
    ways += [Q(search_phone=phone), Q(search_mobile=phone)] if len(bare_digits(phone)) >= PHONE_FROM else []
    ways += [Q(search_last=last, search_postal_code=postal)] if last and postal else []
    seen = Customer.objects.visible_to(actor).select_related("channel").order_by("search_first", "pk")
    found = {one.pk: one for way in ways for one in seen.filter(way)[:TWINS]}  # one look-up each, by its own index
    return list(found.values())[:TWINS]
