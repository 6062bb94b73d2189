"""Every page is in its reader's language: no text of ours stands on it in the other one."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from agents.models import Agent
from scripts.messages import PO
from tests.pages import PAGES, desk_of
from tests.world import World

SHOWN = {"title", "aria-label", "placeholder", "alt"}
SAID_ALOUD = "said aloud"
SILENT = {"script", "style", SAID_ALOUD}
HOLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
READ = sorted(name for name, row in PAGES.items() if row.method == "GET")
SEARCHES = ("kind=customer&q=Harker", "kind=order&q=Harker", "kind=return&q=Mina", "kind=customer&q=Harkre", "kind=order&status=FAILED&total_min=x",
            "kind=return&q=nobody", "kind=customer&city=Berlin&part=criteria", "kind=order&part=criteria", "kind=return&part=criteria")  # fmt: skip


class Texts(HTMLParser):
    """The pieces of text of a page that a person sees, or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # what is marked as in a language is said to the customer, in theirs
        self.within = SAID_ALOUD if tag != "html" and any(name == "lang" for name, _value in attrs) else tag
        self.found += [value or "" for name, value in attrs if name in SHOWN]

    def handle_data(self, data: str) -> None:
        if self.within not in SILENT:
            self.found.append(data)


def texts_of(page: str) -> set[str]:
    parser = Texts()
    parser.feed(page)
    return {" ".join(one.split()) for one in parser.found} - {""}


@cache
def said() -> dict[str, list[re.Pattern[str]]]:
    """What our texts look like in each language, those of two letters and more."""
    with PO.open("rb") as file:
        messages = [one for one in read_po(file, locale="de") if one.id]
    english = [form for one in messages for form in ((one.id,) if isinstance(one.id, str) else one.id)]
    german = [form for one in messages for form in ((one.string,) if isinstance(one.string, str) else one.string)]
    return {"en": [_pattern(one) for one in english if _speaks(one)], "de": [_pattern(one) for one in german if _speaks(one)]}


def _speaks(text: str) -> bool:
    """Whether enough of it is words: what is all holes looks like anything."""
    return len(re.findall(r"[^\W\d]", HOLE.sub("", text))) > 2


def _pattern(text: str) -> re.Pattern[str]:
    parts = HOLE.split(" ".join(text.replace("%%", "%").split()))
    return re.compile(".+?".join(map(re.escape, parts)))


def foreign(texts: set[str], own: str, other: str) -> Iterator[str]:
    for text in texts:
        if any(one.fullmatch(text) for one in said()[other]) and not any(one.fullmatch(text) for one in said()[own]):
            yield text


LANGUAGES = [("de", "en"), ("en", "de")]
Logged = Callable[[Agent], Client]


def reader(world: World, as_: Logged, language: str) -> Client:
    Agent.objects.filter(pk=world.sam.pk).update(language=language)
    world.sam.refresh_from_db()
    return as_(world.sam)


@pytest.mark.parametrize(("own", "other"), LANGUAGES)
def test_no_page_speaks_the_other_language(world: World, as_: Logged, own: str, other: str) -> None:
    client, desk = reader(world, as_, own), desk_of(world, world.sam)
    pages = [PAGES[name].url(name, desk) for name in READ] + [f"{reverse('console:search')}?{one}" for one in SEARCHES]
    wrong = {url: found for url in pages if (found := list(foreign(texts_of(client.get(url, headers={"HX-Request": ""}).text), own, other)))}
    assert wrong == {}


@pytest.mark.parametrize(("own", "other"), LANGUAGES)
def test_no_page_before_the_log_in_speaks_the_other_language(world: World, own: str, other: str) -> None:
    client, desk = Client(headers={"Accept-Language": own}), desk_of(world, world.sam)
    pages = [PAGES[name].url(name, desk) for name in READ if name.startswith("account_")] + ["/nowhere/"]
    wrong = {url: found for url in pages if (found := list(foreign(texts_of(client.get(url, follow=True).text), own, other)))}
    assert wrong == {}


def test_the_measure_sees_a_foreign_text() -> None:
    assert list(foreign({"No open returns"}, "de", "en")) == ["No open returns"]
    assert list(foreign({"Keine offenen Retouren"}, "de", "en")) == []
