"""The body of a request, read whole on the event loop before a thread is taken for the page.

Threads are few. A sender who lets a body trickle would hold one for as long as they like, without any log-in; here they hold
only their own connection, and that for a bounded time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

BODY_SECONDS = 20.0
"""From the head of a request to the last byte of its body. Behind a proxy that buffers requests the body comes at once."""

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[Any]]


class BodyRefused(Exception):
    """status: 408 for a body that did not come in time, 413 for one too large; 400 where its sender went away."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


async def read_body(receive: Receive) -> Receive:
    """A `receive` that gives the whole body in one message. Raises BodyRefused."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await _whole(receive)
    except TimeoutError:
        raise BodyRefused(408, "The request did not arrive in time. Check the connection and try again.")
    message = {"type": "http.request", "body": body, "more_body": False}

    async def whole() -> Any:
        return message

    return whole


async def _whole(receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BodyRefused(400, "The request broke off.")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyRefused(413, "The request is larger than one megabyte. Send it in smaller parts.")
        if not message.get("more_body", False):
            return b"".join(pieces)


async def refuse(refused: BodyRefused, send: Send) -> None:
    """A plain answer, and the end of the connection: what is left of the body is never read."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": refused.sentence.encode()})
