"""`manage.py check_search`: whether the search columns and their indexes are what the rules say."""

import sys
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from interchange.search_columns import SEARCHED, broken_indexes, drifted
from interchange.search_rules import are_current

EXAMPLES = 5


class Command(BaseCommand):
    help = "Compare the search columns of customers, orders and returns with the rules, and their indexes with the models. Writes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = False
        for searched in SEARCHED:
            with tqdm(total=searched.model._base_manager.count(), desc=searched.name, unit="rows", disable=not sys.stderr.isatty()) as bar:
                found = [getattr(row, "number", row.pk) for row in drifted(searched, seen=bar.update)]
            examples = ", ".join(islice(map(str, found), EXAMPLES))
            self.stdout.write(f"{searched.name}: {f'{len(found)} differ ({examples})' if found else 'right'}")
            wrong = wrong or bool(found)
        for name in broken_indexes():
            self.stdout.write(f"index {name}: missing or not whole; build it with CREATE INDEX CONCURRENTLY (see its migration)")
            wrong = True
        if not are_current():
            self.stdout.write("names learnt: by the rules of another release")
            wrong = True
        if wrong:
            self.stdout.write("`manage.py rebuild_search` writes the columns anew.")
            sys.exit(1)
