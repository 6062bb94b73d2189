"""What a person at the terminal can mend themselves: said in one sentence, never as a traceback."""

import errno
from collections.abc import Iterator


class Problem(Exception):
    """One clear sentence: what is wrong, and what to do about it."""


def full_disk(error: BaseException) -> bool:
    """Is a full disk (or quota) the reason behind this error, as told by the system or by PostgreSQL?"""
    return any(
        getattr(cause, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or getattr(cause, "sqlstate", None) == "53100" for cause in _causes(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
