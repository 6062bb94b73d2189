"""One agent's hands at one page: they act, and count what they do."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

KEY, POINT, BUTTON, CHANGE, DECISION = 0.2, 1.1, 0.1, 0.4, 1.35  # seconds, for a practised agent
PACE = 20  # milliseconds between letters: faster than any agent types


@dataclass
class Effort:
    """keys: control keys, each of a chord; typed: letters and digits; changes: of the hand, keyboard to mouse or back.

    decisions: one M for each; loads: of whole pages; waited: seconds until the next step was possible (R), the machine's part.
    """

    keys: int = 0
    typed: int = 0
    clicks: int = 0
    changes: int = 0
    decisions: int = 0
    loads: int = 0
    waited: float = 0.0

    @property
    def motor(self) -> float:
        return (self.keys + self.typed) * KEY + self.clicks * (POINT + 2 * BUTTON) + self.changes * CHANGE

    @property
    def seconds(self) -> float:
        """Without waiting."""
        return self.motor + self.decisions * DECISION


class Hands:
    """They begin on the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page, self.effort, self.at_mouse, self.loading = page, Effort(), False, 0
        self.last = time.monotonic()
        page.on("load", self._loaded)

    def decide(self) -> None:
        """What next, which one, is it right: the mind's part of a step."""
        self.effort.decisions += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self._move_to(mouse=False)
            self.effort.keys += len(key.split("+"))
            self.page.keyboard.press(key)
        self.last = time.monotonic()

    def type(self, text: str) -> None:
        self._move_to(mouse=False)
        self.effort.typed += len(text)
        self.page.keyboard.type(text, delay=PACE)
        self.last = time.monotonic()

    def click(self, target: Locator) -> None:
        self._move_to(mouse=True)
        self.effort.clicks += 1
        target.click()
        self.last = time.monotonic()

    def until(self, possible: Callable[[], object]) -> None:
        """Wait for what the next step needs."""
        possible()
        self.effort.waited += time.monotonic() - self.last

    def until_focused(self, selector: str) -> None:
        self.until(lambda: self.page.wait_for_function("selector => document.activeElement?.matches(selector)", arg=selector))

    def _move_to(self, *, mouse: bool) -> None:
        self.effort.changes += mouse != self.at_mouse
        self.at_mouse = mouse

    def _loaded(self, page: Page) -> None:
        self.effort.loads += 1
