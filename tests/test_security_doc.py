"""docs/security.md names what shows each promise: no requirement of ASVS 5.0 level 1 is missing, and no test is named that is not there."""

import ast
import re
from datetime import timedelta

import pytest
from django.test import Client

from agents import lockout
from agents.models import MOST_READS
from contactcenter.places import BASE_DIR
from tests.agents.test_log_in import is_in, log_in
from tests.world import PASSWORD, World

DOC = (BASE_DIR / "docs" / "security.md").read_text()
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1
5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1
9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""".split()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|$", re.M)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)*)`", DOC)))


def test_every_requirement_of_level_1_has_its_row() -> None:
    assert [number for number, _shown in ROW.findall(DOC)] == LEVEL_1


@pytest.mark.parametrize(("number", "shown"), ROW.findall(DOC))
def test_each_row_names_a_test_or_says_why_not(number: str, shown: str) -> None:
    assert shown.startswith(("`tests/", "Not applicable: ", "Not shown yet: ")), number


@pytest.mark.parametrize("named", NAMED)
def test_each_test_that_is_named_exists(named: str) -> None:
    file, _colons, name = named.partition("::")
    tree = ast.parse((BASE_DIR / file).read_text())
    there = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    assert not name or set(name.split("::")) <= there


def test_the_limits_written_here_are_those_that_count() -> None:
    assert (lockout.LIMIT, lockout.LIMIT_OF_ADDRESS, lockout.CODES_IN_A_DAY, lockout.TOLD, MOST_READS) == (5, 50, 30, 100, 300)
    assert timedelta(minutes=5) == lockout.WINDOW and timedelta(days=1) == lockout.DAY
    assert (20, timedelta(minutes=10)) == (lockout.REFUSALS_TOLD, lockout.ACTS_WINDOW) and "20 refusals in ten minutes" in DOC
    for words in ("5 in five minutes", "50 in five minutes", "30 in a day", "100 in five minutes", "300 in ten minutes"):
        assert words in DOC


@pytest.mark.parametrize("typed", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], f"{PASSWORD}x" * 9])
def test_a_password_is_taken_as_it_is(world: World, client: Client, typed: str) -> None:
    log_in(client, "ada", typed)
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/.git/config", "/static/../.git/config", "/static/%2e%2e/.git/config", "/.env", "/static/../manage.py"])
def test_the_checkout_is_not_served(world: World, as_ada: Client, path: str) -> None:
    assert as_ada.get(path).status_code == 404
