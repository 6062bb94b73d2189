"""`python -m bench.streams`: what idle live streams cost one web process, in memory and threads.

COUNT=1000 says how many are opened, AIM=50 how many KB each may cost. Ends with an error where they cost more, or take a thread.
"""

import asyncio
import os
import sys
import time

import psutil

from bench import database
from bench.browsers import HOST

SETTLES = 20  # seconds: each has been told that it is alive once more


def main() -> int:
    count, aim = int(os.environ.get("COUNT") or 1000), float(os.environ.get("AIM") or 50)
    url = database.prepare_empty(f"{database.NAME}_streams")
    from bench import web  # it needs the database's address first

    cookies = log_ins(count)
    web.collect_static()
    with web.web_process(url, workers=1) as (port, server):
        (worker,) = server.children()
        kilobytes, threads, opened, per_notice = asyncio.run(measure(port, worker, cookies, count))
    print(f"{count} idle streams: {kilobytes:.1f} KB each, {threads} threads more, opened at {opened:.0f} a second")
    print(f"Until all have heard of a change: {per_notice:.0f} ms")
    return int(kilobytes > aim or threads > 0)


def log_ins(count: int) -> list[str]:
    """Of as many agents as so many streams need."""
    from django.test import Client

    from agents.models import Agent, Organization, Role
    from agents.permissions import AGENT
    from contactcenter.events import MOST_STREAMS

    organization, _new = Organization.objects.get_or_create(name="Bench")
    cookies = []
    for place in range(-(-count // MOST_STREAMS)):
        agent = Agent.objects.filter(username=f"bench-{place}").first()
        if agent is None:
            agent = Agent.objects.create_user(f"bench-{place}", f"bench-{place}@example.net", organization=organization, all_channels=True)
            agent.roles.add(Role.objects.get(code=AGENT))
        client = Client()
        client.force_login(agent)
        cookies.append(client.cookies["sessionid"].value)
    return cookies


async def measure(port: int, worker: psutil.Process, cookies: list[str], count: int) -> tuple[float, int, float, float]:
    """KB of each stream, threads more than before, streams opened in a second, milliseconds until all have heard one notice."""
    few = await asyncio.gather(*(listen(port, cookies[place % len(cookies)]) for place in range(20)))  # what the first ones cost once
    for one in few:
        one[1].close()
    await asyncio.sleep(2)
    before, threads, begun = worker.memory_info().rss, worker.num_threads(), time.monotonic()
    there = [await listen(port, cookies[place % len(cookies)]) for place in range(count)]
    opened = count / (time.monotonic() - begun)
    await asyncio.sleep(SETTLES)
    kilobytes, more = (worker.memory_info().rss - before) / 1024 / count, worker.num_threads() - threads
    begun = time.monotonic()
    await asyncio.gather(asyncio.to_thread(say), *(hear(reader) for reader, _writer in there))
    heard = 1000 * (time.monotonic() - begun)
    for _reader, writer in there:
        writer.close()
    return kilobytes, more, opened, heard


async def listen(port: int, cookie: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open when it has heard that it is alive."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=4096)
    head = f"GET /events/?watch=order:1 HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\nCookie: sessionid={cookie}\r\n\r\n"
    writer.write(head.encode())
    await reader.readuntil(b"event: beat")
    return reader, writer


def say() -> None:
    """To each agent, since without a channel the order is nobody else's."""
    from agents.models import Agent
    from contactcenter.changes import Notice, send

    for agent in Agent.objects.values_list("pk", flat=True):
        send(Notice("order", "1", 1, agent=agent))


async def hear(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"event: changed")


if __name__ == "__main__":
    sys.exit(main())
