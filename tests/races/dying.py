"""The product's pages in a web process that kills itself: a request says at which of its statements.

`X-Kill-At: 3` is SIGKILL before the third statement, one more than there are is SIGKILL when all is done and the answer is about
to leave. `X-Kill-At: 0` kills nothing and tells the number of statements in the answer.
"""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from contactcenter import asgi

pages: Callable[..., Iterable[bytes]] = asgi.pages.app  # type: ignore[assignment]

Environ = dict[str, Any]


class Countdown:
    """Counts the statements of a request and kills the process before one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.step()
        return execute(*statement)

    def step(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def dying(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    asked = environ.get("HTTP_X_KILL_AT")
    if asked is None:
        return pages(environ, start_response)
    countdown = Countdown(int(asked))

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start_response(status, [*headers, ("X-Statements", str(countdown.seen))], *more)

    with connection.execute_wrapper(countdown):
        answer = pages(environ, start)
    countdown.step()
    return answer


asgi.pages.app = dying  # type: ignore[assignment]
application = asgi.application
