"""Marking in a cell what of it was typed. Pure: no database."""

from functools import lru_cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from customers.terms import Kind, Query, bare_digits, fold

SHORTEST_DIGITS = 3


@lru_cache(maxsize=16384)
def marked(text: str, query: Query) -> SafeString:
    """The text as HTML, with the beginnings of its words that a term of the query begins alike: "muel" marks "Mül" of "Müller"."""
    words = [term.text for term in query.terms if term.kind is Kind.WORD or any(c.isalpha() for c in term.text)]
    return format_html_join("", "{}", ((_marked_word(word, words),) for word in _pieces(text)))


@lru_cache(maxsize=16384)
def marked_digits(text: str, query: Query) -> SafeString:
    """The text of a number or phone as HTML, with the digits that were typed, whatever stands between them."""
    digits = bare_digits(text)
    for term in query.terms:
        typed = bare_digits(term.text).lstrip("0")
        if term.kind in (Kind.DIGITS, Kind.NUMBER) and len(typed) >= min(SHORTEST_DIGITS, len(digits)) and typed and typed in digits:
            return _marked_digits(text, digits.index(typed), len(typed))
    return conditional_escape(text)


def _pieces(text: str) -> list[str]:
    """Words and what stands between them, in their order."""
    pieces: list[str] = []
    inside = None
    for c in text:
        word = c.isalnum() or (not c.isascii() and not c.isspace() and c.isprintable()) or c in "'’"
        if word is inside:
            pieces[-1] += c
        else:
            pieces.append(c)
        inside = word
    return pieces


def _marked_word(word: str, typed: list[str]) -> str:
    folded = fold(word)
    fits = [one for one in typed if folded.startswith(one)] if folded else []
    if not fits:
        return word
    longest = max(fits, key=len)
    cut = next(length for length in range(1, len(word) + 1) if fold(word[:length]).startswith(longest) or length == len(word))
    return format_html("<mark>{}</mark>{}", word[:cut], word[cut:])


def _marked_digits(text: str, start: int, count: int) -> SafeString:
    places = [at for at, c in enumerate(text) if bare_digits(c)]
    first, last = places[start], places[start + count - 1] + 1
    return format_html("{}<mark>{}</mark>{}", text[:first], text[first:last], text[last:])
