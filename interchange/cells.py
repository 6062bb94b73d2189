"""How texts stand in the cells of a CSV file, of ours and of what others make of it.

Guarded texts: what a spreadsheet would take for a formula, and what the import would otherwise take for damage, has an apostrophe before
it. It says "meant as it stands", and is taken off on the way back.
"""

import re
from collections.abc import Sequence

from contactcenter.names import unseen

FORMULA = "[=+\\-@\t\r\n＝＋－＠]"
"""Beginnings that spreadsheets take for a formula, the full-width ones too."""
ERRORS = r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|BEZUG!|WERT!|ZAHL!|#+)|n/a"
SHORTENED = r"[0-9](?:[.,][0-9]+)?E[+-][0-9]{2,}"
DAMAGE = re.compile(f"(?:{ERRORS}|{SHORTENED})\\Z", re.IGNORECASE)
"""What spreadsheets leave of a value: an error instead of it, or 4.92302E+11 of a long number."""
BREAKS = re.compile("[\u2028\u2029]")
"""Breaks of lines and paragraphs that no page shows as such: blanks here."""
MARKUP = re.compile("<[a-zA-Z/!?]")
GUARDED = re.compile(f"'*(?:{FORMULA}|(?:{ERRORS}|{SHORTENED})\\Z|.*?{MARKUP.pattern})", re.IGNORECASE | re.DOTALL)


class Refused(Exception):
    """Why a row is not taken, as one sentence without its full stop."""


def shown(cell: str) -> str:
    """A cell in a message: short, and without what a terminal or a spreadsheet might act on."""
    short = cell if len(cell) <= 40 else f"{cell[:37]}..."
    return "".join(c if c.isprintable() else "?" for c in short)


def guarded(text: str) -> str:
    """The text as it is written to a file."""
    return f"'{text}" if GUARDED.match(text) else text


def unguarded(cell: str) -> str:
    """The text that was meant; the exact opposite of `guarded`. A text nobody guarded stays as it is."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def meant(cell: str) -> str:
    """The text that was meant; one that is only what a spreadsheet left of it, or that holds markup, is refused unless it is guarded."""
    text = unguarded(cell)
    if text == cell:
        if DAMAGE.match(cell):
            raise Refused(f"“{shown(cell)}” is what a spreadsheet left of the value")
        if MARKUP.search(cell):
            raise Refused("contains markup")
    return text


def tidy(text: str) -> str:
    """As texts are kept: line ends are one character, nothing blank stands around them, and what nobody could see is nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if text.isascii():
        return text
    text = BREAKS.sub(" ", text.replace("\ufeff", "")).strip()  # a byte order mark belongs to files, and comes along when they are joined
    return "" if unseen(text) else text


def joined(parts: Sequence[str], separator: str) -> str:
    """Several texts in one cell; a backslash keeps apart a separator that belongs to a text."""
    return separator.join(escaped(part, separator) for part in parts)


def escaped(text: str, *specials: str) -> str:
    for special in ("\\", *specials):
        text = text.replace(special, f"\\{special}")
    return text


def parted(cell: str, separator: str, *, keep: bool = False) -> list[str]:
    """The exact opposite of `joined`; empty parts are none. keep: the backslashes stay, for what is parted again."""
    found = re.findall(rf"(?:\\.|\\\Z|[^\\{re.escape(separator)}])+", cell, re.DOTALL)
    return found if keep else [unescaped(part) for part in found]


def halved(cell: str, separator: str) -> tuple[str, str] | None:
    """What stands before the first separator and behind it; None where there is none, or nothing beside it."""
    found = re.fullmatch(rf"((?:\\.|[^\\{re.escape(separator)}])+){re.escape(separator)}(.+)", cell, re.DOTALL)
    return (unescaped(found[1]), unescaped(found[2])) if found else None


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
