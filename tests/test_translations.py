"""Every text has its German."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from scripts.messages import PO, ROOT, compiled

APPS = ("contactcenter", "agents", "customers", "catalog", "promotions", "carts", "orders", "returns", "interchange", "console")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext"}
THE_SAME = {
    "Budget", "Code", "Eircode", "Fax", "Format", "Mail", "Name", "Offline", "Online", "Option %(number)d", "PayPal", "Region", "Segment", "Status",
}  # fmt: skip
TAG = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")


@pytest.fixture(scope="module")
def texts() -> dict[str, tuple[str, ...]]:
    """English text -> its German, with each plural form."""
    with PO.open("rb") as file:
        catalog = read_po(file, locale="de")
    found = {}
    for message in catalog:
        if message.id:
            english, german = (message.id, message.string) if isinstance(message.id, str) else (message.id[0], message.string)
            assert not message.fuzzy, english
            found[english] = (german,) if isinstance(german, str) else tuple(german)
    return found


def used() -> Iterator[str]:
    """Each text in code and templates that is marked for translation."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield from marked(path)
    for path in (ROOT / "templates").rglob("*.*"):
        for one, other in TAG.findall(path.read_text("utf-8")):
            yield (one or other).replace("%", "%%")


def marked(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_every_text_is_collected(texts: dict[str, tuple[str, ...]]) -> None:
    assert sorted({text for text in used() if text and text not in texts}) == []


def test_every_text_has_its_german(texts: dict[str, tuple[str, ...]]) -> None:
    assert [english for english, german in texts.items() if not all(german)] == []


def test_no_german_is_the_english_itself(texts: dict[str, tuple[str, ...]]) -> None:
    """Where both languages have one word, it is said here."""
    assert {english for english, german in texts.items() if english in german} <= THE_SAME


WORDS = {
    # English as our own pages have it, and the one German word for it
    r"(?i)\bcoupons?\b": "aktionscode",
    r"(?i)\bgift cards?\b": "geschenkkarte",
    r"(?i)\bstore credits?\b": "guthaben",
    r"^Fulfilled$": "abgeschlossen",
    r"(?i)\bremorse period": "änderungsfrist",
    r"(?i)\btax id\b": "ust-idnr.",
    r"(?i)\bappeasements?\b": "kulanz",
    r"(?i)\bpostcode": "postleitzahl",
    r"(?<!\()\b[Pp]roducts?\b|\bSKU\b": "artikel",
    r"(?i)\bsingle sign-on\b": "single sign-on",
}


@pytest.mark.parametrize("english", WORDS)
def test_the_trade_s_words_are_the_same_everywhere(texts: dict[str, tuple[str, ...]], english: str) -> None:
    wrong = [text for text, german in texts.items() if re.search(english, text) and not all(WORDS[english] in one.lower() for one in german)]
    assert wrong == []


def test_our_english_is_british(texts: dict[str, tuple[str, ...]]) -> None:
    american = re.compile(r"(?i)\b(postal code|color|canceled|canceling|organization|authorized|catalog|center|favorite)\b")
    assert [text for text in texts if american.search(text) and text not in ("postal code",)] == []


def test_placeholders_are_the_same(texts: dict[str, tuple[str, ...]]) -> None:
    holes = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    wrong = [english for english, german in texts.items() if any(set(holes.findall(one)) != set(holes.findall(english)) for one in german)]
    assert wrong == []


def test_compiled_file_is_that_of_the_texts() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(PO)
