"""`manage.py import_commerce csv|shopify|olist FOLDER`: bring in data from elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from interchange.reading import BadFile
from interchange.run_import import FORMATS, run_import


class Command(BaseCommand):
    help = "Import customers, products and orders. May be repeated: what is known is updated, nothing comes twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("path", type=Path, help="the folder with the files, plain or .gz")
        parser.add_argument("--channel", default="", help="for olist and shopify: the channel to import into; made when it is not there")
        parser.add_argument("--refused", type=Path, default=Path("refused.csv"), help="where to write the refused rows with their reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["path"])
        if not folder.is_dir():
            raise CommandError(f"{folder} is a file: name the folder that it lies in." if folder.exists() else f"There is no folder {folder}.")
        refused = Path(options["refused"])  # of another program it comes as text
        if refused.is_dir() or refused.is_fifo():  # else it fails, or waits for a reader, when all is written
            raise CommandError(f"{refused} is no file: name one for the refused rows.")
        quiet = options["verbosity"] == 0
        try:
            summary = run_import(options["format"], folder, channel=options["channel"], refused=refused, quiet=quiet)
        except BadFile as bad:
            raise CommandError(f"{bad} Nothing was imported.") from bad
        except KeyboardInterrupt as stopped:
            raise CommandError("Stopped. Nothing was imported; the same command goes on where it was.") from stopped
        except OSError as error:
            raise CommandError(f"{error.filename or 'A file'} cannot be read or written: {error.strerror}. Nothing was imported.") from error
        except DatabaseError as error:
            raise CommandError(f"The database refused the import: {str(error).splitlines()[0]}. Nothing was imported.") from error
        if not quiet:
            for line in summary.text(refused):
                self.stdout.write(line)
            self.stdout.write(f"Done in {summary.seconds:.1f} s.")
        if summary.nothing_taken:
            raise CommandError(f"Nothing could be taken: all {summary.rows:,} rows were refused. {refused} says why.")
