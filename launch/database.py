"""Which PostgreSQL this process uses: the one in `DATABASE_URL`, else the checkout's own, which then stays up for us."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from contactcenter.places import data_directory
from launch.postgres.lease import Lease, join

_lease: Lease | None = None


def given_url() -> str:
    """What the environment says, or nothing."""
    return os.environ.get("DATABASE_URL", "").strip()


def database_url() -> str:
    """For settings. The first call without `DATABASE_URL` joins or starts the embedded server until this process ends."""
    return given_url() or lease().url


def url_beside(name: str) -> str:
    """The address of another database on the server in use, such as the one that tests made."""
    server = urlsplit(database_url())
    return urlunsplit(server._replace(path=f"{server.path.rpartition('/')[0]}/{name}"))


def lease() -> Lease:
    """This process's lease on the embedded server, renewed where its keeper has ended."""
    global _lease
    if _lease is None or not _lease.holds():
        _lease = join(embedded_home())
    return _lease


def leave() -> None:
    """Give the lease up at the end of a program; where no other process has one, the server has stopped after it."""
    global _lease
    if _lease is not None:
        _lease.leave()
        _lease = None


def embedded_home() -> Path:
    return data_directory() / "postgres"
