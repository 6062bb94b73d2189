"""Somebody who listens to the live stream over a real socket."""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from agents.models import Agent
from tests.browser.web import Web

NEVER = 1.5  # seconds in which what was not heard will not be heard


def cookie_of(agent: Agent) -> str:
    client = Client()
    client.force_login(Agent.objects.get(pk=agent.pk))
    return client.cookies["sessionid"].value


class Listener:
    """Of one log-in, for these things. It is there once it has heard how they stand."""

    def __init__(self, web: Web, cookie: str, *watched: str, accept: str = "text/event-stream") -> None:
        self.connection = http.client.HTTPConnection(web.address.host, web.address.port, timeout=10)
        query = urlencode([("watch", one) for one in watched])
        headers = {"Host": "127.0.0.1", "Accept": accept, "Cookie": f"sessionid={cookie}", "Sec-Fetch-Dest": "empty"}
        self.connection.request("GET", f"/events/?{query}", headers=headers)
        assert self.connection.sock is not None
        self.line = self.connection.sock  # the answer takes it from the connection where it closes it
        self.answer = self.connection.getresponse()
        self.status = self.answer.status
        if self.status == 200 and accept == "text/event-stream":
            assert self._line(10) == "retry: 3000"

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_error: object) -> None:
        self.answer.close()
        self.connection.close()

    def hears(self, seconds: float = 2, **what: Any) -> dict[str, Any]:
        """The first change like this one. Raises TimeoutError where none comes in time, EOFError where the stream has ended."""
        until = time.monotonic() + seconds
        while True:
            name, data = self._event(until)
            if name == "changed" and what.items() <= (told := json.loads(data)).items():
                return dict(told)

    def has_ended(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        try:
            while True:
                self._event(until)
        except EOFError:
            return True
        except TimeoutError:
            return False

    def hears_nothing_of(self, **what: Any) -> bool:
        try:
            self.hears(NEVER, **what)
        except TimeoutError:
            return True
        return False

    def _event(self, until: float) -> tuple[str, str]:
        name = ""
        while True:
            line = self._line(until - time.monotonic())
            field, _colon, value = line.partition(":")
            if field == "event":
                name = value.strip()
            elif field == "data":
                return name, value.strip()

    def _line(self, seconds: float) -> str:
        if seconds <= 0:
            raise TimeoutError
        self.line.settimeout(seconds)
        line = self.answer.readline()
        if not line:
            raise EOFError
        return line.decode().rstrip("\n")
