"""Whether all that must always be true is true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contactcenter.invariants import INVARIANTS, broken


class Command(BaseCommand):
    help = "Check what must always be true of the data. Ends with 1 and the first rows of each broken rule."

    def handle(self, *args: Any, **options: Any) -> None:
        found = broken()
        for name, rows in found.items():
            self.stdout.write(f"Broken: {name}")
            for row in rows:
                self.stdout.write("  " + ", ".join(map(str, row)))
        if found:
            raise CommandError(f"{len(found)} of {len(INVARIANTS)} invariants are broken.")
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")
