"""Behind our own proxies the address of a request is that of the person, and nobody can choose their own."""

import pytest
from django.core.checks import run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from agents.models import AuditEntry
from contactcenter.proxies import ProxyMiddleware
from tests.world import PASSWORD, World


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("10.0.0.7", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "198.51.100.1, 203.0.113.9, 10.0.0.8", "203.0.113.9"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("10.0.0.7", "nonsense", "10.0.0.7"),
        ("203.0.113.9", "127.0.0.1", "203.0.113.9"),
        ("10.0.0.7", "2001:db8::1", "2001:db8::1"),
    ],
)
@override_settings(TRUSTED_PROXIES=["10.0.0.0/8"])
def test_the_address_is_the_askers(peer: str, forwarded: str, seen: str) -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    ProxyMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == seen


def test_without_proxies_the_header_says_nothing() -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}
    ProxyMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"


@override_settings(TRUSTED_PROXIES=["10.0.0.7"])
def test_the_audit_trail_keeps_the_askers_address(world: World) -> None:
    client = Client(REMOTE_ADDR="10.0.0.7", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert AuditEntry.objects.get(verb="agent.logged_in").ip == "203.0.113.9"


@override_settings(TRUSTED_PROXIES=["10.0.0.0/8", "proxy.example"])
def test_what_is_no_address_is_said(db: None) -> None:
    assert [one.id for one in run_checks()] == ["contactcenter.E002"]
