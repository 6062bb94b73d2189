"""`python -m bench.effort`: the walks on 100,000 customers in the bench's own database, three times each; medians, with R measured."""

import os
import sys

from bench import database
from contactcenter.problems import Problem

ROUNDS = 3


def main() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread; queries come between its steps
    try:
        url = database.prepare(int(os.environ.get("SIZE") or database.USUAL))
        from bench.effort import walking  # needs the database's address first

        sys.exit(walking.walk_all(url, ROUNDS))
    except Problem as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
