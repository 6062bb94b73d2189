"""A database in which every migration has run, kept from run to run: those of a run's workers are copies of it, made in a second."""

import fcntl
import hashlib
import os
import subprocess
import sys

from django.db import connection

from contactcenter.places import BASE_DIR, data_directory
from launch.database import url_beside

NAME = "test_template"
READ = ("*/migrations/*.py", "contactcenter/*.py", "search/*.py", "requirements.txt")
"""The migrations, the pieces that they are made of, and the packages that bring migrations of their own."""


def template() -> str:
    """Its name. It is made anew where what it was made of has changed, which its comment tells."""
    with (data_directory() / "template.lock").open("w") as lock, connection.creation._nodb_cursor() as cursor:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the run has two workers
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [NAME])
        if cursor.fetchone() != (fingerprint(),):
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {NAME}")
            environment = {**os.environ, "DATABASE_URL": url_beside(NAME)}
            subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=BASE_DIR, check=True, env=environment)
            cursor.execute(f"COMMENT ON DATABASE {NAME} IS %s", [fingerprint()])
    return NAME


def fingerprint() -> str:
    """Of all files that a migrated database is made of."""
    files = sorted(path for pattern in READ for path in BASE_DIR.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
