"""The same questions to this product and to django-oscar, in turns, so that both meet the same machine."""

from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from bench.browsers import Answer, HttpBrowser
from bench.peers import oscar
from contactcenter.problems import Problem

ROUNDS = 12


@dataclass(frozen=True)
class Question:
    """shape: ours, as drawn by bench.search; ask: the address there for what is typed here.

    medians: of oscar and Vendure in one run on one machine with a million customers, in milliseconds, as recorded with this project; Vendure
    where it offers the search.
    """

    shape: str
    kind: str
    path: str
    oscar_ms: float
    vendure_ms: float | None


QUESTIONS = (
    Question("last name, 3 letters", "name", "/dashboard/users/", 800, 454),
    Question("last name", "name", "/dashboard/users/", 483, 438),
    Question("first and last name", "name", "/dashboard/users/", 454, None),
    Question("e-mail", "email", "/dashboard/users/", 453, 335),
    Question("order number", "order_number", "/dashboard/orders/", 46, 12.9),
    Question("order number, beginning", "order_number", "/dashboard/orders/", 525, 644),
    Question("orders by last name", "name", "/dashboard/orders/", 692, 651),
)


def compare(port: int, session_key: str, shapes: dict[str, list[tuple[str, str]]], customers: int) -> dict[str, Any]:
    """For each question milliseconds (p50, p95) here, where `port` answers, and there; and an estimate of Vendure's."""
    with oscar.serving(customers) as theirs:
        ours = HttpBrowser(port, session_key)
        return {question.shape: _asked(question, ours, theirs, shapes[question.shape]) for question in QUESTIONS}


def _asked(question: Question, ours: HttpBrowser, theirs: HttpBrowser, asked: list[tuple[str, str]]) -> dict[str, Any]:
    here: list[float] = []
    there: list[float] = []
    for turn in range(ROUNDS + 2):
        kind, q = asked[turn % len(asked)]
        mine = ours.get(f"/console/search/?{urlencode({'kind': kind, 'q': q})}", fragment=True)
        answers = _there(theirs, question, q)
        if mine.status != 200 or answers[-1].status != 200:  # noqa: PLR2004  the answer is there
            raise Problem(f"{question.shape} {q!r}: the answers were {mine.status} and {answers[-1].status}")
        if turn >= 2:  # noqa: PLR2004  the first rounds warm both
            here.append(1000 * mine.seconds)
            there.append(1000 * sum(answer.seconds for answer in answers))
    scaled = round(question.vendure_ms * median(there) / question.oscar_ms, 1) if question.vendure_ms else None
    return {"ours": _shares(here), "oscar": _shares(there), "ratio": round(median(there) / median(here), 1), "vendure_estimate": scaled}


def _there(theirs: HttpBrowser, question: Question, q: str) -> list[Answer]:
    """Its page, and the one it leads to; what was asked for stands in it."""
    answers = [theirs.get(f"{question.path}?{urlencode({question.kind: q, 'search': 'Search', 'response_format': 'html'})}")]
    if answers[-1].effective_address and "/login/" not in answers[-1].effective_address:
        answers.append(theirs.get(answers[-1].effective_address))
    if "/login/" in answers[-1].effective_address or q.split()[-1].casefold() not in answers[-1].body.casefold():
        raise Problem(f"django-oscar shows nothing of {q!r}: {answers[-1].status} {answers[-1].effective_address}")
    return answers


def _shares(times: list[float]) -> list[float]:
    return [round(median(times), 1), round(quantiles(times, n=20)[-1], 1)]


def show(found: dict[str, Any]) -> None:
    print(f"\n{'beside django-oscar 4.2.1':26} {'ours p50':>9} {'p95':>8} {'oscar p50':>10} {'p95':>9} {'ratio':>7} {'Vendure ~':>10}")
    for shape, one in found.items():
        (mine, mine95), (its, its95), estimate = one["ours"], one["oscar"], one["vendure_estimate"]
        print(f"{shape:26} {mine:9.1f} {mine95:8.1f} {its:10.1f} {its95:9.1f} {one['ratio']:7.1f} {estimate or '–':>10}")
    print("Oscar finds text anywhere within a name or an e-mail, this product words by their beginning: another meaning, and dearer.")
    print("Vendure did not run here: its medians of another run, scaled by what oscar took in both, since both mostly scan whole tables.")
