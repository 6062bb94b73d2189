""" "Did you mean": what was misheard or mistyped is found, best first, and only among what one may see."""

import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.actors import Actor
from agents.kinds import ActorKind
from agents.models import Channel, Organization
from contactcenter.masking import SEE_PERSONAL
from customers.models import Customer, NameKey
from customers.search import fill
from customers.search.similar import learn_anew, learn_names, similar_emails, similar_names, similar_numbers, similar_phones
from customers.search.sounds import cologne_phonetics, keys
from search.readings import parse
from search.terms import fold
from tests.customers.misspelt import LOCALES, misheard, people, slipped

pytestmark = pytest.mark.django_db
OTHERS, ASKED = 1000, 200  # a language
Wrong = Callable[[str, str, random.Random], str]


@pytest.fixture
def channel() -> Channel:
    organization = Organization.objects.create(name="Crowd")
    return Channel.objects.create(organization=organization, code="one", name="one", country="DE", currency="EUR")


def crowd(channel: Channel) -> dict[str, list[tuple[str, str]]]:
    """A thousand people of each language, whose names are learnt."""
    found = {locale: people(locale, OTHERS, seed=7) for locale in LOCALES}
    Customer.objects.bulk_create(
        fill(Customer(channel=channel, number=f"C-{place}", last_name=last, first_name=first))
        for place, (last, first) in enumerate(pair for pairs in found.values() for pair in pairs)
    )
    learn_names()
    return found


def wrong_of(way: Wrong, last: str, first: str, locale: str, dice: random.Random, nth: int) -> tuple[str, str]:
    """(what is typed, what was meant): the last name alone, or both with either of them wrong."""
    if nth % 3 == 0:
        return way(last, locale, dice), last
    typed = f"{first} {way(last, locale, dice)}" if nth % 3 == 1 else f"{way(first, locale, dice)} {last}"
    return typed, f"{first} {last}"


@pytest.mark.long
def test_the_right_name_is_among_the_first_five(channel: Channel) -> None:
    """Of a thousand misspelt or misheard names of five languages, at least 95 in a hundred."""
    dice, actor = random.Random(11), Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,))
    right: dict[str, int] = {}
    for locale, pairs in crowd(channel).items():
        for nth, (last, first) in enumerate(dice.sample(pairs, ASKED)):
            typed, meant = wrong_of(misheard if nth % 2 else slipped_in, last, first, locale, dice, nth)
            right[locale] = right.get(locale, 0) + (found_as_typed(typed, meant) or offered(actor, typed, meant))
    assert sum(right.values()) >= 0.95 * ASKED * len(LOCALES), right


def found_as_typed(typed: str, meant: str) -> bool:
    """A name that begins as it was typed, or that the search does not tell apart, needs no offer."""
    return all(name.startswith(word) for word, name in zip(fold(typed).split(), fold(meant).split(), strict=False))


def offered(actor: Actor, typed: str, meant: str) -> bool:
    told = [fold(words) for one in similar_names(actor, parse(typed)) for words in (one.text, one.words)]
    return any(set(fold(meant).split()) <= set(words.split()) for words in told)


def slipped_in(name: str, locale: str, dice: random.Random) -> str:
    return slipped(name, dice)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Smyth", "Smith"), ("jonson", "Johnson"), ("Maier", "Meyer"), ("smiht", "Smith"), ("smth", "Smith"), ("Schmitt", "Schmidt"),
        ("иваноф", "Иванов"),
    ],
)  # fmt: skip
def test_what_is_heard_and_what_slips(channel: Channel, typed: str, meant: str) -> None:
    customer(channel, meant, "Ann")
    customer(channel, "Zebulon", "Quentin")
    learn_names()
    actor = Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,))
    (offer,) = similar_names(actor, parse(typed))
    assert (offer.text, offer.number) == (f"Ann {meant}", Customer.objects.get(last_name=meant).number)
    assert similar_names(actor, parse(meant)) == []


def test_a_name_is_offered_in_its_own_order(channel: Channel) -> None:
    nagy = customer(channel, "Nagy", "Anna", language="hu", email="anna.nagy@example.com")
    learn_names()
    actor = Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,), rights=frozenset({SEE_PERSONAL}))
    assert [one.text for typed in ("nady", "nady anna") for one in similar_names(actor, parse(typed))] == ["Nagy Anna", "Nagy Anna"]
    assert similar_emails(actor, "anna.nagi@example.com") == [(nagy.email, nagy.number, "Nagy Anna")]


@pytest.mark.parametrize("typed", ["anna@exam", f"{'a' * 41}@example.com", "@example.com"])
def test_an_address_still_typed_or_endless_is_not_looked_up(channel: Channel, typed: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert similar_emails(Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,), rights=frozenset({SEE_PERSONAL})), typed) == []
    assert len(asked) == 0


def test_other_channels_names_are_never_offered(channel: Channel) -> None:
    other = Channel.objects.create(organization=channel.organization, code="two", name="two", country="US", currency="USD")
    customer(channel, "Smith", "Ann")
    learn_names()
    for seen in ((other.pk,), ()):
        assert similar_names(Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=seen), parse("smyth")) == []


def test_a_name_that_nobody_has_any_more_is_not_offered(channel: Channel) -> None:
    one = customer(channel, "Smith", "Ann")
    learn_names()
    one.delete()
    assert similar_names(Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,)), parse("smyth")) == []


def test_learning_twice_learns_nothing_new_and_anew_is_the_same(channel: Channel) -> None:
    customer(channel, "Müller-Lüdenscheidt", "Jörg")
    assert learn_names() == 2
    known = set(NameKey.objects.values_list("kind", "key", "name"))
    assert learn_names() == 0
    assert learn_anew() == 2
    assert set(NameKey.objects.values_list("kind", "key", "name")) == known != set()


def test_offers_cost_at_most_four_queries(channel: Channel) -> None:
    customer(channel, "Smith", "Ann")
    learn_names()
    actor = Actor(kind=ActorKind.AGENT, name="Ada", channel_ids=(channel.pk,))
    for typed, queries in (("smyth", 2), ("ann smyth", 3), ("smyth ann lou", 4)):
        with CaptureQueriesContext(connection) as asked:
            similar_names(actor, parse(typed))
        assert len(asked) <= queries, typed


PUBLISHED = [("Müller-Lüdenscheidt", "65752682"), ("Wikipedia", "3412"), ("Breschnew", "17863"), ("Philip", "351"), ("xaver", "4837")]


@pytest.mark.parametrize(("name", "code"), PUBLISHED)
def test_cologne_phonetics_as_published(name: str, code: str) -> None:
    assert cologne_phonetics(name.replace("ü", "u").replace("-", "")) == code


def test_one_slip_means_a_key_in_common() -> None:
    for typed in ("smiht", "smith", "smth", "smiith", "smitj"):
        assert {key for key in keys(typed) if key[0] == "d"} & set(keys("smith")), typed


def test_numbers_one_slip_away() -> None:
    found = similar_numbers("10432")
    assert found[:3] == ["14032", "10342", "10423"]
    assert {"10433", "1432", "104323"} <= set(found) and "10432" not in found and not [one for one in found if one.startswith("0")]


def test_phones_under_the_channels_country_codes() -> None:
    assert "49301234567" in similar_phones("43301234567", ["DE", "GB"])
    assert "49301234567" in similar_phones("0301234567", ["DE", "GB"])


def customer(channel: Channel, last: str, first: str, **fields: str) -> Customer:
    one = fill(Customer(channel=channel, last_name=last, first_name=first, **fields))
    one.save()
    one.refresh_from_db()
    return one
