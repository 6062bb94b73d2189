"""The bridge from the event loop to Django's WSGI application."""

import asyncio
from typing import Any

import pytest

from contactcenter.asgi import STEP, Pages

SCOPE = {
    "type": "http", "method": "POST", "path": "/ü", "query_string": b"q=1", "http_version": "1.1", "scheme": "http",
    "headers": [(b"content-type", b"text/plain"), (b"x-two", b"a"), (b"x-two", b"b")], "server": ("127.0.0.1", 80), "client": ("127.0.0.2", 9),
}  # fmt: skip


def answer_of(wsgi: Any, *pieces: bytes) -> list[dict[str, Any]]:
    """What is sent for one request whose body comes in these pieces."""
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": piece, "more_body": place < len(pieces)} for place, piece in enumerate(pieces, 1)]

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Pages(wsgi, workers=1)(SCOPE, receive, send))
    return sent


def test_a_page_is_handed_over_in_one_step() -> None:
    def wsgi(environ: Any, start: Any) -> list[bytes]:
        start("404 Not Found", [("X-One", "1")])
        return [b"one ", b"two"]

    start, body = answer_of(wsgi)
    assert (start["status"], start["headers"]) == (404, [(b"x-one", b"1")])
    assert body == {"type": "http.response.body", "body": b"one two", "more_body": False}


def test_an_answer_without_a_body_ends() -> None:
    def wsgi(environ: Any, start: Any) -> list[bytes]:
        start("204 No Content", [])
        return []

    assert [one.get("more_body") for one in answer_of(wsgi)] == [None, False]


def test_a_download_is_handed_over_as_it_is_made() -> None:
    made: list[int] = []
    waiting: list[int] = []

    def wsgi(environ: Any, start: Any) -> Any:
        start("200 OK", [])
        for place in range(40):
            made.append(place)
            yield bytes([place]) * (STEP // 4)

    async def run() -> bytes:
        whole = b""

        async def send(message: dict[str, Any]) -> None:
            nonlocal whole
            waiting.append(len(made) * (STEP // 4) - len(whole))
            whole += message.get("body", b"")

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        await Pages(wsgi, workers=1)(SCOPE, receive, send)
        return whole

    assert asyncio.run(run()) == b"".join(bytes([place]) * (STEP // 4) for place in range(40))
    assert max(waiting) <= 2 * STEP


def test_what_the_application_reads_is_what_was_sent() -> None:
    seen: dict[str, Any] = {}

    def wsgi(environ: Any, start: Any) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    answer_of(wsgi, b"first ", b"second")
    assert seen["body"] == b"first second"
    assert seen["PATH_INFO"].encode("latin1").decode() == "/ü"
    assert (seen["QUERY_STRING"], seen["REMOTE_ADDR"], seen["HTTP_X_TWO"]) == ("q=1", "127.0.0.2", "a,b")


@pytest.mark.parametrize("started", [False, True])
def test_a_failure_reaches_the_server(started: bool) -> None:
    def wsgi(environ: Any, start: Any) -> Any:
        if started:
            start("200 OK", [])
            yield b"x" * STEP
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        answer_of(wsgi)
