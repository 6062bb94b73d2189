"""The durable queue: a job is a row in the same PostgreSQL, written in the same transaction as what it follows from."""

from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

# Outside services fail: about a day and a half of tries, ever further apart, before a job counts as failed.
PATIENT = RetryStrategy(max_attempts=16, exponential_wait=2, wait=5)

job = app.task


@app.periodic(cron="* * * * *")
@job(name="contactcenter.run_again", queueing_lock="contactcenter.run_again")
async def run_again(timestamp: int) -> None:
    """Give back to the queue what a worker had begun when it was killed: its heartbeat has stopped for half a minute."""
    for left in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(left)


@app.periodic(cron="27 3 * * *")
@job(name="contactcenter.forget_old_jobs", queueing_lock="contactcenter.forget_old_jobs")
async def forget_old_jobs(timestamp: int) -> None:
    """Remove jobs done a month ago; failed ones stay, since somebody has to look at them."""
    await app.job_manager.delete_old_jobs(nb_hours=30 * 24)


def is_last_try(context: JobContext) -> bool:
    """Whether a PATIENT job that fails now is not tried again."""
    return context.job.attempts >= (PATIENT.max_attempts or 0)


def later(task: "Task[Any, Any, Any]", *, lock: str | None = None, **arguments: Any) -> None:
    """Have the worker run the task once this transaction has committed; a rollback takes the job with it.

    lock: jobs under the same name run one after the other.
    """
    task.configure(lock=lock).defer(**arguments)
