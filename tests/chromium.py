"""The browser of the browser tests: `CHROMIUM`, else an installed one, else Playwright's own."""

import os
import shutil
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def installed() -> str | None:
    """The path of a browser that this machine has, or nothing."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(ON_A_MAC) if ON_A_MAC.exists() else None)


def launch_arguments() -> dict[str, Any]:
    """For Playwright's `launch`; without a path it takes its own browser."""
    path = installed()
    return {"args": QUIET, **({"executable_path": path} if path else {})}
