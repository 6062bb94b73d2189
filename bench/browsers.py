"""Two ways to ask for a page: over HTTP on one kept connection, as a browser does, and within this process, where queries are counted."""

import http.client
import io
import re
import socket
import time
import zlib
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import brotli
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

CSRF = "benchbenchbenchbenchbenchbench32"  # any 32 letters that cookie and header agree in
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """seconds: from sending to the last byte; served: bytes of the body as sent; queries: where they were counted."""

    status: int
    body: str
    effective_address: str
    seconds: float = 0.0
    served: int = 0
    queries: int = 0

    @property
    def raw(self) -> int:
        return len(self.body.encode())


class Browser(Protocol):
    def get(self, path: str, *, fragment: bool = False) -> Answer: ...

    def post(self, path: str, fields: dict[str, str]) -> Answer: ...


class HttpBrowser:
    """One agent's browser: one connection that stays open. `cpu` is what this client itself has cost so far, in seconds.

    The clock runs from sending the request to the last byte of the answer, as with clients written in C: to put the one together and
    take the other apart is Python's work, not the server's, and done before and after.
    """

    def __init__(self, port: int, session_key: str) -> None:
        self.address = (HOST, port)
        self.kept: socket.socket | None = None
        self.headers = {"Cookie": f"sessionid={session_key}; csrftoken={CSRF}", "Accept-Encoding": "gzip, br", "X-CSRFToken": CSRF}
        self.cpu, self.requests = 0.0, 0

    def get(self, path: str, *, fragment: bool = False) -> Answer:
        return self._ask("GET", path, "", {"HX-Request": "true"} if fragment else {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields), {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str, more: dict[str, str]) -> Answer:
        cpu = time.thread_time()
        line, sent = self._connected(), body.encode()
        headers = {"Host": f"{HOST}:{self.address[1]}", **self.headers, **more, **({"Content-Length": str(len(sent))} if method == "POST" else {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + sent
        began = time.perf_counter()
        line.sendall(request)
        received = _whole(line)
        seconds = time.perf_counter() - began
        response = http.client.HTTPResponse(_Received(received), method=method)  # type: ignore[arg-type]  # it only asks for a file
        response.begin()
        served = response.read()
        if response.will_close:
            line.close()
            self.kept = None
        self.cpu, self.requests = self.cpu + time.thread_time() - cpu, self.requests + 1
        text = _plain(served, response.headers.get("Content-Encoding", "")).decode()
        effective_address = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
        return Answer(response.status, text, effective_address, seconds, len(served))

    def _connected(self) -> socket.socket:
        if self.kept is None:
            self.kept = socket.create_connection(self.address, timeout=30)
            self.kept.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.kept


class _Received:
    """What http.client reads as if from a connection."""

    def __init__(self, received: bytes) -> None:
        self.received = received

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.received)


def _whole(line: socket.socket) -> bytes:
    """One answer to its last byte: of the length it names, in chunks, or until the server closes."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(line, received)
    head = received[: received.index(b"\r\n\r\n") + 4]
    length = _LENGTH.search(head)
    if length or head[9:12] in (b"204", b"304"):
        end = len(head) + (int(length[1]) if length else 0)
        while len(received) < end:
            received += _more(line, received)
    elif b"chunked" in head.lower():
        received = _chunks(line, received, len(head))
    else:
        while part := line.recv(65536):
            received += part
    return received


def _chunks(line: socket.socket, received: bytes, at: int) -> bytes:
    """Chunk after chunk, each after its length, to the empty one."""
    while True:
        while (end := received.find(b"\r\n", at)) < 0:
            received += _more(line, received)
        size = int(received[at:end].split(b";")[0], 16)
        at = end + 2 + size + 2
        while len(received) < at:
            received += _more(line, received)
        if not size:
            return received


_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


def _more(line: socket.socket, received: bytes) -> bytes:
    part = line.recv(65536)
    if not part:
        raise ConnectionError(f"the server closed in the middle of an answer: {received[-200:]!r}")
    return part


def _plain(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        unpacked: bytes = brotli.decompress(body)
        return unpacked
    return zlib.decompress(body, zlib.MAX_WBITS | 16) if encoding == "gzip" else body


class CountingBrowser:
    """The same questions within this process and on the same database; `statements` holds the last answer's SQL, all but BEGIN and COMMIT."""

    def __init__(self, client: Client) -> None:
        self.client, self.statements = client, list[str]()

    def get(self, path: str, *, fragment: bool = False) -> Answer:
        return self._ask("get", path, None, fragment=fragment)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("post", path, fields, fragment=True)

    def _ask(self, method: str, path: str, fields: dict[str, str] | None, *, fragment: bool) -> Answer:
        headers = {"HX-Request": "true"} if fragment else {}
        with CaptureQueriesContext(connection) as captured:
            response = getattr(self.client, method)(path, fields, headers=headers)
        self.statements = [query["sql"] for query in captured.captured_queries if query["sql"] not in ("BEGIN", "COMMIT")]
        effective_address = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
        return Answer(response.status_code, response.content.decode(), effective_address, queries=len(self.statements))
