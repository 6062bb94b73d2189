"""`manage.py export_commerce PATH`: everything as CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agents.actors import system
from agents.audit import record
from agents.verbs import Verb
from interchange.exporter import write_all


class Command(BaseCommand):
    help = "Write customers, products, orders and returns as the CSV files of docs/csv-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["path"]
        try:
            counts = write_all(folder, quiet=options["verbosity"] == 0)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        record(system("export_commerce"), Verb.DATA_EXPORTED, None, kind="csv", rows=sum(counts.values()))
        if options["verbosity"]:
            for name, count in counts.items():
                self.stdout.write(f"{count:>10,} {name}")
            self.stdout.write(f"Written to {folder.resolve()}.")
