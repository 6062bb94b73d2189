"""Card numbers within a text, however they are written: they are never stored. Pure.

A text's digits stand in groups. Looked at is every stretch of neighbouring groups, from the border of one to the border of another;
a long number in one piece is never cut. What is a number of another kind, by its form and its own check digits, is passed over.
"""

import re
from collections.abc import Iterator

from stdnum import ean, iban, luhn

from search.terms import bare_digits

LEAST, MOST = 13, 19
"""Digits of a card number."""
GAP = 6
"""So many signs that are no letters may stand between two groups."""
LIKELY = rf"\d(?:[\W_]{{0,{GAP}}}\d){{{LEAST - 1}}}"
"""What needs a closer look, as a regular expression."""
# As issuers number cards (ISO/IEC 7812): one in ten of all long numbers would pass the check digit alone.
_CARD = re.compile(r"4\d{12}|4\d{15}|4\d{18}|5\d{15}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18}")
_SHORT_LAYOUTS = {(13,), (4, 3, 3, 3), (4, 4, 4, 1)}
"""How old cards of thirteen digits are written; as many in other groups are a phone number."""
_LAYOUTS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)}
_LISTED = re.compile(r"[,;\n+]| / ")
"""Signs that stand between the numbers of a list, such as phones: what they set apart is a card only in a card's own groups."""
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_RUN = re.compile(rf"\d+(?:[\W_]{{1,{GAP}}}\d+)*")
_GROUP = re.compile(r"[^\W\d_]*(\d+)[^\W\d_]*")
"""A group may touch letters, as in VISA4111…; within letters and digits by turns, as an id or a hash has them, there is none."""
_MOMENTS = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:19|20)\d\d)(?!\d)"  # days
    r"|(?<![\d:])\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?(?!:?\d)"  # times
)
_PARCELS = re.compile(r"(?<!\d)(?:\(00\)|00)(?: ?\d){18}(?!\d)|(?<!\d)9[1-5]\d\d(?: ?\d{4}){4} ?\d\d(?!\d)")
"""Numbers of parcels, of GS1 and of the post of the United States, which end in the check digit of an EAN."""
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}[0-9]{2}(?:[ \u00a0-]?[0-9A-Z]){11,30}", re.IGNORECASE)
_EAN = 13


def holds_card(text: str, *, short: bool = True) -> bool:
    """Whether there is a card number in it; short: also one of thirteen digits, as many as other shops' own numbers have."""
    text = text if text.isascii() else _DIGITS.sub(lambda found: bare_digits(found[0]), text)  # digits of every script
    return _has_one(text, short) and _has_one(_without_others(text), short)  # nearly all texts need no second look


def _has_one(text: str, short: bool) -> bool:
    return any(_is_card(groups, gaps, short) for run, between in _runs(text) for groups, gaps in _stretches(run, between))


def _without_others(text: str) -> str:
    """The text with letters in the place of what is a number of another kind."""
    text = _IBAN.sub(_hide_iban, _MOMENTS.sub(_hide, text))
    text = _PARCELS.sub(lambda found: _hide(found) if _ends_like_ean(bare_digits(found[0])) else found[0], text)
    return _TOKEN.sub(_hide_ids, text)


def _hide(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def _hide_iban(found: re.Match[str]) -> str:
    """An IBAN is as long as its country says; what follows it is looked at."""
    text = found[0]
    ends = (end for end in range(len(text), 14, -1) if end == len(text) or not text[end].isalnum())
    end = next((end for end in ends if iban.is_valid(text[:end].replace("\u00a0", " "))), 0)
    return "x" * end + text[end:]


def _ends_like_ean(digits: str) -> bool:
    return ean.calc_check_digit(digits[:-1]) == digits[-1]


def _hide_ids(token: re.Match[str]) -> str:
    group = _GROUP.fullmatch(token[0])
    digits = group[1] if group else ""
    return token[0] if digits and not (len(digits) == _EAN and _ends_like_ean(digits)) else _hide(token)


def _runs(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Groups of digits with no letter and few signs between them, and what stands before each."""
    for run in _RUN.finditer(text):
        found = run[0]
        if len(found) >= LEAST:
            before = text[max(run.start() - GAP, 0) : run.start()]
            yield _DIGITS.findall(found), [before, *_DIGITS.split(found)[1:-1]]


def _stretches(groups: list[str], gaps: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """All that have as many digits as a card, with what stands before each group of them."""
    for first in range(len(groups)):
        digits = 0
        for last in range(first, len(groups)):
            digits += len(groups[last])
            if digits > MOST:
                break
            if digits >= LEAST:
                yield groups[first : last + 1], gaps[first : last + 1]


def _is_card(groups: list[str], gaps: list[str], short: bool) -> bool:
    number = "".join(groups)
    if not _CARD.fullmatch(number) or not luhn.is_valid(number):
        return False
    layout = tuple(map(len, groups))
    if len(number) <= 15 and gaps[0].rstrip("( ").endswith("+"):
        return False  # a phone number with its country
    if len(number) == LEAST and not (short and layout in _SHORT_LAYOUTS):
        return False
    return not any(map(_LISTED.search, gaps[1:])) or layout in _LAYOUTS and len(set(gaps[1:])) == 1
