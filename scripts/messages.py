"""Collect all texts into locale/de/LC_MESSAGES/django.po, and compile it (`python -m scripts.messages`).

Collecting needs GNU gettext (`apt-get install gettext`); compiling does not. The compiled file is committed, so that nobody who
installs needs either.
"""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"


def main() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    ignored = [part for name in ("var", "node_modules", ".venv", "tests", "bench", "staticfiles") for part in ("-i", f"{name}/*")]
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--no-location", "--no-obsolete", "-e", "html,txt,py", *ignored]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    PO.with_suffix(".mo").write_bytes(compiled(PO))


def compiled(po: Path) -> bytes:
    """What the .mo file of a .po file holds."""
    with po.open("rb") as file:
        catalog = read_po(file, locale="de")
    target = BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


if __name__ == "__main__":
    main()
