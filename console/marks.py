"""Marking in a cell what of it was typed. Pure: no database.

A table has 150 cells, most of them never shown before: what cannot be marked must cost next to nothing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.readings import Kind, Query
from search.terms import bare_digits, fold, fold_code

SHORTEST_DIGITS = 3
_WORD = re.compile(r"(?:[^\W_]|['’]|[^\x00-\x7f\s])+")


class Marks:
    """What of a text can be found again in a cell, in any of its readings: its words, its numbers, the beginnings of its e-mails."""

    def __init__(self, asked: Iterable[Query]) -> None:
        terms = list(dict.fromkeys(term for query in asked for term in query.terms))
        self._marked: dict[str, SafeString] = {}  # one name stands in many rows
        self._words = tuple(term.text for term in terms if term.text and (term.kind is Kind.WORD or any(c.isalpha() for c in term.text)))
        self._begins = frozenset(word[0] for word in self._words)
        self._numbers = tuple(bare_digits(term.text).lstrip("0") for term in terms if term.kind in (Kind.DIGITS, Kind.NUMBER))
        self._codes = tuple(code for term in terms for code in term.postal if len(code) >= SHORTEST_DIGITS and not code.isalpha())
        self._emails = tuple(term.email for term in terms if term.email)

    def text(self, text: str) -> SafeString:
        """As HTML, with the beginnings of its words that a term begins alike: "muel" marks "Mül" of "Müller"."""
        if text not in self._marked:
            self._marked[text] = _marked(text, self._words, self._begins)
        return self._marked[text]

    def number(self, text: str) -> SafeString:
        """A number or phone as HTML, with the digits that were typed, whatever stands between them."""
        return _marked_number(text, self._numbers)

    def place(self, text: str) -> SafeString:
        """A postal code or a city as HTML; of a code its letters and digits together, "E8 3PN" of "e83pn"."""
        code = fold_code(text) if self._codes else ""
        if length := next((len(one) for one in self._codes if code.startswith(one)), 0):
            at = [place for place, c in enumerate(text) if c.isalnum()]
            return format_html("<mark>{}</mark>{}", text[: at[length - 1] + 1], text[at[length - 1] + 1 :])
        return self.number(text) if any(c.isdigit() for c in text) else self.text(text)

    def email(self, text: str) -> SafeString:
        """An address as HTML: its whole beginning where one was typed, else as any text."""
        length = next((len(one) for one in self._emails if text.casefold().startswith(one)), 0) if self._emails else 0
        return format_html("<mark>{}</mark>{}", text[:length], text[length:]) if length else _marked(text, self._words, self._begins)


def _marked(text: str, typed: tuple[str, ...], begins: frozenset[str]) -> SafeString:
    if not typed:
        return SafeString(escape(text))
    if text.isalpha():  # one word, as most names are
        length = _begun(text, typed, begins)
        return SafeString(f"<mark>{text[:length]}</mark>{text[length:]}" if length else text)
    html, done = "", 0
    for word in _WORD.finditer(text):
        if length := _begun(word[0], typed, begins):
            start = word.start()
            html += f"{escape(text[done:start])}<mark>{escape(text[start : start + length])}</mark>"
            done = start + length
    return SafeString(html + escape(text[done:]))


def _begun(word: str, typed: tuple[str, ...], begins: frozenset[str]) -> int:
    """How many letters of a word are the beginning that was typed, in any spelling; folding leaves the first letter, if it is a plain one."""
    first = word[0].lower()
    if first not in begins and first.isascii() and first.isalnum():
        return 0
    return _length(word, typed)


@lru_cache(maxsize=16384)
def _length(word: str, typed: tuple[str, ...]) -> int:
    folded = fold(word)
    fits = [one for one in typed if folded.startswith(one)] if folded else []
    if not fits:
        return 0
    longest = max(fits, key=len)
    least = len(longest) if word.isascii() else 1  # only other letters are folded to more than themselves
    return next(length for length in range(least, len(word) + 1) if fold(word[:length]).startswith(longest) or length == len(word))


def _marked_number(text: str, numbers: tuple[str, ...]) -> SafeString:
    digits = bare_digits(text) if numbers else ""
    for typed in numbers:
        if len(typed) >= min(SHORTEST_DIGITS, len(digits)) and typed and typed in digits:
            return _marked_digits(text, digits.index(typed), len(typed))
    return SafeString(escape(text))


def _marked_digits(text: str, start: int, count: int) -> SafeString:
    places = [at for at, c in enumerate(text) if bare_digits(c)]
    first, last = places[start], places[start + count - 1] + 1
    return format_html("{}<mark>{}</mark>{}", text[:first], text[first:last], text[last:])
