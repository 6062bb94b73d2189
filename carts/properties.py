"""Custom properties of a whole order, by name (O9): what a shop's own systems, or its people, want to know of it."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from contactcenter.errors import RuleError
from contactcenter.names import what_hides

MOST, LONGEST_NAME, LONGEST_VALUE = 20, 40, 200
_NAME = re.compile(r"[\w.\- ]+")


def wrong_name(name: str) -> str:
    """What is wrong with the name of a property; "" for nothing."""
    if not name:
        return _("Type a name.")
    if len(name) > LONGEST_NAME:
        return _("At most %(most)s characters.") % {"most": LONGEST_NAME}
    return "" if _NAME.fullmatch(name) else _("A name is made of letters, digits, blanks and - _ .")


def wrong_value(value: str) -> str:
    """What is wrong with its value; "" for nothing."""
    if not value:
        return _("Type a value, or empty the name too.")
    return _("At most %(most)s characters.") % {"most": LONGEST_VALUE} if len(value) > LONGEST_VALUE else what_hides(value)


def check_properties(properties: Mapping[str, str]) -> None:
    """Raises RuleError at the first that is wrong."""
    if len(properties) > MOST:
        raise RuleError("too_many", _("At most %(most)s properties.") % {"most": MOST}, field="properties")
    for name, value in properties.items():
        if wrong := wrong_name(name) or wrong_value(value):
            raise RuleError("wrong_property", wrong, field="properties")
