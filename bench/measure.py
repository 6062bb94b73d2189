"""Measures each task: queries within this process, then the clock at one agent beside the bare SQL, then at several at once."""

import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

from tqdm import tqdm

from bench.bare import Bare
from bench.browsers import Answer, Browser, HttpBrowser
from bench.desks import Call, Desk, take_desks
from bench.tasks import TASKS, Task
from bench.web import cpu_of, web_process, weigh
from contactcenter.problems import Problem

SECONDS = 5.0  # for one task at one number of agents
SAMPLES = 120
WARM = 4


@dataclass
class Figures:
    """Of one task: milliseconds at one agent and at several, the bare SQL's in the same run, queries by request, bytes.

    cpu: processor time of the web process for one round, in milliseconds: on a busy machine steadier than the clock.
    """

    task: Task
    queries: list[int] = field(default_factory=list)
    served: int = 0
    raw: int = 0
    one: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    several: list[float] = field(default_factory=list)
    cpu: float = 0.0
    per_second: float = 0.0

    @property
    def ratio(self) -> float | None:
        return median(self.one) / median(self.bare) if self.bare else None

    @property
    def misses(self) -> list[str]:
        """The aims that this task does not meet; those in time depend on the machine."""
        found = []
        if sum(self.queries) > self.task.queries:
            found.append(f"{sum(self.queries)} queries > {self.task.queries}")
        if median(self.one) > self.task.milliseconds:
            found.append(f"{median(self.one):.1f} ms > {self.task.milliseconds:g}")
        return found


@dataclass
class Run:
    """client: milliseconds of processor time that one request costs the measuring side; weights: bytes by kind of file, by page.

    loop: milliseconds of one fixed computation, the median of before and after: how busy the machine was meanwhile.
    """

    customers: int
    agents: int
    seed: int
    found: list[Figures]
    client: float = 0.0
    loop: float = 0.0
    weights: dict[str, dict[str, int]] = field(default_factory=dict)


def measure(url: str, customers: int, agents: int) -> Run:
    loops = _loops()
    desks = take_desks(agents + 1, seed := int(os.environ.get("SEED") or time.time()))
    run = Run(customers, agents, seed, [Figures(task) for task in TASKS])
    with web_process(url) as (port, process):
        browsers = [HttpBrowser(port, desk.session_key) for desk in desks]
        bare = Bare()
        try:
            for one in tqdm(run.found, "measuring", unit="task", disable=not sys.stderr.isatty()):
                _count(one, desks[0])
                before = cpu_of(process)
                _alone(one, browsers[0], desks[0], bare)
                one.cpu = 1000 * (cpu_of(process) - before) / (len(one.one) + WARM)
                _together(one, browsers[1:], desks[1:])
        finally:
            bare.clean()
        call = desks[0].calls[0]
        run.weights = {path: weigh(browsers[0], path) for path in ("/console/", f"/console/sessions/{call.session}/customer/{call.customer}/")}
        run.client = 1000 * sum(one.cpu for one in browsers) / sum(one.requests for one in browsers)
    run.loop = median(loops + _loops())
    return run


def _loops() -> list[float]:
    def once() -> float:
        began = time.perf_counter()
        sum(range(10_000))
        return 1000 * (time.perf_counter() - began)

    return [once() for _ in range(200)]


def _count(one: Figures, desk: Desk) -> None:
    """Queries, within this process; the first round warms what is cached per process."""
    for turn in range(2):
        answers = _checked(one.task, desk.counting(), desk, 900 + turn)
        one.queries = [answer.queries for answer in answers]


def _alone(one: Figures, browser: HttpBrowser, desk: Desk, bare: Bare) -> None:
    """One agent; after each round the bare SQL, so that both meet the same machine."""
    until = time.monotonic() + SECONDS
    turns = random.sample(range(SAMPLES + WARM), SAMPLES + WARM)
    for done, turn in enumerate(turns):
        answers = _checked(one.task, browser, desk, turn)
        began = time.perf_counter()
        if one.task.bare:
            one.task.bare(bare, _call(one.task, desk, turn), turn)
        if done >= WARM:
            one.one.append(1000 * sum(answer.seconds for answer in answers))
            one.bare += [1000 * (time.perf_counter() - began)] if one.task.bare else []
        if time.monotonic() > until and len(one.one) >= 10:
            break
    one.served, one.raw = sum(answer.served for answer in answers), sum(answer.raw for answer in answers)


def _together(one: Figures, browsers: list[HttpBrowser], desks: list[Desk]) -> None:
    """All agents at once, each on its own calls and its own connection; the first rounds, one after the other, warm every thread."""
    starts = [(browser, desk, SAMPLES * place) for place, (browser, desk) in enumerate(zip(browsers, desks, strict=True))]
    for browser, desk, offset in starts:
        for turn in range(2):
            _checked(one.task, browser, desk, offset + turn)
    until = time.monotonic() + SECONDS

    def work(browser: HttpBrowser, desk: Desk, offset: int) -> list[float]:
        times: list[float] = []
        while len(times) < 3 or (len(times) < SAMPLES // 4 and time.monotonic() < until):
            answers = _checked(one.task, browser, desk, offset + 2 + len(times))
            times.append(1000 * sum(answer.seconds for answer in answers))
        return times

    with ThreadPoolExecutor(len(starts)) as pool:
        began = time.perf_counter()
        one.several = [each for times in pool.map(lambda start: work(*start), starts) for each in times]
        one.per_second = len(one.several) / (time.perf_counter() - began)


def _checked(task: Task, browser: Browser, desk: Desk, turn: int) -> list[Answer]:
    answers = task.run(browser, _call(task, desk, turn), turn)
    for answer in answers:
        if answer.status not in (200, 204, 303):
            raise Problem(f"{task.name}: the answer was {answer.status}: {answer.body[:300]}")
    return answers


def _call(task: Task, desk: Desk, turn: int) -> Call:
    return desk.calls[task.calls[turn % len(task.calls)]]
