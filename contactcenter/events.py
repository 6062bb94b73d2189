"""The live stream `/events/`: tells a page what was changed of the things it shows, for as long as it shows them.

It runs on the event loop, so that a stream to which nothing happens takes no thread. Who listens, what they may hear of, and how the
things stand now is answered by Django at the same address (`console.views.live`), in a thread like any page: when a stream opens, every
minute, and whenever the process may have missed something. So a stream ends with its log-in, and keeps none alive.
"""

import asyncio
import json
import logging
import signal
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from procrastinate.contrib.django.utils import connector_params

from contactcenter.changes import NAME, Notice, read, watched_in
from contactcenter.request_body import Receive, Send

PATH = "/events/"
BEAT = 15.0
"""Seconds after which a page hears that the stream is alive. It waits 25 (`live.js`), then takes it that somebody on the way holds it back."""
CHECKED_EVERY = 60.0
MOST_STREAMS = 20
"""Of one agent in one process; the oldest gives way. A page in a hidden window has none."""
MOST_WAITING = 100
"""Notices for a reader who is slow to take them; beyond it they are told how things stand instead."""
LONGEST_PAUSE = 30.0
STREAM = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
REPLACED = {name for name, _value in STREAM} | {b"content-length"}
RETRY = "retry: 3000\n\n"  # milliseconds after which the browser comes back
ALIVE, FULL = "event: beat\ndata:\n\n", "event: full\ndata:\n\n"

Ask = Callable[[], Awaitable["Answer"]]
log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What Django says at this address: to who may listen 200 and who they are; anything else as any page says it."""

    start: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""

    @property
    def status(self) -> int:
        return int(self.start.get("status", 500))


@dataclass(eq=False)
class Stream:
    """One page that listens. agent, channels: whose it is and what they see, as last answered; waiting: what is to be told."""

    watched: frozenset[str]
    ask: Ask
    send: Send
    agent: int | None = None
    channels: frozenset[int] = frozenset()
    waiting: dict[tuple[str, str], Notice] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    due: float = 0.0
    last_words: str | None = None

    def tell(self, notice: Notice) -> None:
        """Kept until it is sent; the newest of each thing."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            return self.check()
        self.waiting[notice.noun, notice.number] = notice
        return self.woken.set()

    def check(self) -> None:
        """Have Django asked again, now."""
        self.due = 0.0
        self.woken.set()

    def end(self, words: str = "") -> None:
        if self.last_words is None:
            self.last_words = words
        self.woken.set()

    def may_hear(self, notice: Notice) -> bool:
        return notice.channel in self.channels if notice.channel is not None else notice.agent == self.agent

    async def run(self) -> None:
        """Tell what there is, then wait; to the end of the log-in, of the page or of the process."""
        loop = asyncio.get_running_loop()
        while self.last_words is None:
            due = time.monotonic() >= self.due
            if due:
                await self.renew()
            told = "".join(_written(one) for one in self.waiting.values() if self.may_hear(one))
            self.waiting.clear()
            if self.last_words is None:
                await self._say(told or ALIVE)
                timer = loop.call_later(BEAT, self.woken.set)
                await self.woken.wait()
                timer.cancel()
                self.woken.clear()
        await self.send({"type": "http.response.body", "body": self.last_words.encode(), "more_body": False})

    async def renew(self) -> None:
        """As Django says it now: with the log-in the stream ends, and while the database is away it waits for it."""
        self.due = time.monotonic() + CHECKED_EVERY
        answer = await self.ask()
        if answer.status == 200:
            self.take(answer)
        elif answer.status < 500:
            self.end()

    def take(self, answer: Answer) -> None:
        said = json.loads(answer.body)
        self.agent, self.channels = said["agent"], frozenset(said["channels"])
        for one in said["now"]:
            notice = Notice(**one)
            self.waiting.setdefault((notice.noun, notice.number), notice)

    async def _say(self, text: str) -> None:
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _written(notice: Notice) -> str:
    told = {name: getattr(notice, name) for name in ("noun", "number", "version", "customer", "request")}
    return f"event: changed\ndata: {json.dumps(told)}\n\n"


