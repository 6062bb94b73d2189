"""The real web process on the bench's database, and what a first visit to a page weighs."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.browsers import HOST, Answer, HttpBrowser
from bench.database import STATIC_ROOT
from contactcenter.places import BASE_DIR, data_directory
from contactcenter.problems import Problem
from launch.children import Child, end_all
from launch.run import STATEMENT_TIMEOUT, ask, web_command
from launch.where import Address

ASSET = re.compile(r"""(?:href|src|data-sprite)=["'](/static/[^"'#]+)""")


def collect_static() -> None:
    """Hashed and compressed as in `make start`, in a folder of the bench's own; only where a file has changed."""
    from django.core.management import call_command

    done = STATIC_ROOT / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in Path(BASE_DIR / "static").rglob("*"))
    if not done.exists() or done.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def web_process(url: str, *, workers: int | None = None) -> Iterator[tuple[int, "psutil.Process"]]:
    """Its port, once it answers, and the process itself."""
    address = Address(HOST, int(os.environ.get("PORT") or free_port()))
    environment = {"DATABASE_URL": url, "STATIC_ROOT": str(STATIC_ROOT), "STATEMENT_TIMEOUT": STATEMENT_TIMEOUT, "DEMO": "0"}
    command = web_command(address)
    if workers is not None:
        command[command.index("--workers") + 1] = str(workers)
    child = Child("web", command, environment, data_directory() / "bench" / "web.log")
    try:
        while ask(address, "/readyz")[0] == 0:
            if child.process.poll() is not None:
                raise Problem(f"The web process did not start: {child.last_words()}")
        yield address.port, psutil.Process(child.process.pid)
    finally:
        end_all([child])


def free_port() -> int:
    with socket.socket() as door:
        door.bind((HOST, 0))
        port: int = door.getsockname()[1]
        return port


def cpu_of(process: psutil.Process) -> float:
    """Seconds of processor time that it and its workers have used."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def weigh(browser: HttpBrowser, path: str) -> dict[str, int]:
    """Bytes as served on a first visit, by kind: the page itself and every style sheet, script and icon it names."""
    page = browser.get(path)
    weights = {"html": page.served}
    for asset in sorted(set(ASSET.findall(page.body))):
        answer: Answer = browser.get(asset)
        kind = asset.rsplit(".", 1)[-1]
        weights[kind] = weights.get(kind, 0) + answer.served
    return weights
