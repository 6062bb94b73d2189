"""Walks all, and prints what each costs beside its goal."""

from statistics import median

from playwright.sync_api import Browser, sync_playwright

from agents.models import CallSession, Channel
from bench.browsers import HOST
from bench.desks import Desk, take_desks
from bench.effort.caller import WANTED, make_caller, orders_of, placed_since
from bench.effort.hands import Effort, Hands
from bench.effort.walks import HOME, WALKS, Walk
from bench.web import collect_static, web_process
from carts.models import Cart
from contactcenter.problems import Problem
from customers.models import Customer
from tests.chromium import launch_arguments

COLUMNS = f"{'clicks':>6} {'keys':>5} {'typed':>5} {'loads':>5} {'M':>2} {'hands':>5} {'s':>6} {'goal':>6} {'R':>5}"
HEAD = f"{'task':52} {'by':6} {COLUMNS}  best measured rival"


def walk_all(url: str, rounds: int) -> int:
    """How many walks miss their aim."""
    collect_static()
    customer = make_caller(Channel.objects.get(code="bench-de"))
    with web_process(url) as (port, _process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        done = [[walk_once(browser, f"http://{HOST}:{port}", walk, customer) for _ in range(rounds)] for walk in WALKS]
        browser.close()
    print(f"\n{HEAD}\n{'-' * len(HEAD)}")
    return sum([not show(walk, efforts) for walk, efforts in zip(WALKS, done, strict=True)])


def walk_once(browser: Browser, url: str, walk: Walk, customer: Customer) -> Effort:
    desk = take_desks(1, seed=1)[0]
    context = browser.new_context(base_url=url, viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": desk.session_key, "url": url}])
    page = context.new_page()
    page.goto("/console/" if walk.start == HOME else _session(desk, customer))
    hands, before = Hands(page), orders_of(customer)
    page.wait_for_load_state("load")
    hands.effort.loads = 0
    walk.run(hands)
    page.wait_for_load_state("load")
    placed = placed_since(customer, before)
    if placed != ([WANTED] if walk.task == "W5" else []):
        raise Problem(f"{walk.task} by {walk.by}: the database has {placed}.")
    context.close()
    return hands.effort


def _session(desk: Desk, customer: Customer) -> str:
    """The page of a call with this customer, without a cart."""
    Cart.objects.current_of(customer.pk).delete()
    session = CallSession.objects.get(pk=desk.calls[0].session)
    session.customer, session.label = customer, customer.name
    session.save()
    session.tabs.filter(kind="customer").update(number=customer.number, label=customer.name)
    session.tabs.exclude(kind="customer").delete()
    return f"/console/sessions/{session.pk}/customer/{customer.number}/"


def meets(walk: Walk, effort: Effort) -> bool:
    return effort.clicks <= walk.most_clicks and (walk.goal is None or effort.seconds <= walk.goal)


def show(walk: Walk, efforts: list[Effort]) -> bool:
    one, waited = efforts[0], median(effort.waited for effort in efforts)
    goal = f"{walk.goal:.1f}" if walk.goal else f"≤ {walk.most_clicks} cl"
    print(
        f"{f'{walk.task} {walk.name}':52} {walk.by:6} {one.clicks:6} {one.keys:5} {one.typed:5} {one.loads:5} {one.decisions:2} {one.changes:5} "
        f"{one.seconds:6.1f} {goal:>6} {waited:5.2f}  {walk.rival}{'' if meets(walk, one) else '   MISSED'}"
    )
    return meets(walk, one)
