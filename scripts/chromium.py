"""See to a browser for the browser tests: an installed one, else Debian's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import installed


def provide() -> str:
    """What the tests will use, in words; raises LookupError where there is none."""
    found = installed() or _playwrights_own()
    if found:
        return found
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        print("Installing Chromium from the distribution …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=quiet, stdout=subprocess.DEVNULL)
        packages = ["chromium", "fonts-dejavu-core"]
        subprocess.run(["apt-get", "install", "-qy", "--no-install-recommends", *packages], env=quiet, stdout=subprocess.DEVNULL)
    found = installed()
    if found:
        return found
    print("Installing Playwright's Chromium …", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    found = _playwrights_own()
    if not found:
        raise LookupError("no Chromium is installed and none could be had; install one, or set CHROMIUM to its path")
    return found


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None
