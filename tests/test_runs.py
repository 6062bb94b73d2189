"""How the tests themselves are run."""

import ast
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from agents.models import Agent
from contactcenter.places import BASE_DIR
from orders.models import Order
from tests.browser.web import empty
from tests.races.together import together
from tests.template import READ
from tests.world import build


def test_a_second_run_in_this_checkout_is_refused_in_one_sentence() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/test_runs.py"]
    second = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert second.returncode == 4
    assert second.stderr.strip() == "ERROR: Other tests are running in this checkout: wait until they have ended."


def test_whatever_migrations_are_made_of_makes_the_template_anew() -> None:
    """But for models, of which a migration names no more than a field's default."""
    named: set[str] = set()
    for path in BASE_DIR.glob("*/migrations/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                named.add(node.module)
            elif isinstance(node, ast.Import):
                named |= {one.name for one in node.names}
    files = {BASE_DIR / f"{name.replace('.', '/')}.py" for name in named if ".models" not in name}
    ours = {path for path in files if path.is_file()}
    assert ours
    assert ours <= {path for pattern in READ for path in BASE_DIR.glob(pattern)}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_emptying_outlives_a_deadlock_with_an_act_that_still_runs() -> None:
    build()

    def act() -> None:
        with transaction.atomic():
            list(Order.objects.select_for_update())
            time.sleep(0.3)  # the other has deleted the agents by now, and waits for the orders
            list(Agent.objects.select_for_update())

    def clear() -> None:
        time.sleep(0.1)
        empty()  # waits first, so that the database ends this one of the two

    assert together(act, clear) == [None, None]
    assert Order.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_world_is_no_older_than_its_test_and_not_of_the_future() -> None:
    build()
    empty()
    time.sleep(1.5)
    began = now()
    assert began - timedelta(seconds=1) < build().order.placed_at < now()
