"""Cells that are safe in a spreadsheet: what would be taken for a formula gets an apostrophe, and loses it on the way back."""

import re

FORMULA = re.compile("'*[=+\\-@\t\r]")


def guarded(text: str) -> str:
    """The text as it is written to a file."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text that was meant; the exact opposite of `guarded`. A text nobody guarded stays as it is."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
