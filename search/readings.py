"""What a text typed into a search box may mean. Pure: no database, and the only place that says so.

A text has few readings, each a query whose terms must all hold, the likeliest first: a number in groups is one number before it is several,
"Order 10001" is an order's number before it is a name. Customers, orders, returns, their criteria and the marks in cells all ask here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache

from search.labels import without_labels, without_talk, without_titles
from search.terms import (
    MIN_LENGTH,
    PARTICLES,
    bare_digits,
    fold_code,
    fold_email,
    fold_letters,
    phone_candidates,
    plain,
    without_extension,
    without_umlaut_e,
)

MAX_TERMS = 6
MOST = 7
"""So many readings are looked for at most, one after the other until something is found."""
PHONE_FROM = 5
"""Fewer digits are no phone number: an area code alone would match a whole city."""
PHONE_WHOLE = 9
"""With fewer it is the beginning of one, which a whole city may share."""
CODE_FROM = 8
"""With fewer letters and digits, groups are no tracking number."""


class Kind(Enum):
    """What a term may mean; CITY: the city of the main address, which is looked for beside its postal code alone."""

    WORD = "letters"
    DIGITS = "digits"
    EMAIL = "email"
    NUMBER = "number"
    CITY = "city"


@dataclass(frozen=True)
class Term:
    """kind; text: folded by its kind's rule; typed: as typed, of a word its letters; prefix: of a number, "C" in "c10023"."""

    kind: Kind
    text: str
    typed: str
    prefix: str = ""

    @property
    def email(self) -> str:
        """What it would be as the beginning of an e-mail: with "@", or with letters and digits as in "jo.braun42"; else empty."""
        return self.text if self.kind is Kind.EMAIL else fold_email(self.typed) if self.kind is Kind.NUMBER else ""

    @property
    def codes(self) -> list[str]:
        """What it would be as a number of another system, a SKU or a tracking number: as typed or in capitals, in groups or together."""
        together = self.typed.replace(" ", "")
        return [] if self.kind in (Kind.EMAIL, Kind.CITY) else list(dict.fromkeys([self.typed, self.typed.upper(), together, together.upper()]))

    @property
    def postal(self) -> list[str]:
        """What it would be as a postal code: also without the sign of its country ("D-10115"), and the five digits of a ZIP+4."""
        if self.kind in (Kind.EMAIL, Kind.CITY):
            return []
        signed, longer = _SIGNED.fullmatch(self.typed.upper()), _ZIP_4.fullmatch(self.typed)
        bare = [fold_code(signed[2])] if signed and signed[1] in _SIGNS else [longer[1]] if longer else []
        return [fold_code(self.typed), *bare]

    def phones(self, countries: tuple[str, ...]) -> list[str]:
        """The beginnings of phone numbers that it may be, as these countries write them."""
        return phone_candidates(self.typed, countries) if self.kind is Kind.DIGITS and len(self.text) >= PHONE_FROM else []

    def number(self, prefix: str) -> list[str]:
        """What it would be as a number of ours that begins so: "C-", "R-", or nothing for orders."""
        own = self.kind is Kind.DIGITS or self.kind is Kind.NUMBER and self.prefix == (prefix[:1] or "O")
        return [prefix + self.text] if self.text and own else []

    @property
    def customer(self) -> list[str]:
        """The customer number that its letter says it is; among orders and returns digits alone are none."""
        return self.number("C-") if self.prefix == "C" else []


_SIGNS = frozenset("A AT AZ B BE CH CZ D DE DK E EE ES F FI FR GR H HR HU I IE IT L LI LT LU LV N NL NO P PL PT RO S SE SI SK".split())
_SIGNED = re.compile(r"([A-Z]{1,2})[-\s]?(\d[\d\s-]{2,9}(?:\s?[A-Z]{2})?)")
_ZIP_4 = re.compile(r"(\d{5})-\d{4}")


@dataclass(frozen=True)
class Query:
    """The terms of one reading, all of which must hold. anywhere: phones as any country writes them whose numbers customers have."""

    typed: str
    terms: tuple[Term, ...]
    anywhere: bool = False

    @property
    def length(self) -> int:
        """Letters and digits in all, an ideograph as two."""
        texts = (term.typed if term.kind is Kind.WORD else term.text for term in self.terms)
        return sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for text in texts for c in text)

    @property
    def too_short(self) -> bool:
        """Fewer than three characters: only exact numbers and exact last names are looked up."""
        return self.length < MIN_LENGTH

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms if term.kind is Kind.WORD)

    @property
    def letters(self) -> tuple[str, ...]:
        """The words with each letter as it was typed, an e after a vowel too."""
        return tuple(term.typed for term in self.terms if term.kind is Kind.WORD)

    @property
    def facts(self) -> tuple[Term, ...]:
        """The terms that are no names: numbers, digits, e-mail addresses."""
        return tuple(term for term in self.terms if term.kind is not Kind.WORD)

    @property
    def only(self) -> Term | None:
        """The single term, where there is just one."""
        return self.terms[0] if len(self.terms) == 1 else None

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """What the words may mean as beginnings of last and first name; of no words, any names."""
        return name_pairs(self.words) if self.words else [("", "")]


