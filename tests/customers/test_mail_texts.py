"""What staff write for mails to customers."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent
from customers.models import MailText
from tests.world import World

ADD = "admin:customers_mailtext_add"


def posted(client: Client, world: World, **more: str) -> object:
    data = {"channel": world.de.pk, "kind": "coupon", "subject": "For you, {name}", "body": "Your code: {code}", **more}
    return client.post(reverse(ADD), data)


def test_a_text_is_shown_as_it_is_sent_in_each_language(world: World, as_: Callable[[Agent], Client]) -> None:
    grace = as_(world.grace)
    assert posted(grace, world, subject_de="Für {name}").status_code == 302  # type: ignore[attr-defined]
    text = MailText.objects.get()
    page = grace.get(reverse("admin:customers_mailtext_change", args=[text.pk])).content.decode()
    assert "For you, Mina Harker" in page and "Für Mina Harker" in page
    assert "Your code: SORRY-7KQ4XM" in page


@pytest.mark.parametrize("field", ["subject", "body", "subject_de"])
def test_a_blank_that_nobody_fills_is_refused_at_its_field(world: World, as_: Callable[[Agent], Client], field: str) -> None:
    page = posted(as_(world.grace), world, **{field: "Hello {first}"})
    assert "{first} is not known here." in page.content.decode()  # type: ignore[attr-defined]
    assert not MailText.objects.exists()


def test_a_text_that_is_written_in_markup_is_shown_as_text(world: World, as_: Callable[[Agent], Client]) -> None:
    grace = as_(world.grace)
    posted(grace, world, body="<script>alert(1)</script> {code}")
    page = grace.get(reverse("admin:customers_mailtext_change", args=[MailText.objects.get().pk])).content.decode()
    assert "<script>alert(1)" not in page
