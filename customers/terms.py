"""What is typed into a search box, and the one form in which stored and typed text meet. Pure: no database.

Folding: case, accents and marks never matter; punctuation separates words; ß is ss, ø is o, æ is a, œ is o, ł is l, and the
German ways to write an umlaut meet: "Müller", "Mueller" and "Muller" are all "muller". To that end an e after a, o or u is
dropped in stored and typed text alike, wherever it stands. What this merges falsely is accepted, since more is found and
nothing is lost: "Samuel" and "Samul", "Michael" and "Michal", "Joel" and "Jol", "Baer" and "Bar".
Scripts other than Latin are kept as they are; of their marks only accents, Arabic vowels and Hebrew points go.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

MAX_LENGTH = 200
MAX_TERMS = 6
MIN_LENGTH = 3

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k"}
)
_UMLAUT_E = re.compile(r"(?<=[aou])e+")
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´]")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def plain(text: str) -> str:
    """Without what cannot be seen (control and formatting characters), spaces made single, at most 200 characters."""
    text = text[: 4 * MAX_LENGTH]
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    return " ".join(text.split())[:MAX_LENGTH]


def fold(text: str) -> str:
    """The canonical form of a name: "Müller-Lüdenscheidt" is "muller ludenscheidt", "O'Brien" is "obrien"."""
    folded = _APOSTROPHES.sub("", plain(text).casefold())
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).casefold()
        folded = "".join(c for c in folded if not _is_accent(c)).translate(_LETTERS)
        folded = unicodedata.normalize("NFC", folded)
    if not folded.isalpha():
        folded = " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded).split())
    return _UMLAUT_E.sub("", folded)[:MAX_LENGTH].rstrip()


def _is_accent(c: str) -> bool:
    weight = unicodedata.combining(c)
    return weight >= 200 or 10 <= weight <= 36 or c == "\N{COMBINING GRAPHEME JOINER}"


def fold_email(text: str) -> str:
    """E-mail addresses meet without regard to case; nothing else about them is equal."""
    return plain(text).replace(" ", "").casefold()[:254]


_PARTICLES = frozenset(
    "al am an ben bin da das de degli del della den der des di do dos du e el ibn la las le les los te ten ter van vom von y zu zum zur".split()
)


def further(folded: str) -> str:
    """From the second word of a name on, by which people look for it too: "cruz" of "garcia de la cruz"."""
    words = folded.split(" ")[1:]
    while words and words[0] in _PARTICLES:
        del words[0]
    return " ".join(words)


def further_in_email(email: str, last: str, first: str) -> str:
    """The later words of an address's local part that the names do not begin with: "harker" of "m.harker@example.com" for Mina Murray."""
    words = fold(email.partition("@")[0]).split(" ")[1:]
    told = tuple({one for name in (last, first) for one in name.split(" ") if len(one) >= MIN_LENGTH})
    return " ".join(word for word in words if not word.isdigit() and len(word) > 1 and not (told and word.startswith(told)))


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


@lru_cache(maxsize=256)
def _dialling(country: str) -> tuple[str, str, tuple[str, ...]]:
    """Country code, national prefix, and the ways to begin a call abroad ("00", "011")."""
    import phonenumbers

    code = str(phonenumbers.country_code_for_region(country) or "")
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country, None) if code else None
    abroad = str(plan.international_prefix) if plan and (plan.international_prefix or "").isdigit() else "00"
    trunk = phonenumbers.ndd_prefix_for_region(country, True) if code else ""
    return code, trunk or "", tuple(dict.fromkeys(("00", abroad)))


def phone_candidates(typed: str, countries: tuple[str, ...]) -> list[str]:
    """The beginnings of stored numbers that typed digits may mean: "+49 30", "0049 30", "030" in DE, "(030)", "+49 (0)30"."""
    digits = bare_digits(typed)
    found = [digits]
    for country in countries:
        code, trunk, abroad = _dialling(country)
        if not code:
            continue
        international = [digits, *(digits.removeprefix(prefix) for prefix in abroad if digits.startswith(prefix))]
        found += international[1:]
        if trunk:
            found += [code + one.removeprefix(code + trunk) for one in international if one.startswith(code + trunk)]
        if not typed.startswith("+") and len(international) == 1:
            found.append(code + (digits.removeprefix(trunk) if trunk else digits))
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

    @property
    def email(self) -> str:
        """What it would be as the beginning of an e-mail: with "@", or with letters and digits as in "jo.braun42"; else empty."""
        return self.text if self.kind is Kind.EMAIL else fold_email(self.typed) if self.kind is Kind.NUMBER else ""


@dataclass(frozen=True)
class Query:
    """The terms of what was typed; `length` counts letters and digits in all, an ideograph as two."""

    typed: str
    terms: tuple[Term, ...]
    length: int = 0

    @property
    def too_short(self) -> bool:
        """Fewer than three characters: only exact numbers and exact last names are looked up."""
        return self.length < MIN_LENGTH

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms if term.kind is Kind.WORD)

    @property
    def facts(self) -> tuple[Term, ...]:
        """The terms that are no names: numbers, digits, e-mail addresses."""
        return tuple(term for term in self.terms if term.kind is not Kind.WORD)

    @property
    def only(self) -> Term | None:
        """The single term, where there is just one."""
        return self.terms[0] if len(self.terms) == 1 else None


_NUMBER = re.compile(r"([A-Za-z])[-\s]?(\d+)")
_GROUPS = re.compile(r"#?\+?[\d\s()./\-–,]+")


@lru_cache(maxsize=16)  # a page asks three times
def parse(query: str) -> Query:
    """The terms of a query, at most six. A phone or order number typed in groups is one term."""
    typed = plain(unicodedata.normalize("NFKC", plain(query)))
    words = [typed] if _GROUPS.fullmatch(typed) or _NUMBER.fullmatch(typed) else typed.split(" ")
    terms = tuple(term for word in words[: 2 * MAX_TERMS] for term in _terms_of(word))[:MAX_TERMS]
    length = sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for term in terms for c in term.text)
    return Query(typed, terms, length)


def _terms_of(word: str) -> list[Term]:
    if "@" in word:
        text = fold_email(word).lstrip("@")
        return [Term(Kind.EMAIL, text, word)] if text else []
    word = word.lstrip("#")
    if match := _NUMBER.fullmatch(word):
        return [Term(Kind.NUMBER, bare_digits(match[2]), word, match[1].upper())]
    if _GROUPS.fullmatch(word):
        return [Term(Kind.DIGITS, digits, word)] if (digits := bare_digits(word)[:40]) else []
    if any(c.isdigit() for c in word):
        return [Term(Kind.NUMBER, fold_code(word), word)] if fold_code(word) else []
    return [Term(Kind.WORD, part, part) for part in fold(word).split(" ") if part]


def name_pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """(beginning of the last name, beginning of the first name) that words typed in any order may mean.

    Words of one name keep their order: "anna schmidt maria" may be Schmidt, Anna Maria. Ideographs need no space between the names.
    """
    whole = " ".join(words)
    parts = [(words[:i], words[i:]) for i in range(1, len(words))]
    parts += [((words[i],), words[:i] + words[i + 1 :]) for i in range(1, len(words) - 1)]
    pairs = [(whole, ""), ("", whole)]
    for one, other in parts:
        pairs += [(" ".join(one), " ".join(other)), (" ".join(other), " ".join(one))]
    if len(words) == 1 and len(whole) <= 6 and unicodedata.east_asian_width(whole[0]) == "W":
        pairs += [(whole[:i], whole[i:]) for i in range(1, len(whole))]
    return list(dict.fromkeys(pairs))