def parse(query: str) -> Query:
    """The likeliest reading."""
    return readings(query)[0]


def number_in(query: str) -> Term | None:
    """The one term that was typed, also with the words of a mail around it: what an exact number is looked up by."""
    return parse(query).only or parse(without_talk(without_labels(plain(query)))).only


@lru_cache(maxsize=64)  # a page asks several times
def readings(query: str) -> tuple[Query, ...]:
    """What was typed may mean one of these; each is looked for only where those before it find nothing."""
    typed = plain(unicodedata.normalize("NFKC", plain(query))).translate(_QUOTES)
    found = [Query(text, tuple(_terms(pieces))[:MAX_TERMS]) for text in _texts(plain(typed)) for pieces in _groupings(text)]
    first = found[0]
    if any(term.kind is Kind.DIGITS and len(term.text) > PHONE_FROM and not term.typed.startswith(("+", "00")) for term in first.terms):
        found.insert(1, replace(first, anywhere=True))
    found += [one for query in found[:3] for one in _with_less(query)]
    others = [one for one in {(one.terms, one.anywhere): one for one in found[1:]}.values() if one.terms and not one.too_short]
    return (first, *[one for one in others if (one.terms, one.anywhere) != (first.terms, first.anywhere)][: MOST - 1])


_QUOTES = str.maketrans(dict.fromkeys('"“”„«»‹›〒·•|', " "))
_EMAIL = re.compile(r"(?:<\s*)?(?:mailto:)?([^\s<>()\[\],;:]+@[^\s<>()\[\],;:?]+)[^\s]*", re.IGNORECASE)
_MAIL_LABEL = re.compile(r"(?:^|(?<=\s))(?:e-?mail|mail)\s*:\s*", re.IGNORECASE)


def _texts(typed: str) -> Iterator[str]:
    """The text as it would have been typed: without what a mail, a form or politeness puts around it; then as it is."""
    if found := _EMAIL.search(typed):
        address = found[1].rstrip(".'!")
        others = _MAIL_LABEL.sub("", typed[: found.start()] + " " + typed[found.end() :]).strip(" ,;.<>()")
        wrapped = "<" in found[0] or "mailto:" in found[0].lower()
        if others and not wrapped:
            yield plain(f"{typed[: found.start()]} {address} {typed[found.end() :]}")
        if wrapped or not any(c.isdigit() for c in others):  # beside a number it is not all that was meant
            yield address
        if others and wrapped:
            yield others
        return
    number = without_extension(typed)
    bare = without_titles(without_labels(number))
    yield bare
    if talk := without_talk(bare):
        yield talk
    yield number


_GROUPS = re.compile(r"#?\+?[\d\s()./\-–,]+")
_NUMBER = re.compile(r"([A-Za-z])[-\s]?(\d+)")
_EDGES = ".,;:!?<>[]"
_TWO_PARTS = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]? \d(?:[A-Z]{0,2}|[A-Z]\d)|[A-Z]\d[\dW] (?=\w*\d)[A-Z\d]{1,4}|\d{4} [A-Z]{2}|[A-Z]{1,2}-\d{2,4} (?:\d{1,4}|[A-Z]{2})",
    re.IGNORECASE,
)
"""Postal codes that are written in two parts: M1 4BT, K1A 0B1, D02 AF30, 1010 AB, SE-811 03; the second part may have just begun."""


def _groupings(text: str) -> Iterator[list[str]]:
    """The pieces of a text: what belongs together joined; each by itself; short letters with the digits beside them; all as one code."""
    if _GROUPS.fullmatch(text) or _NUMBER.fullmatch(text):
        yield [text]
        return
    tokens = [token for one in text.split(" ")[: 2 * MAX_TERMS] if (token := one.strip(_EDGES))]
    yield list(_joined(tokens, _belong))
    yield tokens
    yield list(_joined(tokens, _may_belong))
    if len(tokens) > 1 and _is_code(tokens):
        yield ["".join(tokens)]


def _joined(tokens: Iterable[str], belong: Callable[[str, str], bool]) -> Iterator[str]:
    last = ""
    for token in tokens:
        if last and belong(last, token):
            last = f"{last} {token}"
            continue
        if last:
            yield last
        last = token
    if last:
        yield last


def _belong(one: str, other: str) -> bool:
    """Whether two neighbours are one: digits with digits, as a phone number in groups, or the two parts of a postal code."""
    both = f"{one} {other}"
    return bool(_GROUPS.fullmatch(both) or _TWO_PARTS.fullmatch(both))


