"""The web process is killed at each step of placing an order: every acknowledged order exists exactly once, and so does every retried one."""

import http.client
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.test import Client

from agents.models import AuditEntry
from carts.actions import add_item
from carts.models import Cart
from contactcenter.invariants import broken
from contactcenter.places import BASE_DIR
from customers.models import Message
from launch.run import web_command
from launch.where import Address
from orders.models import Order
from tests.jobs import environment
from tests.launcher.processes import free_port
from tests.world import World

TOKEN = "a" * 32
PATIENCE = 60.0  # seconds until a killed process is replaced


@dataclass
class Answer:
    status: int
    statements: int


class Web:
    """A web process as the launcher starts it, with the pages that can die; dead, it is started again."""

    def __init__(self) -> None:
        self.port = free_port()
        *command, _application = web_command(Address("127.0.0.1", self.port))
        self.command = [*command, "--workers", "1", "--no-respawn-failed-workers", "tests.races.dying:application"]
        self.start()

    def start(self) -> None:
        given = {"PATH": "", **environment()}
        self.process = subprocess.Popen(self.command, cwd=BASE_DIR, env=given, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start_again(self) -> None:
        self.process.wait(PATIENCE)
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


class Browser:
    """Ada's browser before two web processes; while one of them starts again, the other answers."""

    def __init__(self, world: World) -> None:
        client = Client()
        client.force_login(world.ada)
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
        self.web, self.spare = Web(), Web()

    def place(self, cart: Cart, *, kill_at: int) -> Answer | None:
        """The answer, or None when the process died before it."""
        headers = {"Cookie": self.cookies, "X-Kill-At": str(kill_at), "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"version": cart.version, "csrfmiddlewaretoken": TOKEN})
        line = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=30)
        try:
            line.request("POST", f"/orders/{cart.number}/place/", body, headers)
            answer = line.getresponse()
            return Answer(answer.status, int(answer.headers["X-Statements"]))
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def dies_while_placing(self, cart: Cart, kill_at: int) -> bool:
        """Whether the process has died of the request; not so when it has fewer statements. One still starting is asked again."""
        deadline = time.monotonic() + PATIENCE
        while self.web.process.poll() is None:
            if self.place(cart, kill_at=kill_at) is not None:
                return False
            assert time.monotonic() < deadline, "it neither answers nor dies"
            time.sleep(0.1)
        self.web, self.spare = self.spare, self.web
        self.spare.start_again()
        return True

    def place_until_acknowledged(self, cart: Cart) -> Answer:
        deadline = time.monotonic() + PATIENCE
        while (answer := self.place(cart, kill_at=0)) is None:
            assert time.monotonic() < deadline, "no web process answers"
            time.sleep(0.1)
        return answer


@pytest.fixture
def ada(world: World) -> Iterator[Browser]:
    browser = Browser(world)
    yield browser
    browser.web.stop()
    browser.spare.stop()


def a_cart(world: World) -> Cart:
    """Three different lines, one back-ordered."""
    ada = world.as_(world.ada)
    for sku in ("LAMP-1", "MUG-1", "SOFA-1"):
        cart = add_item(ada, world.mina, sku=sku, quantity=1)
    return cart


def check_exactly_once(cart: Cart) -> None:
    order = Order.objects.get(cart=cart)
    assert (order.number, order.lines.count()) == (cart.number, 3)
    assert AuditEntry.objects.filter(verb="order.placed", thing_id=order.pk).count() == 1
    assert Message.objects.filter(order=order).count() == 1 and broken() == {}


def survives(world: World, ada: Browser, kill_at: int) -> bool:
    """Place, be killed at this statement, place again. False when there are no so many statements."""
    cart = a_cart(world)
    died = ada.dies_while_placing(cart, kill_at)
    assert Order.objects.filter(cart=cart).count() <= 1 and broken() == {}
    assert ada.place_until_acknowledged(cart).status == 303
    check_exactly_once(cart)
    return died


def test_killed_at_some_steps_the_order_exists_exactly_once(world: World, ada: Browser) -> None:
    for _time in range(2):  # the second finds its customer's session open, as those after it do
        last = ada.place_until_acknowledged(a_cart(world)).statements
    for kill_at in (last // 2, last - 1, last + 1):  # within the act, after its commit, when the answer leaves
        assert survives(world, ada, kill_at)


@pytest.mark.long
def test_killed_at_each_step_the_order_exists_exactly_once(world: World, ada: Browser) -> None:
    steps = 1
    while survives(world, ada, steps):
        steps += 1
    assert steps > 15 and Order.objects.filter(cart__isnull=False).count() == steps
