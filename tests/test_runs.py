"""How the tests themselves are run."""

import subprocess
import sys

from contactcenter.places import BASE_DIR


def test_a_second_run_in_this_checkout_is_refused_in_one_sentence() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/test_runs.py"]
    second = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert second.returncode == 4
    assert second.stderr.strip() == "ERROR: Other tests are running in this checkout: wait until they have ended."
