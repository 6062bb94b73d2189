"""Senders and readers who let bytes trickle: they hold their own connection, and no page of anybody else."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import DjangoDbBlocker

from tests.browser.web import Web

CROWD = 12  # three times the threads of all web processes
TOKEN = "a" * 32  # with it, the body is read to compare them


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with django_db_blocker.unblock():
        server = Web(tmp_path_factory.mktemp("web") / "web.log")
    yield server
    server.stop()


def slow(web: Web, head: str) -> socket.socket:
    """A connection on which this much was sent, and nothing more will be."""
    line = socket.create_connection((web.address.host, web.address.port), timeout=20)
    line.sendall(head.replace("\n", "\r\n").encode())
    return line


def status_of(web: Web, method: str, path: str, body: bytes | None = None) -> int:
    connection = http.client.HTTPConnection(web.address.host, web.address.port, timeout=10)
    try:
        connection.request(method, path, body, {"Host": "127.0.0.1", "Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("length", ["Content-Length: 900000", "Transfer-Encoding: chunked"])
def test_bodies_that_never_come_stop_nobody(web: Web, length: str) -> None:
    form = f"Content-Type: application/x-www-form-urlencoded\n{length}"
    head = f"POST /accounts/login/ HTTP/1.1\nHost: 127.0.0.1\nCookie: csrftoken={TOKEN}\n{form}\n\n"
    begun = "u" if "Content-Length" in length else "1\nu\n"
    with ExitStack() as crowd:
        for _ in range(CROWD):
            crowd.enter_context(slow(web, head + begun))
        assert [status_of(web, "GET", "/accounts/login/") for _ in range(8)] == [200] * 8


def test_readers_who_take_nothing_stop_nobody(web: Web) -> None:
    with ExitStack() as crowd:
        for _ in range(CROWD):
            line = crowd.enter_context(slow(web, ""))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.sendall(b"GET /static/vendor/bootstrap.min.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40)
        assert [status_of(web, "GET", "/accounts/login/") for _ in range(8)] == [200] * 8


def test_a_body_over_a_megabyte_is_refused_with_a_sentence(web: Web) -> None:
    assert status_of(web, "POST", "/accounts/login/", b"u" * 1_000_001) == 413


def test_a_body_of_less_reaches_its_page(web: Web) -> None:
    assert status_of(web, "POST", "/accounts/login/", b"login=" + b"u" * 900_000) == 403  # what it lacks is its token
