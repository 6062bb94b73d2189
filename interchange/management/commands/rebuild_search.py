"""`manage.py rebuild_search`: write the search columns anew where they differ from the rules, beside a running console."""

import sys
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.exceptions import AlreadyEnqueued
from tqdm import tqdm

from contactcenter.jobs import later
from customers.search.similar import learn_anew
from interchange.jobs import renew_search
from interchange.search_columns import SEARCHED, rebuild
from interchange.search_rules import are_current, note_current, note_first


class Command(BaseCommand):
    help = "Write the search columns of customers, orders and returns anew where they differ from the rules. Safe beside a running console."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after-upgrade", action="store_true", help="only if this release has other rules, and by the job worker")

    def handle(self, *args: Any, after_upgrade: bool, **options: Any) -> None:
        if not after_upgrade:
            self._rebuild()
        elif are_current():
            note_first()
        else:
            with suppress(AlreadyEnqueued):
                later(renew_search)
            self.stdout.write("This release reads names and numbers otherwise: the search columns are written anew in the background.")

    def _rebuild(self) -> None:
        for searched in SEARCHED:
            total = searched.model._base_manager.count()
            with tqdm(total=total, desc=searched.name, unit="rows", disable=not sys.stderr.isatty()) as bar:
                written = rebuild(searched, seen=bar.update)
            self.stdout.write(f"{total:>10} {searched.name}, {written} written anew")
        self.stdout.write(f"{learn_anew():>10} names learnt")
        note_current()
