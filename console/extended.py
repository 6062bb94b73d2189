"""The extended search on its page: the fields of the panel, the chips, and the addresses that hold them (F3–F5)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Tab
from contactcenter.choices import country_names
from contactcenter.masking import MASKED
from customers.criteria import CRITERIA as CUSTOMERS
from customers.criteria import Asking, find_customers_by
from orders.criteria import CRITERIA as ORDERS
from orders.criteria import find_orders_by
from returns.criteria import CRITERIA as RETURNS
from returns.criteria import AskingReturns, find_returns_by
from search.criteria import Criterion, Filters, ask
from search.readings import PHONE_FROM
from search.terms import bare_digits

HOW_LABELS: dict[str, "str | Promise"] = {"": _("begins"), "exact": _("exact"), "contains": _("contains")}


def is_personal(asked: Mapping[str, str]) -> bool:
    """Whether a search's parameters hold what is shown to some in part only: an e-mail in whatever field, a phone number, a birthday."""
    return (
        any(asked.get(name) for name in MASKED)
        or any("@" in normalize("NFKC", asked.get(name, "")) for name in asked)  # as the search reads it, which knows wide ones too
        or len(bare_digits(asked.get("q", ""))) >= PHONE_FROM
    )


@dataclass(frozen=True)
class Searched:
    """How one kind is searched by criteria."""

    criteria: Sequence[Criterion]
    asking: type[Asking]
    find: Callable[..., Any]


KINDS: dict[str, Searched] = {
    Tab.Kind.CUSTOMER: Searched(CUSTOMERS, Asking, find_customers_by),
    Tab.Kind.ORDER: Searched(ORDERS, Asking, find_orders_by),
    Tab.Kind.RETURN: Searched(RETURNS, AskingReturns, find_returns_by),
}


@dataclass(frozen=True)
class Field:
    """One field of the panel: what was typed in it, how it is meant, what is wrong with it, what there is to choose from."""

    criterion: Criterion
    value: str
    how: str
    error: str
    choices: list[tuple[str, Any]]
    hows: list[tuple[str, Any]]

    @property
    def unknown(self) -> bool:
        """What was asked for is not among the choices; it stays typed all the same."""
        return bool(self.value) and self.value not in {value for value, _label in self.choices}


@dataclass(frozen=True)
class Chip:
    """One active criterion in words, and the address of the search without it."""

    label: Any
    value: Any
    url: str
    wrong: bool


@dataclass
class Extended:
    """The criteria of one request. `asked` is read once; the panel's fields and the chips only where they show."""

    actor: Actor
    kind: str
    q: str
    base: str
    params: Mapping[str, str]
    asked: Filters = field(init=False)

    def __post_init__(self) -> None:
        self.searched = KINDS[self.kind]
        self.asking = self.searched.asking(self.actor)
        self.asked = ask(self.searched.criteria, self.params, self.asking)

    def __bool__(self) -> bool:
        return bool(self.asked.typed)

    @property
    def count(self) -> int:
        return len(self.asked.active)

    @property
    def query(self) -> str:
        """All that was asked, as the query of an address; also what a saved search keeps."""
        return self._query(self.asked.typed)

    @property
    def clear_url(self) -> str:
        return f"{self.base}?{self._query({})}"

    @property
    def fields(self) -> list[Field]:
        return [self._field(one) for one in self.searched.criteria]

    @property
    def chips(self) -> list[Chip]:
        shown = {one.name: one for one in self.searched.criteria}
        return [self._chip(shown[name]) for name in self.asked.active]

    def find(self, *, sort: str = "", after: str = "", limit: int = 25) -> Any:
        """What was found, or None while something is wrong with a criterion."""
        return None if self.asked.errors else self.searched.find(self.actor, self.asked, self.q, sort=sort, after=after, limit=limit)

    def _query(self, typed: Mapping[str, str]) -> str:
        return urlencode({"kind": self.kind, **({"q": self.q} if self.q.strip() or not typed else {}), **typed})

    def _field(self, one: Criterion) -> Field:
        choices = list(country_names(get_language() or "en").items()) if one.kind == "country" else one.choices(self.asking) if one.choices else []
        ways = one.hows_for(self.asking)
        hows = [(how, HOW_LABELS[how]) for how in ("", *ways)] if ways else []
        typed = self.asked.typed
        return Field(one, typed.get(one.name, ""), typed.get(f"{one.name}_how", ""), self.asked.errors.get(one.name, ""), choices, hows)

    def _chip(self, one: Criterion) -> Chip:
        found = self._field(one)
        value = next((label for key, label in found.choices if key == found.value), found.value)
        how = f"{one.label} ({HOW_LABELS[found.how]})" if found.how else one.label
        return Chip(how, value, f"{self.base}?{self._query(self.asked.without(one.name))}", bool(found.error))
