"""What the worker does for whole tables."""

from django.core.management import call_command

from contactcenter.jobs import job

RENEWED = "interchange.renew_search"


@job(name=RENEWED, queueing_lock=RENEWED, lock=RENEWED)
def renew_search() -> None:
    """Write the search columns anew by the rules of this release, beside a running console. One that was killed begins again."""
    call_command("rebuild_search")
