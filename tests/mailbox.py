"""A real SMTP server that keeps what it is given, and can be told to be slow or to refuse."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller

from tests.launcher.processes import free_port


class Mailbox:
    """received: the mails taken, oldest first; refuse: the answer to every recipient, such as "451 Try again later"; stall: wait for
    ever at this step ("RCPT", "TAKEN").
    """

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.refuse, self.stall, self.stalled = "", "", Event()
        self.port = free_port()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  aiosmtpd's name
        await self._maybe_stall("RCPT")
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        await self._maybe_stall("TAKEN")
        return "250 OK"

    async def _maybe_stall(self, step: str) -> None:
        if self.stall == step:
            self.stalled.set()
            await asyncio.sleep(3600)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """The server, listening on `port` of this machine."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
