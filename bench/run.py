"""`make bench`: pages, queries and bytes of a call's tasks on 100,000 customers, beside the bare SQL that each needs.

SIZE=10000 measures on another number of customers, AGENTS=4 with another number of agents at once, PORT=8299 on a port of choice,
SEED=7 with the same callers again. Ends with an error where an aim is missed that does not depend on the machine: queries and bytes.
"""

import os
import sys

from bench import database
from contactcenter.problems import Problem


def main() -> None:
    try:
        sys.exit(run(int(os.environ.get("SIZE") or database.USUAL), int(os.environ.get("AGENTS") or 8)))
    except Problem as problem:
        sys.exit(str(problem))


def run(customers: int, agents: int) -> int:
    url = database.prepare(customers)
    from bench import measure, report, web  # they need the database's address first

    web.collect_static()
    done = measure.measure(url, customers, agents)
    report.show(done)
    report.write(done)
    return int(report.misses_exact_aims(done))


if __name__ == "__main__":
    main()
