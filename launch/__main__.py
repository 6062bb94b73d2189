"""The commands, and the one place where a problem becomes a sentence and an exit code."""

import sys

from contactcenter.problems import Problem, full_disk
from launch.reset import reset
from launch.run import run

COMMANDS = {"demo": lambda: run(demo=True), "start": lambda: run(demo=False), "reset": reset}


def main() -> None:
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if command is None:
        sys.exit(f"usage: python -m launch {'|'.join(COMMANDS)}")
    try:
        command()
    except Problem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except OSError as error:
        if full_disk(error):
            sys.exit(f"The disk is full ({error.filename}): free some space and start again.")
        raise


if __name__ == "__main__":
    main()
