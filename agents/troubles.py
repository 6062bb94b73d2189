"""What is wrong with a record, in words, and where it is solved. Each noun says its own; here is only the shape they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

DECLINED, UNPAID, LATE, RETURN, WAITS, OTHER = "declined", "unpaid", "late", "return", "waits", "other"
KINDS = (DECLINED, UNPAID, LATE, RETURN, WAITS, OTHER)
"""By how soon a caller asks about it."""


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong.

    kind: one of KINDS; record and number: the tab where it is solved (a kind of tab); label: how that record is called; part: the id
    of the element there; words: one sentence, without the label; since: when it began; wrong: worse than something to attend to;
    note: what somebody wrote about it, with the author and the day.
    """

    kind: str
    record: str
    number: str
    label: str
    part: str
    words: str
    since: datetime
    wrong: bool = False
    note: str = ""


def newest_first(*parts: Iterable[Trouble]) -> list[Trouble]:
    """All of them, that which began last first."""
    return sorted((one for part in parts for one in part), key=lambda one: one.since, reverse=True)
