"""Is the server in `DATABASE_URL` there, and good enough? Asked before anything else, so that one sentence says it."""

import environ
import psycopg

from contactcenter.problems import Problem

OLDEST = 15


def check_server(url: str) -> None:
    """Never tells the password."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise Problem("DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:port/database.")
    try:
        parts = environ.Env.db_url_config(url)
    except ValueError:
        raise Problem("DATABASE_URL is not understood: write postgres://user:password@host:port/database.")
    named = {"host": parts["HOST"], "port": parts["PORT"], "user": parts["USER"], "password": parts["PASSWORD"]}
    given = {key: value for key, value in named.items() if value}
    options = {"connect_timeout": 5, **parts.get("OPTIONS", {})}
    try:
        with psycopg.connect(dbname=parts["NAME"] or "postgres", **given, **options) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        where = f"{parts['HOST'] or 'the local socket'}{':' if parts['PORT'] else ''}{parts['PORT']}/{parts['NAME']}"
        raise Problem(f"The database in DATABASE_URL ({where}) cannot be reached: {_cause(error)}.")
    if version < OLDEST:
        raise Problem(f"The server in DATABASE_URL is PostgreSQL {version}; {OLDEST} or newer is needed.")


def _cause(error: psycopg.Error) -> str:
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason given")
    for mark in ("failed: FATAL: ", "failed: "):
        if mark in line:
            line = line.rsplit(mark, 1)[-1].strip()
    return line.rstrip(".")
