"""`make test`, `make test-long`, `make lint`: one part after the other, all of them even when one fails.

`AGAIN=1` leaves out what a second run on another PostgreSQL would show no second time: lint, format and types, and the browser's tests.
With `CI=true` nothing may be skipped.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

from scripts.chromium import provide

NO_TESTS = 5  # pytest's exit code
PYTEST = ["-m", "pytest", "-p", "scripts.nothing_skipped", "-q", "--durations=10"]


@dataclass(frozen=True)
class Part:
    name: str
    arguments: tuple[str, ...]

    @property
    def is_pytest(self) -> bool:
        return "pytest" in self.arguments


LINT = (
    Part("lint", ("-m", "ruff", "check", ".")),
    Part("format", ("-m", "ruff", "format", "--check", ".")),
    Part("types", ("-m", "mypy", ".")),
)
TESTS = (
    Part("unit tests", (*PYTEST, "-n", "2", "-m", "not browser and not race and not long")),
    Part("race tests", (*PYTEST, "-m", "race and not browser and not long")),
    Part("browser tests", (*PYTEST, "-n", "2", "-m", "browser and not long", "tests/browser")),
)
LONG = (
    Part("long tests", (*PYTEST, "-n", "2", "-m", "long and not browser and not race")),
    Part("long race tests", (*PYTEST, "-m", "long and race and not browser")),
    Part("long browser tests", (*PYTEST, "-n", "2", "-m", "long and browser", "tests/browser")),
)
RUNS = {"": (LINT + TESTS, 15), "lint": (LINT, 15), "long": (LONG, 40)}  # parts, and minutes they may take on two idle cores
PATIENCE = 1.6  # times those minutes on a busy machine, before what still runs is taken to hang


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # some containers set it: each of the many processes would compile everything again
    kind = sys.argv[1] if len(sys.argv) > 1 else ""
    parts, minutes = RUNS[kind]
    if os.environ.get("AGAIN") == "1":
        parts = tuple(part for part in parts if part.is_pytest and part.name != "browser tests")
    deadline = time.monotonic() + 60 * PATIENCE * minutes
    failed, skipped, times = [], [], []
    for part in parts:
        began = time.monotonic()
        if "browser" in part.name:
            try:
                print(f"\nBrowser: {provide()}", flush=True)
            except LookupError as error:
                skipped.append(f"{part.name}: {error}")
                continue
        print(f"\n=== {part.name}", flush=True)
        code = run(part, deadline)
        times.append(f"{part.name} {time.monotonic() - began:.0f} s")
        if code == NO_TESTS and part.is_pytest:
            skipped.append(f"{part.name}: there are none yet")
        elif code != 0:
            failed.append(part.name)
    sys.exit(conclude(failed, skipped, times))


def run(part: Part, deadline: float) -> int:
    """The part's exit code; 124 where the time is up."""
    process = subprocess.Popen([sys.executable, *part.arguments], stdin=subprocess.DEVNULL)
    try:
        return process.wait(max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        print(f"The time for {part.name} is up.", flush=True)
        process.terminate()
    except KeyboardInterrupt:  # pytest got it too, and ends by itself
        process.wait(30)
        sys.exit("Stopped.")
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return 124


def conclude(failed: list[str], skipped: list[str], times: list[str]) -> int:
    """Say plainly what was done, what was not, and why."""
    print(f"\n=== {' · '.join(times)}")
    if os.environ.get("AGAIN") == "1":
        print("Left out as asked: lint, format, types, browser tests.")
    for reason in skipped:
        print(f"Skipped {reason}.")
    if skipped and os.environ.get("CI") == "true":
        print("In CI nothing may be skipped.")
        return 1
    print(f"Failed: {', '.join(failed)}." if failed else "All passed (pytest lists skipped tests above, with reasons, if any).")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
