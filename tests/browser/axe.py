"""Accessibility as axe sees it, in light and in dark."""

from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}
_axe = Axe()


def violations(page: Page, *schemes: Any, preload: bool = True) -> list[str]:
    """What axe finds wrong with the page as it stands, in these colour schemes (both, unless told).

    preload: whether axe reads style sheets by itself, which the policy forbids where one imports another, as Django's do.
    """
    found = []
    for scheme in schemes or ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = cast(dict[str, Any], _axe.run(page, options={**WCAG, "preload": preload}).response)
        for rule in results["violations"]:
            found += [f"{scheme} {page.url}: {rule['id']}: {node['html'][:300]} {_why(node)}" for node in rule["nodes"]]
    page.emulate_media(color_scheme="light")
    return found


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
