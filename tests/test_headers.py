"""What every answer says to the browser, and what a request's own headers and parameters cannot do."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from agents.models import Agent
from contactcenter.places import BASE_DIR
from contactcenter.problems import Problem
from contactcenter.secret import secret_key
from tests.agents.test_log_in import log_in
from tests.world import World

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
BREAKS = ["/console/\r\nSet-Cookie: a=b", "/console/\nx", "/console/\rx", "/console/\x00", "/console/\x85", "/console/\u2028"]


@pytest.mark.parametrize("path", ["/accounts/login/", "/console/", "/admin/", "/nowhere/", "/accounts/preferences/"])
def test_no_page_can_be_framed_or_run_what_is_not_ours(world: World, as_ada: Client, path: str) -> None:
    for client in (Client(), as_ada):
        answer = client.get(path)
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        assert POLICY.items() <= policy.items() and "unsafe" not in answer["Content-Security-Policy"]
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("DENY", "nosniff", "same-origin")
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_of_somebody_are_kept_by_no_cache(world: World, as_ada: Client) -> None:
    assert as_ada.get("/console/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("back", BREAKS)
def test_line_breaks_in_back_and_next_lead_home(world: World, as_ada: Client, back: str) -> None:
    chosen = as_ada.post("/console/columns/order/", {"column": ["number"], "density": "compact", "back": back})
    assert (chosen.status_code, chosen["Location"]) == (303, "/console/")
    assert log_in(Client(), "ada", next=back)["Location"] == "/"
    assert Client().get("/accounts/login/", {"next": back}).status_code == 200
    assert Client().get("/admin/login/", {"next": back}).status_code == 302


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP"])
def test_demo_log_ins_are_refused_through_a_proxy_whatever_host_it_passes(world: World, settings: Any, header: str) -> None:
    settings.DEMO = True
    Agent.objects.filter(pk=world.ada.pk).update(is_demo=True)
    assert log_in(Client(headers={"host": "127.0.0.1", header: "127.0.0.1"}), "ada").status_code == 422
    assert log_in(Client(headers={"host": "127.0.0.1"}), "ada").status_code == 302


READ_SETTINGS = """
from contactcenter import settings as s
from agents import devices, idle
print([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, idle.COOKIE, devices.COOKIE], s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,
  s.SECURE_HSTS_SECONDS)
"""


def test_behind_tls_cookies_are_bound_to_it() -> None:
    """As a process with HTTPS=1 reads the settings; it asks no database."""
    environment = {**os.environ, "HTTPS": "1", "DATABASE_URL": "postgres://nobody@localhost/none", "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    setup = f"import django; django.setup(){READ_SETTINGS}"
    said = subprocess.run([sys.executable, "-c", setup], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "['__Host-sessionid', '__Host-csrftoken', '__Host-active', '__Secure-device'] True True True 31536000"


@pytest.mark.parametrize("key", ["x", "short-but-Varied-1234567890", "a" * 64, "abababab" * 8])
def test_a_secret_that_can_be_guessed_starts_nothing(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(Problem, match=r"SECRET_KEY can be guessed.*secrets\.token_urlsafe"):
        secret_key()


def test_a_secret_that_a_tool_has_made_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("0123456789abcdef" * 2, "v9F2_kq-Lr7w8ZtX1bYc3DnEoP4sQaUi5mGhJ6"):
        monkeypatch.setenv("SECRET_KEY", key)
        assert secret_key() == key
