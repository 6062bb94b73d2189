"""The browser and the server of the browser tests, and what must be true after each of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Response, StorageState, ViewportSize, WebError, expect
from pytest_django import DjangoDbBlocker

from agents.models import Agent
from contactcenter.invariants import broken
from tests.browser.desk import Desk
from tests.browser.web import Web, written_for_good
from tests.chromium import launch_arguments
from tests.world import PASSWORD, World, build

# Playwright keeps an event loop in the test's thread; the database is used between its steps only.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=10_000)  # two busy cores
NO_FAULT = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")  # refusals, and the network that a test cuts
Browsers = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="session")
def web(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with django_db_blocker.unblock():
        server = Web(tmp_path_factory.mktemp("web") / "web.log")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def real_password() -> str:
    """The cast's password as the real server reads it."""
    return PBKDF2PasswordHasher().encode(PASSWORD, "salt")


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Written for good, so that the server sees it."""
    with django_db_blocker.unblock(), written_for_good():
        yield


@pytest.fixture
def world(web: Web, db: None, real_password: str) -> Iterator[World]:
    """The cast and their shop. After the test all that must always be true is true."""
    world = build()
    Agent.objects.update(password=real_password, language="en", timezone="Europe/Berlin")
    yield world
    assert broken() == {}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], web: Web, world: World) -> dict[str, Any]:
    """Asks for the world, so that the browsers are closed before it is emptied: an open page goes on asking the server."""
    return {**browser_context_args, "base_url": web.url, "viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """Whatever a page complained of: script errors, blocked content, dialogs of its own, static files that are not there."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(new_context: Browsers, troubles: list[str], world: World) -> Browsers:
    """Another browser, watched."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NO_FAULT):
            troubles.append(f"console: {message.text}")

    def answered(response: Response) -> None:
        if response.status >= 400 and "/static/" in response.url:
            troubles.append(f"{response.status}: {response.url}")

    def asked(dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def failed(error: WebError) -> None:
        troubles.append(f"script: {error.error}")

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(10_000)
        context.on("console", heard)
        context.on("response", answered)
        context.on("dialog", asked)
        context.on("weberror", failed)
        return context

    return make


@pytest.fixture
def page(context: BrowserContext, world: World) -> Page:
    """A browser in which nobody is logged in."""
    return context.new_page()


@pytest.fixture
def desk_of(new_context: Browsers, web: Web, world: World) -> Callable[..., Desk]:
    """A browser of its own in which this agent is logged in."""

    def sit_down(agent: Agent, *, viewport: ViewportSize | None = None, **options: Any) -> Desk:
        context = new_context(**options)
        log_in(context, agent, web)
        page = context.new_page()
        if viewport:
            page.set_viewport_size(viewport)
        return Desk(page)

    return sit_down


@pytest.fixture
def ada(desk_of: Callable[..., Desk], world: World) -> Desk:
    """Ada at her desk, on the search page."""
    desk = desk_of(world.ada)
    desk.page.goto("/console/")
    return desk


def log_in(context: BrowserContext, agent: Agent, web: Web) -> None:
    """By the cookie that the log-in page would set."""
    client = Client()
    client.force_login(Agent.objects.get(pk=agent.pk))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": web.url}])


def cookies_of(context: BrowserContext) -> StorageState:
    """All that another browser process of the same person would start with."""
    return context.storage_state()
