"""Files of a folder that an import does not read: each is said, with what it holds."""

from collections.abc import Collection, Iterator
from pathlib import Path

from interchange.reading import BadFile, Source, is_csv, lowered

OURS = ["file", "line", "reason"]
"""The header of a file of refused rows, which a run before this one may have left here."""


def passed_by(folder: Path, read: Collection[Path], why: str) -> Iterator[tuple[str, str]]:
    """The name of each file that is not read, and why not; why: of a file that could be read."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path not in read and not path.name.startswith("."):
            said = said_of(path, why)
            if said:
                yield path.name, said


def said_of(path: Path, why: str) -> str:
    if not is_csv(path):
        return "it is no CSV file"
    try:
        source = Source(path)
        if [lowered(name) for name in source.header] == OURS:
            return ""
        many = sum(1 for _row in source.rows([], quiet=True))
    except BadFile as bad:
        return str(bad).removeprefix(f"{path.name} ").removesuffix(".")
    return f"{why} ({many:,} {'row' if many == 1 else 'rows'})"
