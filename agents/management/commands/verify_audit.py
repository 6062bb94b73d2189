"""`manage.py verify_audit`: whether the audit trail is what was sealed."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from agents.models import AuditSeal
from agents.seal import seal_trail, verify
from contactcenter.actions import is_lock_timeout

HASH = re.compile("[0-9a-f]{64}")


class Command(BaseCommand):
    help = "Check every seal of the audit trail against its rows, and print the hash of the newest, to be kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="HASH", help="a hash printed or logged earlier, which must still be in the chain")
        parser.add_argument("--seal", action="store_true", help="first seal what is not sealed yet; the worker does so every five minutes")

    def handle(self, *args: Any, **options: Any) -> None:
        expected = options["expect"]
        if expected is not None and not HASH.fullmatch(expected):  # an empty variable of a script would otherwise expect nothing
            raise CommandError("--expect needs a hash as this command prints it: 64 digits and letters from a to f.")
        if options["seal"]:
            _seal()
        report = verify()
        if expected is not None and not AuditSeal.objects.filter(hash=expected).exists():
            report.wrong.append(f"No seal has the hash {expected}.")
        told = f"{report.seals} seals over {report.sealed} rows; {report.unsealed} rows not sealed yet"
        self.stdout.write(f"{told}; personal details of {report.erased} rows erased.")
        if report.last:
            self.stdout.write(f"Newest hash: {report.last}")
        if report.wrong:
            raise CommandError("\n".join(["The audit trail is not what was sealed.", *report.wrong]))
        self.stdout.write("The audit trail is what was sealed.")


def _seal() -> None:
    try:
        seal_trail()
    except OperationalError as error:
        if not is_lock_timeout(error):
            raise
        raise CommandError("Nothing was checked: an act is still under way, try again.") from None