class Streams:
    """All streams of this process, by what they watch, and the one connection that listens for them."""

    def __init__(self) -> None:
        self.open: dict[str, dict[Stream, None]] = defaultdict(dict)  # in the order in which they came
        self.listener: asyncio.Task[None] | None = None
        self.closing = False

    def add(self, stream: Stream) -> None:
        if self.listener is None:
            self.listener = asyncio.ensure_future(self._listen())
            self._end_at_shutdown()
        for key in stream.watched:
            self.open[key][stream] = None

    def admit(self, stream: Stream) -> None:
        """One of somebody who may listen: with one too many of theirs, the oldest goes."""
        theirs = self.open[f"agent:{stream.agent}"]
        theirs[stream] = None
        if len(theirs) > MOST_STREAMS:
            oldest = next(iter(theirs))
            del theirs[oldest]
            oldest.end(FULL)

    def drop(self, stream: Stream) -> None:
        for key in (*stream.watched, f"agent:{stream.agent}"):
            self.open[key].pop(stream, None)
            if not self.open[key]:
                del self.open[key]

    def spread(self, notice: Notice) -> None:
        """To those who watch the thing. An agent's account is watched by all of their streams, which then ask who they are."""
        for key in notice.watched_as():
            for stream in self.open.get(key, ()):
                if notice.noun == "agent":
                    stream.check()
                elif stream.agent is None or stream.may_hear(notice):
                    stream.tell(notice)

    def all(self) -> set[Stream]:
        return {stream for streams in self.open.values() for stream in streams}

    def end_all(self) -> None:
        self.closing = True
        for stream in self.all():
            stream.end()
        if self.listener is not None:
            self.listener.cancel()

    async def _listen(self) -> None:
        """For as long as the process lives; without the database ever more patiently. Whoever came before it is connected asks once more."""
        pause = 1.0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**{**connector_params(), "autocommit": True}) as connection:
                    await connection.execute(f"LISTEN {NAME}")
                    pause = 1.0
                    for stream in self.all():
                        stream.check()
                    await self._hear(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("Live pages hear nothing for %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _hear(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        while True:
            async for heard in connection.notifies(timeout=BEAT):
                try:
                    notice = read(heard.payload)
                except (ValueError, TypeError):  # whoever may write to the database may say anything, a newer release among them
                    log.warning("Not understood: %.200r", heard.payload)
                    continue
                self.spread(notice)
            async with asyncio.timeout(BEAT):
                await connection.execute("SELECT 1")  # a network that has gone says nothing by itself

    def _end_at_shutdown(self) -> None:
        """The server waits for open answers before it stops. Its own handler of the signal is the event loop's, which goes on being woken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_ignored: loop.call_soon_threadsafe(self.end_all))


streams = Streams()


def is_stream(scope: Any) -> bool:
    """Whether a browser asks for the stream; whoever asks for anything else at this address hears how things stand, once."""
    wants = any(name == b"accept" and b"text/event-stream" in value for name, value in scope["headers"])
    return bool(scope["path"] == PATH and scope["method"] == "GET" and wants and not streams.closing)


async def stream(scope: Any, body: Receive, receive: Receive, send: Send, pages: Callable[..., Awaitable[None]]) -> None:
    """Answer one request for the stream, until either side has had enough."""

    async def ask() -> Answer:
        return await _answer(pages, scope, body)

    try:
        one = Stream(watched_in(scope["query_string"].decode("latin-1")), ask, send)
    except ValueError:
        return await pages(scope, body, send)  # which says what is wrong
    streams.add(one)  # before Django is asked, so that nothing is missed in between
    try:
        first = await ask()
        if first.status != 200:
            await send(first.start)
            return await send({"type": "http.response.body", "body": first.body, "more_body": False})
        one.take(first)
        one.due = time.monotonic() + CHECKED_EVERY
        streams.admit(one)
        kept = [(name, value) for name, value in first.start["headers"] if name not in REPLACED]
        await send({"type": "http.response.start", "status": 200, "headers": [*kept, *STREAM]})
        await send({"type": "http.response.body", "body": RETRY.encode(), "more_body": True})
        await _run_until_left(one, receive)
    finally:
        streams.drop(one)


async def _run_until_left(one: Stream, receive: Receive) -> None:
    async def wait() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        one.end()

    left = asyncio.ensure_future(wait())
    try:
        await one.run()
    finally:
        left.cancel()


async def _answer(pages: Callable[..., Awaitable[None]], scope: Any, body: Receive) -> Answer:
    answer = Answer()

    async def keep(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.start = message
        else:
            answer.body += message.get("body", b"")

    await pages(scope, body, keep)
    return answer
