"""The root of the web process: a body that is whole goes to Django's WSGI application, and its answer out."""

import asyncio
from typing import Any

import pytest

from contactcenter import asgi

SCOPE = {
    "type": "http", "method": "POST", "path": "/ü", "query_string": b"q=1", "http_version": "1.1", "scheme": "http",
    "headers": [(b"content-type", b"text/plain"), (b"x-two", b"a"), (b"x-two", b"b")], "server": ("127.0.0.1", 80), "client": ("127.0.0.2", 9),
}  # fmt: skip


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sends one request whose body comes in these pieces to a WSGI application in the place of Django's; gives what is sent back."""

    def answer_of(wsgi: Any, *pieces: bytes, send: Any = None) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        coming = [{"type": "http.request", "body": piece, "more_body": place < len(pieces)} for place, piece in enumerate(pieces or [b""], 1)]

        async def receive() -> dict[str, Any]:
            return coming.pop(0)

        async def keep(message: dict[str, Any]) -> None:
            sent.append(message)

        monkeypatch.setattr(asgi.pages, "app", wsgi)
        asyncio.run(asgi.application(SCOPE, receive, send or keep))
        return sent

    return answer_of


def test_status_headers_and_body_are_sent(ask: Any) -> None:
    def wsgi(environ: Any, start: Any) -> list[bytes]:
        start("404 Not Found", [("X-One", "1")])
        return [b"one ", b"two"]

    start, *bodies = ask(wsgi)
    assert (start["status"], start["headers"]) == (404, [(b"x-one", b"1")])
    assert b"".join(one["body"] for one in bodies) == b"one two"
    assert [one.get("more_body", False) for one in bodies] == [True] * (len(bodies) - 1) + [False]


def test_an_answer_without_a_body_ends(ask: Any) -> None:
    def wsgi(environ: Any, start: Any) -> list[bytes]:
        start("204 No Content", [])
        return []

    assert not ask(wsgi)[-1].get("more_body", False)


def test_a_thread_does_not_wait_for_the_reader(ask: Any) -> None:
    made = 0

    def wsgi(environ: Any, start: Any) -> Any:
        nonlocal made
        start("200 OK", [])
        for _ in range(100):
            made += 1
            yield b"x" * 4096

    async def read_when_all_is_made(message: dict[str, Any]) -> None:
        async with asyncio.timeout(5):
            while made < 100:
                await asyncio.sleep(0.01)

    ask(wsgi, send=read_when_all_is_made)
    assert made == 100


def test_a_reader_who_goes_away_leaves_the_thread_free(ask: Any) -> None:
    ended = []

    def wsgi(environ: Any, start: Any) -> Any:
        start("200 OK", [])
        yield from [b"x"] * 100
        ended.append(True)

    async def broken(message: dict[str, Any]) -> None:
        raise ConnectionError("the reader went away")

    with pytest.raises(ConnectionError):
        ask(wsgi, send=broken)
    assert ended


def test_what_the_application_reads_is_what_was_sent(ask: Any) -> None:
    seen: dict[str, Any] = {}

    def wsgi(environ: Any, start: Any) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    ask(wsgi, b"first ", b"second")
    assert seen["body"] == b"first second"
    assert seen["PATH_INFO"].encode("latin1").decode() == "/ü"
    assert (seen["QUERY_STRING"], seen["REMOTE_ADDR"], seen["HTTP_X_TWO"]) == ("q=1", "127.0.0.2", "a,b")


@pytest.mark.parametrize("started", [False, True])
def test_a_failure_reaches_the_server(ask: Any, started: bool) -> None:
    def wsgi(environ: Any, start: Any) -> Any:
        if started:
            start("200 OK", [])
            yield b"x"
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        ask(wsgi)
