"""The single sign-on by hand: out to a real provider and back, under the policy that the pages carry."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import violations
from tests.browser.web import Web
from tests.oidc import CLIENT, SECRET, Oidc, provider
from tests.world import World


@pytest.fixture
def oidc() -> Iterator[Oidc]:
    with provider() as one:
        yield one


@pytest.fixture
def sso_web(world: World, oidc: Oidc, tmp_path: Path) -> Iterator[Web]:
    """A web process of its own, which knows the provider."""
    names = {"OIDC_ISSUER": oidc.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_NAME": "Example ID", "PASSWORD_LOGIN": "0"}
    server = Web(tmp_path / "web.log", **names)
    yield server
    server.stop()


def test_out_and_back_and_who_has_no_account_is_told_so(sso_web: Web, oidc: Oidc, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto(f"{sso_web.url}/console/recent/")
    expect(page.get_by_label("Password", exact=True)).to_be_hidden()
    assert violations(page) == []
    page.get_by_role("link", name="Log in with Example ID").click()
    expect(page).to_have_url(re.compile(r"/console/recent/$"))
    oidc.person.update(email="stranger@example.net")
    other = new_context().new_page()
    other.goto(sso_web.url)
    other.get_by_role("link", name="Log in with Example ID").click()
    expect(other.get_by_role("heading", name="Not logged in")).to_be_visible()
    assert violations(other) == []
    other.get_by_role("link", name="Back to the log-in").click()
    other.get_by_text("First administrator: log in with a password").click()
    expect(other.get_by_label("Password", exact=True)).to_be_visible()
