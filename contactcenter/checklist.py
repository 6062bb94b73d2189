"""What a new shop needs before its first order, and what of it is done. Each app registers its own steps, as it does its invariants."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Step:
    """place: where it stands; right: who sees it; link: where it is done; hint: what is to be done there, or what is missing still.

    button: where it is done by one click, the words on it; `link` is then posted to.
    """

    place: int
    title: Text
    right: str
    link: Callable[[Any], str]
    done: Callable[[Any], bool]
    hint: Callable[[Any], Text]
    button: Text = ""


@dataclass(frozen=True)
class Line:
    """A step as one person sees it now."""

    title: Text
    link: str
    done: bool
    hint: Text
    button: Text


STEPS: list[Step] = []


def register(*steps: Step) -> None:
    STEPS.extend(steps)


def lines_for(actor: Any) -> list[Line]:
    """The steps of those who have the right to do them, in order."""
    mine: Iterable[Step] = (step for step in sorted(STEPS, key=lambda one: one.place) if actor.may(step.right))
    return [Line(one.title, one.link(actor), one.done(actor), one.hint(actor), one.button) for one in mine]
