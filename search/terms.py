"""The one form in which stored and typed text meet. Pure: no database.

Folding: case, accents and marks never matter; punctuation separates words; ß is ss, ø is o, æ is a, œ is o, ł is l, and the
German ways to write an umlaut meet: "Müller", "Mueller" and "Muller" are all "muller". To that end an e after a, o or u is
dropped in stored and typed text alike, wherever it stands. What this merges falsely is accepted, since more is found and
nothing is lost: "Samuel" and "Samul", "Michael" and "Michal", "Joel" and "Jol", "Baer" and "Bar".
Scripts other than Latin are kept; of their marks only accents, Arabic vowels and Hebrew points go. Letters that one keyboard has and the
next has not meet too: Arabic ة and ه, ى and ي, Persian ک and ی, Azeri ə and a; and so do hiragana and katakana.
"""

import re
import unicodedata
from functools import lru_cache

MAX_LENGTH = 200
MIN_LENGTH = 3

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "a"}
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ە": "ه", "ہ": "ه"}
    | {chr(katakana): chr(katakana - 0x60) for katakana in range(0x30A1, 0x30F7)}
)
ALL_DASHES = "‐‑‒–—―−"
DASHES = str.maketrans(dict.fromkeys(ALL_DASHES, "-"))
"""Every dash is the keyboard's, where punctuation counts."""
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
    return without_umlaut_e(fold_letters(text))


def without_umlaut_e(letters: str) -> str:
    return _UMLAUT_E.sub("", letters)[:MAX_LENGTH].rstrip()


def fold_letters(text: str) -> str:
    """The same with each e where it stands: "mueller" of "Mueller", as it counts for what one letter less makes of a name."""
    folded = _APOSTROPHES.sub("", plain(text).casefold())
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).casefold()
        folded = "".join(c for c in folded if not _is_accent(c)).translate(_LETTERS)
        folded = unicodedata.normalize("NFC", folded)
    if not folded.isalpha():
        folded = " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded).split())
    return folded


def _is_accent(c: str) -> bool:
    weight = unicodedata.combining(c)
    return weight >= 200 or 10 <= weight <= 36 or c == "\N{COMBINING GRAPHEME JOINER}"


def fold_email(text: str) -> str:
    """E-mail addresses meet without regard to case; nothing else about them is equal."""
    return plain(text).replace(" ", "").casefold()[:254]


PARTICLES = frozenset(
    "al am an ben bin da das de degli del della den der des di do dos du e el ibn la las le les los te ten ter van vom von y zu zum zur".split()
)


def further(folded: str) -> str:
    """From the second word of a name on, by which people look for it too: "cruz" of "garcia de la cruz". A particle goes before a word only."""
    words = folded.split(" ")[1:]
    while len(words) > 1 and words[0] in PARTICLES:
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


_EXTENSION = re.compile(
    r"((?:\d[\s()./\-–]*){6,}?)[,;]?\s*(?:;ext=|#|(?:ext(?:ension|n)?|x|durchwahl|dw|apparat|app|poste|anexo|int|wew|доб)\b[\s.:]*|(?<=[\s,])x)\s*\d{1,6}(?!\w)",
    re.IGNORECASE,
)


def without_extension(text: str) -> str:
    """A phone number without what is dialled after it: "ext. 89", "x5", "#89", "Durchwahl 12"."""
    return _EXTENSION.sub(r"\1", text).rstrip()


@lru_cache(maxsize=4096)
def fold_phone(text: str, country: str) -> str:
    """International digits without plus: "030 1234567" in DE is "49301234567"; what is no phone number keeps its digits."""
    import phonenumbers

    text = without_extension(plain(text))
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


_ZERO = re.compile(r"(?:\+|00)\s?(\d{1,3})\s*\(0\)")
"""After any country code."""


def phone_candidates(typed: str, countries: tuple[str, ...]) -> list[str]:
    """The beginnings of stored numbers that typed digits may mean: "+49 30", "0049 30", "030" in DE, "(030)", "+43 (0)664"."""
    digits = bare_digits(typed)
    found = [digits]
    if _ZERO.match(typed):
        found.append(bare_digits(_ZERO.sub(r"\1", typed)))
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
