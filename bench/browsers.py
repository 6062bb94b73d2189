"""Two ways to ask for a page: over HTTP on one kept connection, as a browser does, and within this process, where queries are counted."""

import http.client
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
    goes_to: str
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
    """One agent's browser: one connection that stays open. `cpu` is what this client itself has cost so far, in seconds."""

    def __init__(self, port: int, session_key: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.headers = {"Cookie": f"sessionid={session_key}; csrftoken={CSRF}", "Accept-Encoding": "gzip, br", "X-CSRFToken": CSRF}
        self.cpu, self.requests = 0.0, 0

    def get(self, path: str, *, fragment: bool = False) -> Answer:
        return self._ask("GET", path, None, {"HX-Request": "true"} if fragment else {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields), {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str]) -> Answer:
        began, cpu = time.perf_counter(), time.thread_time()
        self.connection.request(method, path, body, {**self.headers, **more})
        response = self.connection.getresponse()
        served = response.read()
        seconds = time.perf_counter() - began
        self.cpu, self.requests = self.cpu + time.thread_time() - cpu, self.requests + 1
        text = _plain(served, response.headers.get("Content-Encoding", "")).decode()
        goes_to = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
        return Answer(response.status, text, goes_to, seconds, len(served))


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
        goes_to = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
        return Answer(response.status_code, response.content.decode(), goes_to, queries=len(self.statements))
