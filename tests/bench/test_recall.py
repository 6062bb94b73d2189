"""A small version of `make bench-recall`: of what agents type, at least as much is found as was promised."""

import pytest

from bench.recall import measure, settle
from bench.typed import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PEOPLE, SEED, ASKED = 390, 5, 12


def test_what_agents_type_finds_the_person() -> None:
    actor, made = settle(PEOPLE, SEED)
    table = measure(actor, made, asked=ASKED, seed=SEED)
    missed = {kind.name: table[kind.name].missed for kind in KINDS if table[kind.name].share < kind.share}
    assert missed == {}
    asked, found = sum(one.asked for one in table.values()), sum(one.found for one in table.values())
    assert asked > 10 * len(KINDS) * 0.7
    assert found >= 0.99 * asked
