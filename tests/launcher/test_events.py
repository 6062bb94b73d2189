"""The live stream of real web processes: who hears what, when it ends, and what it costs while nothing happens."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from agents.audit import record
from agents.login_sessions import end_log_ins
from agents.verbs import Verb
from carts.actions import add_item
from contactcenter.events import MOST_STREAMS
from orders.actions import place_order
from tests.browser.web import Web, written_for_good
from tests.launcher.listening import Listener, cookie_of
from tests.launcher.processes import eventually
from tests.world import World, build


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with django_db_blocker.unblock():
        server = Web(tmp_path_factory.mktemp("web") / "web.log")
    yield server
    server.stop()


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Written for good, so that the web processes see it."""
    with django_db_blocker.unblock(), written_for_good():
        yield


@pytest.fixture
def world(web: Web, db: None) -> World:
    return build()


def test_an_act_is_heard_in_every_process_within_two_seconds(web: Web, world: World) -> None:
    cookie, number = cookie_of(world.ada), world.mina.number
    with ExitStack() as all_of_them:
        dock = (f"carts-of:{number}", f"orders-of:{number}")
        there = [all_of_them.enter_context(Listener(web, cookie, *dock)) for _ in range(6)]  # of both processes
        for one in there:
            assert one.hears(noun="cart")["number"] == ""  # she has none
        cart = add_item(world.as_(world.sam), world.mina, sku="LAMP-1", quantity=2)
        for one in there:
            told = one.hears(noun="cart", number=cart.number, version=cart.version)
            assert told["customer"] == number and told.keys() == {"noun", "number", "version", "customer", "request"}
        place_order(world.as_(world.sam), cart, version=cart.version)
        for one in there:
            one.hears(noun="order", number=cart.number)


def test_a_notice_that_nobody_understands_ends_no_stream(web: Web, world: World) -> None:
    with connection.cursor() as cursor:
        for junk in ("junk", '{"noun": "order", "of_a_newer_release": 1}', "[]"):
            cursor.execute("SELECT pg_notify('changes', %s)", [junk])
    test_an_act_is_heard_in_every_process_within_two_seconds(web, world)


def test_each_hears_of_what_they_show_and_may_see_alone(web: Web, world: World) -> None:
    watched = f"carts-of:{world.mina.number}"
    with (
        Listener(web, cookie_of(world.ada), f"carts-of:{world.bo.number}") as ada,
        Listener(web, cookie_of(world.otto), watched) as otto,
        Listener(web, cookie_of(world.sam), watched) as sam,
    ):
        sam.hears(noun="cart", number="")
        cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
        sam.hears(noun="cart", number=cart.number)
        assert otto.hears_nothing_of(noun="cart") and ada.hears_nothing_of(number=cart.number)


def test_a_page_that_comes_back_hears_what_it_has_missed(web: Web, world: World) -> None:
    cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
    with Listener(web, cookie_of(world.ada), f"carts-of:{world.mina.number}") as ada:
        assert ada.hears(noun="cart")["version"] == cart.version


def test_a_stream_ends_with_its_log_in_and_stays_ended(web: Web, world: World) -> None:
    cookie = cookie_of(world.ada)
    with Listener(web, cookie, "order:1") as ada, Listener(web, cookie_of(world.sam), "order:1") as sam:
        end_log_ins(world.ada)
        record(world.as_(world.ada), Verb.LOGINS_ENDED, world.ada, number=1)  # as every act on an account is told
        assert ada.has_ended(3) and not sam.has_ended(1)
        assert Listener(web, cookie, "order:1").status == 401


def test_the_oldest_of_too_many_gives_way(web: Web, world: World) -> None:
    cookie = cookie_of(world.ada)
    with ExitStack() as all_of_them:
        many = [all_of_them.enter_context(Listener(web, cookie, "order:1")) for _ in range(2 * MOST_STREAMS + 1)]  # of two processes
        assert eventually(lambda: any(one.has_ended(0.2) for one in many[:4]), 5)
        assert not many[-1].has_ended(0.5)


@pytest.mark.parametrize("watched", [[], ["cart:1"] * 51, ["agent:1"], ["order:"], ["order:1\x00"], ["x"]])
def test_what_no_page_asks_is_refused(web: Web, world: World, watched: list[str]) -> None:
    with Listener(web, cookie_of(world.ada), *watched) as ada:
        assert ada.status == 400


def test_it_says_of_itself_what_proxies_and_browsers_must_know(web: Web, world: World) -> None:
    with Listener(web, cookie_of(world.ada), "order:1") as ada:
        said = {name.lower(): value for name, value in ada.answer.getheaders()}
    assert said["content-type"] == "text/event-stream; charset=utf-8"
    assert (said["cache-control"], said["x-accel-buffering"]) == ("no-store", "no")
    assert said["x-content-type-options"] == "nosniff" and "default-src 'none'" in said["content-security-policy"] and "set-cookie" not in said


def test_idle_streams_take_no_thread_and_pages_are_answered(web: Web, world: World) -> None:
    cookies = [cookie_of(agent) for agent in (world.ada, world.sam, world.rhea, world.otto)]
    for _ in range(20):  # all that take a page have taken one
        Listener(web, cookies[0], "order:1", accept="application/json").__exit__()
    before = threads_of(web)
    with ExitStack() as all_of_them:
        for _ in range(25):
            for cookie in cookies[:4]:
                all_of_them.enter_context(Listener(web, cookie, "order:1"))
        assert threads_of(web) < before + 10  # of a hundred streams; what takes pages may have taken its first one only now
        begun = time.monotonic()
        with Listener(web, cookies[0], "order:1", accept="application/json") as page:
            assert page.status == 200 and time.monotonic() - begun < 2


def threads_of(web: Web) -> int:
    return sum(one.num_threads() for one in psutil.Process(web.child.process.pid).children(recursive=True))


def test_a_stop_waits_for_no_stream(web: Web, world: World) -> None:
    with Listener(web, cookie_of(world.ada), "order:1") as ada, Listener(web, cookie_of(world.sam), "order:1"):
        begun = time.monotonic()
        web.stop()
        assert time.monotonic() - begun < 3
        assert ada.has_ended(1)
    web._start()


def test_a_database_that_went_away_and_came_back_is_listened_to_again(web: Web, world: World) -> None:
    with Listener(web, cookie_of(world.ada), f"carts-of:{world.mina.number}") as ada:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN changes' OR query = 'SELECT 1'")
        time.sleep(0.1)
        cart = add_item(world.as_(world.ada), world.mina, sku="LAMP-1", quantity=1)
        ada.hears(6, noun="cart", number=cart.number)
