"""Acts done at the same time, by real threads, each with its own connection to the real database."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

PATIENCE = 20.0  # seconds that a thread may take


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at once; what each returned or raised, in their order."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(PATIENCE)
            outcomes[place] = act()
        except Exception as error:  # an outcome like any other
            outcomes[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


class Meeting:
    """Where threads wait for each other between a check and its change. Who waits in vain for half a second goes on alone.

    Without a lock all of them come here before any of them writes; with it the first waits in vain, and that is the proof.
    """

    def __init__(self, parties: int) -> None:
        self._barrier = threading.Barrier(parties, timeout=0.5)

    def wait(self) -> None:
        try:
            self._barrier.wait()
        except threading.BrokenBarrierError:
            pass

    def after(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with a meeting when it is done."""

        def run(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            self.wait()
            return result

        return run

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with a meeting before it begins."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return function(*args, **kwargs)

        return run


def outcomes_of(kind: type, outcomes: list[Any]) -> int:
    """How many ended in this."""
    return sum(isinstance(one, kind) for one in outcomes)
