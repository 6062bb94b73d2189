"""`manage.py load_demo`: the invented shop, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contactcenter.errors import Conflict
from interchange.demo.load import load


class Command(BaseCommand):
    help = "Load the demo world: an invented shop with two years of orders. Loads once; refuses a database with other data."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(quiet=options["verbosity"] == 0)
        except Conflict as refusal:
            raise CommandError(refusal.message) from refusal
        if options["verbosity"]:
            self.stdout.write("The demo world is loaded." if loaded else "The demo world is there already.")