def _may_belong(one: str, other: str) -> bool:
    """The same, or up to three letters beside digits: "VLT 1117", "LV 1010"."""
    return _belong(one, other) or one.isalpha() and len(one) <= 3 and other[:1].isdigit()


def _is_code(groups: list[str]) -> bool:
    """Whether all groups together may be a tracking number."""
    together = "".join(groups)
    fits = together.isalnum() and together.isascii() and CODE_FROM <= len(together) <= 40
    return fits and 2 * len(bare_digits(together)) > len(together) and not any(one.isalpha() and len(one) > 3 for one in groups)


def _terms(pieces: Iterable[str]) -> Iterator[Term]:
    for piece in pieces:
        if "@" in piece:
            if text := fold_email(piece).lstrip("@"):
                yield Term(Kind.EMAIL, text, piece)
            continue
        piece = piece.lstrip("#")
        if match := _NUMBER.fullmatch(piece):
            yield Term(Kind.NUMBER, bare_digits(match[2]), piece, match[1].upper())
        elif _GROUPS.fullmatch(piece):
            if digits := bare_digits(piece)[:40]:
                yield Term(Kind.DIGITS, digits, piece)
        elif any(c.isdigit() for c in piece):
            if text := fold_code(piece):
                yield Term(Kind.NUMBER, text, piece)
        else:
            yield from (Term(Kind.WORD, without_umlaut_e(part), part) for part in fold_letters(piece).split(" ") if part)


def _with_less(query: Query) -> Iterator[Query]:
    """Words after a postal code as its city; and of a name beside a whole phone number, e-mail or number of ours that fact alone."""
    places = [place for place, term in enumerate(query.terms) if term.kind in (Kind.DIGITS, Kind.NUMBER) and not term.prefix]
    if places and (after := query.terms[places[-1] + 1 :]) and all(term.kind is Kind.WORD for term in after):
        city = " ".join(term.text for term in after)
        yield replace(query, terms=(*query.terms[: places[-1] + 1], Term(Kind.CITY, city, city)))
    whole = tuple(term for term in query.facts if term.kind is Kind.EMAIL or term.kind is Kind.DIGITS and len(term.text) >= PHONE_WHOLE)
    others = [term for term in query.terms if term not in whole]
    if whole and others and all(term.kind is Kind.WORD for term in others):
        yield replace(query, terms=whole)


def name_pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """(beginning of the last name, beginning of the first name) that words typed in any order may mean.

    Words of one name keep their order: "anna schmidt maria" may be Schmidt, Anna Maria; two that stand side by side may be written as one:
    "mac donald" is "macdonald". Ideographs need no space between the names.
    """
    pairs = _pairs(words)
    for at in range(1, len(words)):
        if len(words) > MOST_JOINED and len(words[at - 1]) > SHORT:
            continue
        pairs += _pairs((*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]))
    if len(words) == 1 and len(words[0]) <= 6 and unicodedata.east_asian_width(words[0][0]) == "W":
        pairs += [(words[0][:i], words[0][i:]) for i in range(1, len(words[0]))]
    lead = next((at for at, word in enumerate(words) if word not in PARTICLES), 0)
    if lead > 1:  # "van der meer jan" is "vandermeer jan"
        pairs += _pairs(("".join(words[: lead + 1]), *words[lead + 1 :]))
    return list(dict.fromkeys(pairs))


MOST_JOINED, SHORT = 3, 3
"""Of more words only those after a short one, as "mac" is, are tried as one with it."""


def _pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    whole = " ".join(words)
    parts = [(words[:i], words[i:]) for i in range(1, len(words))]
    parts += [((words[i],), words[:i] + words[i + 1 :]) for i in range(1, len(words) - 1)]
    pairs = [(whole, ""), ("", whole)]
    for one, other in parts:
        pairs += [(" ".join(one), " ".join(other)), (" ".join(other), " ".join(one))]
    return pairs


APART_FROM, APART_TO = 5, 20
PARTICLES_IN_ORDER = sorted(PARTICLES)


def apart(word: str) -> list[str]:
    """A name as it may be written in two words or more: "anne marie" of "annemarie", "van der meer" of "vandermeer"."""
    if not (APART_FROM <= len(word) <= APART_TO and word.isascii()):
        return []
    found = [f"{word[:at]} {word[at:]}" for at in range(1, len(word) - 1)]
    for particle in PARTICLES_IN_ORDER:
        if word.startswith(particle) and len(word) > len(particle) + 4:
            found += [f"{particle} {rest}" for rest in _after_particle(word[len(particle) :])]
    return list(dict.fromkeys(found))


def _after_particle(word: str) -> list[str]:
    """Another particle and the rest, or the rest in two: "der meer" of "dermeer", "silva santos" of "silvasantos"."""
    found = [f"{particle} {word[len(particle) :]}" for particle in PARTICLES_IN_ORDER if word.startswith(particle) and len(word) > len(particle) + 2]
    return found + [f"{word[:at]} {word[at:]}" for at in range(3, len(word) - 2)]
