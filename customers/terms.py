"""What is typed into a search box, and the one form in which stored and typed text meet. Pure: no database.

Folding: case, accents and marks never matter; punctuation separates words; ß is ss, ø is o, æ is a, œ is o, ł is l, and the
German ways to write an umlaut meet: "Müller", "Mueller" and "Muller" are all "muller". To that end the letters ae, oe
and ue become a, o and u in stored and typed text alike, wherever they stand. What this merges falsely is accepted, since more is
found and nothing is lost: "Samuel" and "Samul", "Michael" and "Michal", "Joel" and "Jol", "Suede" and "Sude".
Scripts other than Latin are kept as they are, without their marks.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

MAX_LENGTH = 200
MAX_TERMS = 6
MIN_LENGTH = 3

_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k",
})  # fmt: skip
_DIGRAPHS = re.compile(r"([aou])e")
_GAPS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"['’ʼ`´]")


def plain(text: str) -> str:
    """Without what cannot be seen (control and formatting characters) and with plain spaces, at most 200 characters."""
    shown = (c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else (" " if c.isspace() else "") for c in text[: 4 * MAX_LENGTH])
    return " ".join("".join(shown).split())[:MAX_LENGTH]


def fold(text: str) -> str:
    """The canonical form of a name: "Müller-Lüdenscheidt" is "muller ludenscheidt", "O'Brien" is "obrien"."""
    folded = unicodedata.normalize("NFKD", plain(text).casefold()).casefold()
    folded = "".join(c for c in folded if not unicodedata.category(c).startswith("M")).translate(_LETTERS)
    folded = _GAPS.sub(" ", _APOSTROPHES.sub("", folded)).strip()
    return unicodedata.normalize("NFC", _DIGRAPHS.sub(r"\1", folded))[:MAX_LENGTH]


def fold_email(text: str) -> str:
    """E-mail addresses meet without regard to case; nothing else about them is equal."""
    return plain(text).replace(" ", "").casefold()[:254]


def fold_code(text: str) -> str:
    """Postal codes and such: letters and digits alone, in small letters ("SW1A 1AA" is "sw1a1aa")."""
    return "".join(c for c in unicodedata.normalize("NFKC", plain(text)).casefold() if c.isalnum())[:20]


def bare_digits(text: str) -> str:
    """The digits alone, those of other scripts as 0–9."""
    return "".join(str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None)


@lru_cache(maxsize=4096)
def fold_phone(text: str, country: str) -> str:
    """International digits without plus: "030 1234567" in DE is "49301234567"; what is no phone number keeps its digits."""
    import phonenumbers

    text = plain(text)
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return bare_digits(text)[:40]
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")[:40]


def phone_candidates(digits: str, countries: tuple[str, ...]) -> list[str]:
    """The beginnings of stored numbers that the typed digits may mean.

    "+4930", "004930", "030", "(0)30": with an international prefix it is taken off; as a national number of each country;
    and as they stand.
    """
    import phonenumbers

    found = [digits]
    if digits.startswith("00"):
        found.append(digits[2:])
    if digits.startswith("011"):
        found.append(digits[3:])
    for country in countries:
        code = phonenumbers.country_code_for_region(country)
        if not code:
            continue
        trunk = phonenumbers.ndd_prefix_for_region(country, True) or ""
        national = digits.removeprefix(trunk) if trunk else digits
        found.append(f"{code}{national}")
        for prefix in (f"{code}0", f"00{code}0"):
            if digits.startswith(prefix):
                found.append(f"{code}{digits.removeprefix(prefix)}")
    return list(dict.fromkeys(one for one in found if one))


class Kind(Enum):
    """What a term may mean."""

    WORD = "letters"
    DIGITS = "digits"
    EMAIL = "email"
    NUMBER = "number"


@dataclass(frozen=True)
class Term:
    """kind; text: folded by its kind's rule; typed: as typed; prefix: of a number, "C" in "c10023"."""

    kind: Kind
    text: str
    typed: str
    prefix: str = ""


@dataclass(frozen=True)
class Query:
    """The terms of what was typed; `length` counts letters and digits in all."""

    typed: str
    terms: tuple[Term, ...]
    length: int = 0

    @property
    def too_short(self) -> bool:
        """Fewer than three characters: only exact numbers and exact last names are looked up."""
        return self.length < MIN_LENGTH

    def of(self, kind: Kind) -> list[str]:
        return [term.text for term in self.terms if term.kind is kind]


_NUMBER = re.compile(r"([A-Za-z])[-\s]?(\d[\d.]*)")
_PHONE = re.compile(r"\+?[\d\s()./\-–]+")


def parse(query: str) -> Query:
    """The terms of a query, at most six. A phone or order number typed in groups is one term."""
    typed = plain(unicodedata.normalize("NFKC", plain(query)))
    words = [typed] if _PHONE.fullmatch(typed) else typed.split(" ")
    terms = tuple(term for word in words[:MAX_TERMS] for term in _terms_of(word))[:MAX_TERMS]
    return Query(typed, terms, sum(len(term.text.replace(" ", "")) for term in terms))


def _terms_of(word: str) -> list[Term]:
    if "@" in word:
        text = fold_email(word)
        return [Term(Kind.EMAIL, text, word)] if text.strip("@") else []
    word = word.lstrip("#")
    if match := _NUMBER.fullmatch(word):
        return [Term(Kind.NUMBER, bare_digits(match[2]), word, match[1].upper())]
    if _PHONE.fullmatch(word) and (digits := bare_digits(word)):
        return [Term(Kind.DIGITS, digits, word)]
    if any(c.isdigit() for c in word):
        return [Term(Kind.NUMBER, fold_code(word), word)] if fold_code(word) else []
    return [Term(Kind.WORD, part, part) for part in fold(word).split(" ") if part]
