"""What is left of a person's data for those who may not see it in full (C11): enough to compare with what a caller says, of no use elsewhere."""

from typing import Any, Protocol

SEE_PERSONAL = "see_personal"
"""The right to see it in full."""
HIDDEN = "•••"
SHOWN_DIGITS, DIGITS_FROM = 3, 7
"""So many last digits of a phone number, unless it is shorter than this."""


class Viewer(Protocol):
    """Whoever looks."""

    def may(self, right: str) -> bool: ...


def sees(viewer: Viewer | None) -> bool:
    """Whether they see personal data in full; nobody does not."""
    return bool(viewer) and viewer.may(SEE_PERSONAL)  # type: ignore[union-attr]


def mask_email(email: str) -> str:
    """ "mina.harker@example.net" as "m•••@example.net"."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{domain}" if at and domain else mask(email)


def mask_phone(number: str) -> str:
    """ "+493023125123" as "••• 123"."""
    digits = [one for one in number if one.isdigit()]
    return f"{HIDDEN} {''.join(digits[-SHOWN_DIGITS:])}" if len(digits) >= DIGITS_FROM else mask(number)


def mask(value: Any) -> str:
    """Whether there is anything, and no more."""
    return HIDDEN if value else ""


MASKED = {"email": mask_email, "phone": mask_phone, "birthday": mask}
"""The fields of a found row that are masked, and how. Streets and tax numbers, which stand in no table, are hidden whole."""


def mask_row(row: Any) -> Any:
    """A found row (a NamedTuple) as those see it who may not see all."""
    return row._replace(**{name: hide(getattr(row, name)) for name, hide in MASKED.items() if name in row._fields})


def email_for(viewer: Viewer | None, email: str) -> str:
    return email if sees(viewer) else mask_email(email)


def phone_for(viewer: Viewer | None, number: str) -> str:
    return number if sees(viewer) else mask_phone(number)


def name_for(viewer: Viewer | None, name: str) -> str:
    """A name, which of somebody without one is their e-mail."""
    return email_for(viewer, name) if "@" in name else name
