"""What a name that people read may hold: of a person, a shop, a role."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters; a line break in a name forges a line of a mail's head or of a log
    "\u2028\u2029"  # breaks of lines and paragraphs
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows, so that a name reads as another
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all
)
# The joiners ZWJ and ZWNJ and the marks LRM and RLM belong to names of some languages and stay.


def check_name(text: str) -> None:
    """Refuse control characters and signs that turn the direction of writing, and a name of which nothing is seen."""
    if UNREADABLE.search(text):
        raise ValidationError(
            _("This name holds characters that cannot be seen: a line break, a tab, or a sign that turns the text around."), "unreadable"
        )
    if text and all(unicodedata.category(one) in {"Cf", "Zs"} for one in text):
        raise ValidationError(_("Nothing of this name can be seen."), "unseen")
