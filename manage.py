#!/usr/bin/env python3
"""Django's command line. Run as ./manage.py it finds the Python of this checkout by itself."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent


def use_own_python() -> None:
    """Go on in `.venv`, which `make start` sets up, where the Python that was called has no Django."""
    if find_spec("django"):
        return
    own = HERE / ".venv" / "bin" / "python"
    if not own.exists() or Path(sys.prefix) == HERE / ".venv":
        sys.exit("Not set up yet: run `make start` or `make demo` once in this folder.")
    os.execv(own, [str(own), str(HERE / "manage.py"), *sys.argv[1:]])  # noqa: S606


def main() -> None:
    from django.core.management import execute_from_command_line

    from contactcenter.problems import Problem

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    try:
        execute_from_command_line(sys.argv)
    except Problem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    use_own_python()
    main()
