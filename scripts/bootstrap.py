"""Make .venv and install the locked packages: `bootstrap.py` for what runs, `bootstrap.py dev` for the tests too.

Standard library only. Does nothing when everything is there already. uv where it can be had, since it takes a tenth of the
time; else pip.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
LOCKS = {"": "requirements.txt", "dev": "requirements-dev.txt"}


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else ""
    wanted = fingerprint(kind)
    if PYTHON.exists() and STAMP.exists() and wanted in STAMP.read_text().split():
        return
    try:
        make_venv()
        print("Installing the locked packages into .venv …", flush=True)
        install(ROOT / LOCKS[kind])
        covered = [fingerprint(each) for each in LOCKS if each in ("", kind)]  # the dev lock holds all of the other
        STAMP.write_text("\n".join(covered) + "\n")
    except OSError as error:
        sys.exit(f"The packages could not be installed: {error.strerror} ({error.filename}).")
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start continues.")


def fingerprint(kind: str) -> str:
    """Of the lock and the Python it is installed for."""
    lock = (ROOT / LOCKS[kind]).read_bytes()
    return hashlib.sha256(lock + repr((sys.version_info[:2], str(VENV))).encode()).hexdigest()


def make_venv() -> None:
    check = [str(PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"]
    if PYTHON.exists() and subprocess.run(check, capture_output=True).returncode == 0:
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"Python's {error.name} is missing: install the package python3-venv "
            f"(Debian and Ubuntu: apt install python{version}-venv) and start again."
        )
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f".venv could not be made: {reason(done.stdout + done.stderr)}")


def install(lock: Path) -> None:
    uv = find_uv()
    if uv:
        command = [uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode", "--require-hashes", "-r", str(lock)]
        done = subprocess.run(command, env={**os.environ, **pip_settings_for_uv()}, stderr=own_stream())
        if done.returncode == 0:
            return
        print("uv did not manage; trying pip …", flush=True)
    quiet = [] if sys.stdout.isatty() else ["-q"]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *quiet, "--require-hashes"]
    result = subprocess.run([*pip, "-r", str(lock)], stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"The packages could not be installed: {reason(result.stderr)}")


def own_stream() -> "int | None":
    """uv's progress bars are for a terminal only."""
    return None if sys.stderr.isatty() else subprocess.DEVNULL


def find_uv() -> "str | None":
    """An installed one, else the locked one put into .venv by pip; nothing where that fails."""
    own = VENV / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found:
        return found
    block = re.search(r"^uv==.*?(?=^\S|\Z)", (ROOT / LOCKS["dev"]).read_text(), re.M | re.S)
    if block is None:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write(block.group())
        only_uv.flush()
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--require-hashes"]
        done = subprocess.run([*pip, "--only-binary", ":all:", "-r", only_uv.name], capture_output=True)
    return str(own) if done.returncode == 0 else None


def pip_settings_for_uv() -> "dict[str, str]":
    """uv reads no pip.conf: tell it where this machine's pip finds packages."""
    said = subprocess.run([str(PYTHON), "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "timeout": "UV_HTTP_TIMEOUT",
    }
    settings = {}
    for _, key, value in re.findall(r"^(global|install|:env:)\.([\w-]+)='(.*)'$", said, re.M):
        if key in names and names[key] not in os.environ:
            settings[names[key]] = value.replace("\\n", " ").strip()
    if "UV_INDEX" in settings:  # as pip does: the best of all indexes; the hashes keep strangers out
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = ",".join(settings["UV_FIND_LINKS"].split())
    return settings


def reason(said: str) -> str:
    """The one line that tells the cause."""
    if "No space left on device" in said:
        return "the disk is full: free some space and start again."
    if re.search(r"Temporary failure in name resolution|Connection refused|NewConnectionError|timed out", said):
        return "the package index cannot be reached: check the network or pip's settings."
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if missing:
        return f"the package index offers no {missing.group(1)}: check the network and pip's settings."
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines)[-1]


if __name__ == "__main__":
    main()
