"""GET /healthz and /readyz: what load balancers, monitors and the launcher go by."""

import json
import shutil
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from contactcenter import health
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


def asked() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz", headers={"host": "a-name-nobody-knows"})
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_a_recent_heartbeat_makes_it_ready_for_any_name_and_nobody_logged_in() -> None:
    heartbeat("5 seconds")
    assert asked() == (200, {"database": "ok", "migrations": "ok", "worker": "ok", "disk": "ok"})


@pytest.mark.django_db
def test_without_a_job_worker_it_is_alive_but_not_ready() -> None:
    heartbeat("5 minutes")
    status, report = asked()
    assert (status, report["worker"], Client().get("/healthz").status_code) == (503, "stopped", 200)


@pytest.mark.django_db
@pytest.mark.parametrize(("other", "said"), [("todo", "behind"), ("doing", "ok")])
def test_a_queue_whose_jobs_nobody_begins_is_said(other: str, said: str) -> None:
    heartbeat("5 seconds")
    with connection.cursor() as cursor:
        for status in ("todo", other):
            cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('mail', 'a', %s)", [status])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '5 minutes'")
    assert asked()[1]["worker"] == said


@pytest.mark.django_db
def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat("5 seconds")
    monkeypatch.setattr(health, "LEAST_FREE", shutil.disk_usage(BASE_DIR).total)
    status, report = asked()
    assert (status, report["disk"]) == (503, "full")


@pytest.mark.django_db
def test_a_server_that_takes_no_writes_is_said() -> None:
    heartbeat("5 seconds")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert asked()[1]["database"] == "read-only"


@pytest.mark.django_db
def test_a_missing_migration_is_said() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'agents'")
    status, report = asked()
    assert (status, report["migrations"]) == (503, "pending")


def asked_without_database(path: str) -> tuple[str, str]:
    """Status and body of an answer for which there is no database server."""
    given = {"DATABASE_URL": f"postgres://nobody@127.0.0.1:{free_port()}/none", "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    env = {**environment(BASE_DIR / "var"), **given}
    done = subprocess.run([sys.executable, "-c", ASK, path], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=True)
    status, _, body = done.stdout.partition(" ")
    return status, body


def test_a_database_that_is_down_is_said_and_no_fault() -> None:
    status, report = asked_without_database("/readyz")
    assert (status, json.loads(report)["database"]) == ("503", "unreachable")
    assert asked_without_database("/healthz")[0] == "200"


def test_a_page_without_its_database_says_so_and_what_to_do() -> None:
    status, page = asked_without_database("/console/")
    assert status == "503" and "Die Datenbank antwortet nicht" in page and "Neu laden" in page
