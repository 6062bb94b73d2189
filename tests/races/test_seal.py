"""A seal is made while others write: a row whose id was drawn before, and which is committed after, is not left out of all seals."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from agents.actors import system
from agents.audit import record
from agents.seal import seal_trail, verify
from agents.verbs import Verb
from tests.world import World


@pytest.mark.usefixtures("world")
def test_a_row_that_is_being_written_is_waited_for() -> None:
    written, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            record(system("slow"), Verb.LOGGED_IN, None)
            written.set()
            done.wait(0.3)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    written.wait()
    with transaction.atomic():
        record(system("quick"), Verb.LOGGED_IN, None)
    sealed = seal_trail()
    slow.join()
    report = verify()
    assert (sealed, report.sealed, report.unsealed, report.wrong) == (2, 2, 0, [])


@pytest.mark.usefixtures("world")
def test_where_somebody_writes_for_long_nothing_is_sealed_and_nobody_waits_for_ever(world: World) -> None:
    written, done = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with transaction.atomic():
            record(system("import"), Verb.LOGGED_IN, None)
            written.set()
            done.wait(20)
        connection.close()

    slow = threading.Thread(target=write_for_long)
    slow.start()
    written.wait()
    with pytest.raises(OperationalError, match="lock timeout"):
        seal_trail()
    with pytest.raises(CommandError, match="still under way, try again"):
        call_command("verify_audit", seal=True)
    done.set()
    slow.join()
    assert seal_trail() == 1 and verify().wrong == []
