"""`manage.py verify_audit`: whether the audit trail is what was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agents.models import AuditSeal
from agents.seal import seal_trail, verify


class Command(BaseCommand):
    help = "Check every seal of the audit trail against its rows, and print the hash of the newest, to be kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="HASH", default="", help="a hash printed or logged earlier, which must still be in the chain")
        parser.add_argument("--seal", action="store_true", help="first seal what is not sealed yet; the worker does so every five minutes")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seal"]:
            seal_trail()
        report = verify()
        if options["expect"] and not AuditSeal.objects.filter(hash=options["expect"]).exists():
            report.wrong.append(f"No seal has the hash {options['expect']}.")
        told = f"{report.seals} seals over {report.sealed} rows; {report.unsealed} rows not sealed yet"
        self.stdout.write(f"{told}; personal details of {report.erased} rows erased.")
        if report.last:
            self.stdout.write(f"Newest hash: {report.last}")
        if report.wrong:
            raise CommandError("\n".join(["The audit trail is not what was sealed.", *report.wrong]))
        self.stdout.write("The audit trail is what was sealed.")
