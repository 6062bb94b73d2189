"""`manage.py rebuild_search`: write the search columns anew where they differ from the rules, beside a running console."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from customers.search.rules import note_rules
from customers.search.similar import learn_anew
from interchange.search_columns import SEARCHED, rebuild


class Command(BaseCommand):
    help = "Write the search columns of customers, orders and returns anew where they differ from the rules. Safe beside a running console."

    def handle(self, *args: Any, **options: Any) -> None:
        for searched in SEARCHED:
            total = searched.model._base_manager.count()
            with tqdm(total=total, desc=searched.name, unit="rows", disable=not sys.stderr.isatty()) as bar:
                written = rebuild(searched, seen=bar.update)
            self.stdout.write(f"{total:>10} {searched.name}, {written} written anew")
        self.stdout.write(f"{learn_anew():>10} names learnt")
        note_rules()
