"""The root of the one web process: Django's pages, each answered in one of a few threads, and the live stream, which takes none.

A request's body is read here on the event loop; only a request that is whole takes a thread.
"""

from typing import Any

from a2wsgi import WSGIMiddleware

from contactcenter.events import is_stream, stream
from contactcenter.request_body import BodyRefused, Receive, Send, read_body, refuse
from contactcenter.wsgi import application as wsgi  # sets Django's settings, which the body's limit asks for

THREADS = 2  # per process, each with its own persistent database connection

# An answer queues up without a limit: a thread hands it over and is free, however slowly the reader takes it. No page is a stream.
pages = WSGIMiddleware(wsgi, workers=THREADS, send_queue_size=0)  # type: ignore[arg-type]  # Django's response iterates over bytes


async def application(scope: Any, receive: Receive, send: Send) -> None:
    try:
        body = await read_body(receive)
    except BodyRefused as refused:
        await refuse(refused, send)
        return
    if is_stream(scope):
        await stream(scope, body, receive, send, pages)
    else:
        await pages(scope, body, send)
