"""What the launcher and the database's keeper both know of processes."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def end_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the child gets this signal when we end, even by `kill -9`. Linux only; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:  # we ended in between
            os._exit(1)

    return ask
