"""What may not stand in a log, and who may read it."""

import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.db.utils import IntegrityError

from contactcenter.logs import JsonFormatter
from launch import children
from launch.children import Child, end_all
from tests.launcher.processes import eventually


@pytest.mark.django_db
def test_a_refused_row_is_logged_without_its_values() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_message (kind, sender, recipient, language, subject, body, status, error) "
                "VALUES ('a', '', 'a@example.com', 'en', 'Hello', E'Set it here:\nhttps://desk/reset/secret-key\nBye', NULL, '')"
            )
    except IntegrityError:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "It failed", (), sys.exc_info())
    line = JsonFormatter().format(record)
    assert "secret-key" not in line and "a@example.com" not in line
    assert "null value in column" in line and "IntegrityError" in line


def test_mails_in_files_are_for_their_owner_only(tmp_path: Path, settings: Any) -> None:
    folder = tmp_path / "mail"
    folder.mkdir(mode=0o755)
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "contactcenter.mail.PrivateFolder", str(folder)
    send_mail("Hello", "text", "shop@example.com", ["mina@example.com"])
    assert folder.stat().st_mode & 0o777 == 0o700 and len(list(folder.iterdir())) == 1


def child(code: str, log: Path) -> Child:
    return Child("sample", [sys.executable, "-c", code], {}, log)


def test_a_log_goes_on_after_a_restart_and_is_for_its_owner_only(tmp_path: Path) -> None:
    log = tmp_path / "log" / "web.log"
    for _ in range(2):
        child("print('begun')", log).process.wait()
    assert log.read_text() == "begun\n" * 2
    assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_long_log_makes_room_and_keeps_its_predecessor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_LIMIT", 1000)
    log = tmp_path / "web.log"
    talking = child("import sys\nprint('x' * 2000)\nsys.stdout.flush()\nsys.stdin.read()\nimport time; time.sleep(60)", log)
    try:
        assert eventually(lambda: log.stat().st_size > 1000)
        talking.watch()
        assert log.stat().st_size == 0 and log.with_suffix(".log.1").stat().st_size > 1000
    finally:
        end_all([talking])


def test_a_process_that_cannot_live_is_tried_ever_later_and_takes_nobody_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: passed[0])
    dying = child("raise SystemExit('no luck')", tmp_path / "a.log")
    starts = 1
    for _ in range(600):
        dying.process.wait()
        before = dying.process.pid
        dying.watch()
        starts += dying.process.pid != before
        passed[0] += 0.5
    assert 10 < starts < 20, "300 seconds: at once, then after 1, 2, 4, 8, 16 and every 30 seconds"
    assert "no luck" in (tmp_path / "a.log").read_text()
