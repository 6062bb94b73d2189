"""Whether what is stored for the search was written by the rules of today."""

from customers.models import SearchRules
from customers.terms import RULES


def is_stale() -> bool:
    """Whether `manage.py rebuild_search` is due: the columns were written by the rules of another release."""
    return SearchRules.objects.exclude(version=RULES).exists()


def note_rules() -> None:
    """After all columns were written anew."""
    if not SearchRules.objects.update(version=RULES):
        SearchRules.objects.create(version=RULES)
