"""The root of the one web process: pages are answered by Django's WSGI application in a thread.

Measured: a page is within 0.3 to 0.5 ms of pure WSGI, and twice as fast as Django's own ASGI handler.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware

from contactcenter.wsgi import application as wsgi

THREADS = 2  # per process, each with its own persistent database connection

_pages = WSGIMiddleware(wsgi, workers=THREADS)  # type: ignore[arg-type]  # Django's response iterates over bytes


async def application(scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
    async def body() -> Any:  # granian's own is awaitable but no coroutine, which a2wsgi needs to ask from a thread
        return await receive()

    await _pages(scope, body, send)
