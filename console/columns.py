"""Which columns the table of results has, and which of them an agent has chosen (F6)."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Agent, Tab
from contactcenter.masking import MASKED

COMFORTABLE, COMPACT = "comfortable", "compact"
"""How high the rows are."""


@dataclass(frozen=True)
class Column:
    """key: of the found row, of the sort and of the choice; kind: how the cell is written; roomy: shown only where there is room for it."""

    key: str
    label: "str | Promise"
    kind: str = "text"
    chosen: bool = True  # where nobody has chosen
    roomy: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind in ("money", "count")


@dataclass(frozen=True)
class Heading:
    """A column with its link that sorts by it ("" where nothing does), and the direction it is sorted in now ("", "asc", "desc")."""

    column: Column
    sort_url: str
    direction: str


COLUMNS: dict[str, list[Column]] = {
    Tab.Kind.CUSTOMER: [
        Column("last_name", _("Last name"), "name"),
        Column("first_name", _("First name"), "name"),
        Column("number", _("Customer number"), "number"),
        Column("email", _("E-mail"), "email"),
        Column("phone", _("Phone"), "phone"),
        Column("postal_code", _("Postcode"), "place", roomy=True),
        Column("city", _("City"), "place", roomy=True),
        Column("birthday", _("Birthday"), "date"),
        Column("company", _("Company"), "name", chosen=False),
        Column("account", _("Account"), "name", chosen=False),
        Column("channel_name", _("Channel"), chosen=False),
        Column("order_count", _("Orders"), "count", chosen=False),
        Column("lifetime_value", _("Lifetime value"), "money", chosen=False),
        Column("created_at", _("Created"), "datetime", chosen=False),
    ],
    Tab.Kind.ORDER: [
        Column("number", _("Order"), "number"),
        Column("placed_at", _("Submitted"), "datetime"),
        Column("status", _("Status"), "status"),
        Column("customer_name", _("Customer"), "name"),
        Column("email", _("E-mail"), "email"),
        Column("total", _("Total"), "money"),
        Column("channel_name", _("Channel")),
        Column("payment_status", _("Payment"), "status", chosen=False),
        Column("fulfilment_status", _("Fulfilment"), "status", chosen=False),
        Column("return_status", _("Return"), "status", chosen=False),
        Column("ships_to", _("Ships to"), chosen=False),
        Column("external_number", _("External number"), "number", chosen=False),
    ],
    Tab.Kind.RETURN: [
        Column("number", _("Return"), "number"),
        Column("order_number", _("Order"), "number"),
        Column("customer_name", _("Customer"), "name"),
        Column("status", _("Status"), "status"),
        Column("reason", _("Reason")),
        Column("created_at", _("Created"), "datetime"),
        Column("refund_amount", _("Refund"), "money"),
        Column("type", _("Type"), "choice", chosen=False),
        Column("receive_status", _("Received"), "choice", chosen=False),
        Column("refund_status", _("Refund status"), "choice", chosen=False),
        Column("action_required", _("Action required"), "flag", chosen=False),
        Column("email", _("E-mail"), "email", chosen=False),
        Column("channel_name", _("Channel"), chosen=False),
    ],
}


def chosen_columns(agent: Agent, kind: str) -> list[Column]:
    """The agent's columns in their order; those that everybody begins with where nothing was chosen, of which a narrow screen has not all."""
    known = {column.key: replace(column, roomy=False) for column in COLUMNS[kind]}
    keys = agent.tables.get(kind, [])
    return [known[key] for key in keys if key in known] or [column for column in COLUMNS[kind] if column.chosen]


def columns_for(actor: Actor, kind: str) -> list[Column]:
    """The columns of the actor's table; what is masked in them is plain text."""
    assert actor.agent is not None
    columns = chosen_columns(actor.agent, kind)
    return columns if actor.sees_in_full else [replace(one, kind="text") if one.key in MASKED else one for one in columns]


def may_sort(actor: Actor, sort: str) -> bool:
    return actor.sees_in_full or sort.removeprefix("-") not in MASKED


def density_of(agent: Agent) -> str:
    density: str = agent.tables.get("density", COMFORTABLE)
    return density


@dataclass(frozen=True)
class Choice:
    """One line of the menu of columns."""

    column: Column
    shown: bool


def choices(agent: Agent, kind: str) -> list[Choice]:
    """All columns, the shown ones first in their order."""
    shown = {column.key: column for column in chosen_columns(agent, kind)}
    return [Choice(one, True) for one in shown.values()] + [Choice(one, False) for one in COLUMNS[kind] if one.key not in shown]
