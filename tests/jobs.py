"""The real worker of the job queue, and real processes on the tests' own database."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections
from procrastinate.contrib.django import app

from contactcenter.places import BASE_DIR


def run_jobs(queues: list[str] | None = None) -> None:
    """Do all jobs that are due, of these queues or of all, by procrastinate's own worker; needs a test with real transactions."""

    async def work() -> None:
        async with worker_app.open_async():
            options = {"wait": False, "listen_notify": False, "install_signal_handlers": False, "task_middleware": [_hang_up]}
            await worker_app.run_worker_async(queues=queues, **options)

    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
        asyncio.run(work())


def _hang_up(run: Callable[[], Any], context: Any, worker: Any) -> Any:
    """No connection of a job's thread outlives the job: the test's database is emptied after it."""
    try:
        return run()
    finally:
        connections.close_all()


def environment() -> dict[str, str]:
    """For a process that shall work on the tests' database, with the tests' key of sessions."""
    at = connection.settings_dict
    who = ":".join(quote(part) for part in (at["USER"], at["PASSWORD"]) if part)
    port = f":{at['PORT']}" if at["PORT"] else ""
    where = f"{port}/{quote(at['HOST'])}" if at["HOST"].startswith("/") else f"{at['HOST']}{port}"
    return {"DATABASE_URL": f"postgres://{who}@{where}/{at['NAME']}", "SECRET_KEY": settings.SECRET_KEY, "PYTHONPATH": str(BASE_DIR)}
