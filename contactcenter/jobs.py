"""The durable queue: a job is a row in the same PostgreSQL, written in the same transaction as what it follows from."""

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

# Outside services fail: about two days of tries, ever further apart, before a job counts as failed.
PATIENT = RetryStrategy(max_attempts=20, exponential_wait=2, wait=5)

job = app.task


def later(task: "Task[Any, Any, Any]", *, lock: str | None = None, **arguments: Any) -> None:
    """Have the worker run the task once this transaction has committed; a rollback takes the job with it.

    lock: jobs under the same name run one after the other.
    """
    task.configure(lock=lock).defer(**arguments)
