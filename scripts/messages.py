"""Collect all texts into locale/de/LC_MESSAGES/django.po, and compile it (`make messages`): once to translate what is new, once more after.

Collecting needs GNU gettext (`apt-get install gettext`); compiling does not. The compiled file is committed, so that nobody who
installs needs either.
"""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"


def main() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    ignored = [part for name in ("var", "node_modules", ".venv", "tests", "bench", "staticfiles") for part in ("-i", f"{name}/*")]
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--no-location", "--no-obsolete", "-e", "html,txt,py", *ignored]
    before = _read(PO)
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    _sort(before.creation_date)
    PO.with_suffix(".mo").write_bytes(compiled(PO))


def _sort(date: Any) -> None:
    """By the English text, without guesses, with the old date: who adds a text changes its own lines and no others'."""
    catalog = _read(PO)
    catalog.creation_date = date
    for message in catalog:
        message.user_comments = [one for one in message.user_comments if not one.startswith("|")]
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = "" if isinstance(message.id, str) else ("", "")
    target = BytesIO()
    write_po(target, catalog, sort_output=True, width=130)
    PO.write_bytes(target.getvalue())


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale="de")


def compiled(po: Path) -> bytes:
    """What the .mo file of a .po file holds."""
    target = BytesIO()
    write_mo(target, _read(po))
    return target.getvalue()


if __name__ == "__main__":
    main()
