"""What a run has found, as a table and as a file."""

import json
from dataclasses import asdict
from statistics import median, quantiles

from bench.measure import Run
from contactcenter.places import BASE_DIR

WEIGHT = 150_000
PEERS = "Peers, in another run (reference figures): placing takes 190–620 ms and 404–697 queries."


def show(run: Run) -> None:
    agents, customers = run.agents, run.customers
    names = f"{'task':36} {'p50':>6} {'p95':>6} {f'p50×{agents}':>7} {f'p95×{agents}':>7} {'per s':>6} {'cpu':>6} {'bare':>6} {'ratio':>6}"
    head = f"{names} {'queries':>16} {'kB':>6} {'raw':>6}  aim"
    print(f"\n{customers:,} customers, {2 * customers:,} orders; milliseconds at one agent and at {agents} at once")
    print(f"{head}\n{'-' * len(head)}")
    for one in run.found:
        times = [*_middle(one.one), *_middle(one.several)]
        bare = f"{median(one.bare):6.2f} {one.ratio:6.1f}" if one.bare else f"{'':13}"
        queries = "+".join(map(str, one.queries)) + (f"={sum(one.queries)}" if len(one.queries) > 1 else "")
        figures = f"{times[0]:6.1f} {times[1]:6.1f} {times[2]:7.1f} {times[3]:7.1f} {one.per_second:6.0f} {one.cpu:6.1f}"
        print(f"{one.task.name:36} {figures} {bare} {queries:>16} {one.served / 1000:6.1f} {one.raw / 1000:6.1f}  {'; '.join(one.misses) or 'met'}")
    print(f"\nThe client itself takes {run.client:.2f} ms of processor time a request, on the same cores.")
    print("cpu: processor time of the web process for one round at one agent, which a busy machine changes less than the clock.")
    print("ratio: the page's p50 to that of the bare SQL beside it, which leaves out log-in, frame, stock, tax, audit and mail.")
    print(f"A fixed loop took {run.loop:.2f} ms before and after (0.13 on this kind of machine when nothing else runs).")
    for path, weight in run.weights.items():
        parts = " + ".join(f"{kind} {size / 1000:.1f}" for kind, size in weight.items())
        print(f"First visit to {path}: {parts} = {sum(weight.values()) / 1000:.1f} kB as served (aim: below {WEIGHT / 1000:.0f}).")
    print(PEERS)


def _middle(times: list[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=20)[-1]


def misses_exact_aims(run: Run) -> bool:
    """Queries and bytes are the same on every machine."""
    too_many = any(sum(one.queries) > one.task.queries for one in run.found)
    return too_many or any(sum(weight.values()) >= WEIGHT for weight in run.weights.values())


def write(run: Run) -> None:
    path = BASE_DIR / "bench" / "results" / "run.json"
    path.parent.mkdir(exist_ok=True)
    rows = [{"name": one.task.name, **{key: value for key, value in asdict(one).items() if key != "task"}} for one in run.found]
    path.write_text(json.dumps({**{key: getattr(run, key) for key in ("customers", "agents", "seed", "client", "weights")}, "tasks": rows}, indent=1))
