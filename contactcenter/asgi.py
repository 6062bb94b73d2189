"""The root of the one web process: pages are answered by Django's WSGI application in a thread.

Measured: a page is within 0.1 ms of pure WSGI, and twice as fast as Django's own ASGI handler.
"""

import asyncio
import contextvars
import gc
from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import Body, WSGIResponder, build_environ

from contactcenter.request_body import BodyRefused, Receive, read_body, refuse
from contactcenter.wsgi import application as wsgi  # sets Django's settings, which the body's limit asks for

THREADS = 2  # per process, each with its own persistent database connection
STEP = 65_536
"""Of a longer answer so many bytes are handed over at a time: what is streamed is never gathered whole. A slow stream is no page: it waits here."""


class Pages(WSGIMiddleware):
    """As a2wsgi's own, with answers that take one step from the thread to the event loop: its three or four took 0.4 ms of each page."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await _Answer(self.app, self.executor, self.send_queue_size)(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _Answer(WSGIResponder):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._send, self._parts, self._size = send, list[Any](), 0
        environ = build_environ(scope, Body(self.loop, receive))
        await self.loop.run_in_executor(self.executor, contextvars.copy_context().run, self.wsgi, environ, self.start_response)
        await self._hand_over()

    def send(self, message: Any) -> None:
        """Called by the thread for each part of the answer; where the receiver is slower than the thread, the thread waits."""
        self._parts.append(message)
        self._size += len(message.get("body", b""))
        if self._size >= STEP:
            asyncio.run_coroutine_threadsafe(self._hand_over(), self.loop).result()

    async def _hand_over(self) -> None:
        parts, self._parts, self._size = self._parts, [], 0
        bodies = [part for part in parts if part["type"] == "http.response.body"]
        for start in (part for part in parts if part["type"] == "http.response.start"):
            await self._send(start)
        if bodies:
            body = b"".join(part["body"] for part in bodies)
            await self._send({"type": "http.response.body", "body": body, "more_body": bodies[-1].get("more_body", False)})


COLLECT = 10_000
"""So many new objects are made before cycles among them are looked for: of a page of results, looking seven times took 0.1 ms."""

gc.set_threshold(COLLECT)
_pages = Pages(wsgi, workers=THREADS)  # type: ignore[arg-type]  # Django's response iterates over bytes


async def application(scope: Any, receive: Receive, send: Any) -> None:
    async def coming() -> Any:  # granian's own is awaitable but no coroutine, which a2wsgi needs to ask from a thread
        return await receive()

    try:
        body = await read_body(coming)
    except BodyRefused as refused:
        await refuse(refused, send)
        return
    await _pages(scope, body, send)
