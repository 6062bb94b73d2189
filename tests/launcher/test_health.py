"""GET /healthz: what a load balancer and the launcher go by."""

import json
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from contactcenter.places import BASE_DIR
from tests.launcher.processes import environment, free_port

ASK = """
import django, sys; django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # none are collected here
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "of-somebody-logged-in"
answer = client.get(sys.argv[1], headers={"accept-language": "de", "host": "localhost"})
print(answer.status_code, answer.content.decode())
"""


def heartbeat(age: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [age])


@pytest.mark.django_db
def test_a_recent_heartbeat_makes_it_healthy_for_any_name_and_nobody_logged_in() -> None:
    heartbeat("5 seconds")
    answer = Client().get("/healthz", headers={"host": "a-name-nobody-knows"})
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_no_job_worker_is_said() -> None:
    heartbeat("5 minutes")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "stopped")


@pytest.mark.django_db
def test_a_missing_migration_is_said() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'agents'")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "pending")


def asked_without_database(path: str) -> tuple[str, str]:
    """Status and body of an answer for which there is no database server."""
    given = {"DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/none", "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    env = {**environment(BASE_DIR / "var"), **given}
    done = subprocess.run([sys.executable, "-c", ASK, path], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=True)
    status, _, body = done.stdout.partition(" ")
    return status, body


def test_a_database_that_is_down_is_said_and_no_fault() -> None:
    status, report = asked_without_database("/healthz")
    assert (status, json.loads(report)["database"]) == ("503", "unreachable")


def test_a_page_without_its_database_says_so_and_what_to_do() -> None:
    status, page = asked_without_database("/console/")
    assert status == "503" and "Die Datenbank antwortet nicht" in page and "Neu laden" in page
