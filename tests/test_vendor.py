"""The browser's libraries are the very files of their packages, and no file tells where they were fetched from."""

import hashlib
import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "vendor"))
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def test_every_vendored_file_has_the_hash_of_the_manifest() -> None:
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in VENDOR.iterdir() if file.name != "manifest.json"}
    assert found == MANIFEST["sha256"]


def test_manifest_lock_and_package_name_the_same_exact_versions() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert MANIFEST["packages"] == asked
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


@pytest.mark.parametrize("path", ["package.json", "package-lock.json", "scripts/vendor", "static/vendor/manifest.json"])
def test_no_registry_address(path: str) -> None:
    text = (ROOT / path).read_text()
    assert '"resolved"' not in text
    assert "registry." not in text


def test_every_icon_in_use_is_in_the_sprite() -> None:
    sprite = re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text())
    assert SCRIPT["icons_in_use"]() == sprite


def test_an_icon_named_in_python_is_in_use() -> None:
    source = '_SIGNS = {"up": "caret-up-fill"}\nicon("gem", "VIP")\nmark("good", "star", label)\nicon(_SIGNS.get(way, "dash"))\nicon(name)\n'
    assert set(SCRIPT["icons_in_python"](source)) == {"gem", "star", "caret-up-fill", "dash"}


def test_vendored_files_ask_for_no_source_map() -> None:
    """collectstatic would look for a file that is not shipped."""
    assert not [file.name for file in VENDOR.iterdir() if "sourceMappingURL" in file.read_text()]
