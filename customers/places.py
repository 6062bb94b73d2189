"""Criteria of where customers live: any of their addresses, and countries as people call them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from contactcenter.choices import country_names
from contactcenter.errors import Unreadable
from contactcenter.standards import countries
from search.criteria import BY_HOW, Clause, any_of
from search.readings import readings
from search.terms import fold, fold_code


def postal_codes(text: str) -> list[str]:
    """As in the box: also without the sign of a country."""
    return next((term.postal for one in readings(text) if (term := one.only) and term.postal), [fold_code(text)])


def at_home(column: str, fold: Callable[[str], list[str]]) -> Callable[[Any, str, str], Clause]:
    """A column of any of a customer's addresses; as one set of ids, since an OR of two tables could lead by no index."""

    def where(asking: Any, text: str, how: str) -> Clause:
        texts = [one for one in fold(text) if one]
        if not texts:
            raise Unreadable(_("Write letters or digits."))
        main, other = (any_of(*(BY_HOW[how](f"{alias}.{column}", one) for one in texts)) for alias in ("h", "a"))
        return Clause(
            f"""c.id IN (SELECT h.id FROM customers_customer h WHERE h.channel_id = ANY(%s::bigint[]) AND {main.sql}
            UNION ALL SELECT a.customer_id FROM customers_address a WHERE a.in_book AND NOT a.default_shipping AND {other.sql})""",
            (list(asking.actor.channel_ids), *main.values, *other.values),
        )

    return where


def read_country(asking: Any, text: str) -> str:
    """Two letters, or the name in English or German; UK is GB."""
    code = _known_as().get(fold(text)) if len(text) > 2 else {"UK": "GB"}.get(text.upper(), text.upper())
    if code not in countries():
        raise Unreadable(_("There is no country “%(text)s”. Write its name, or two letters such as DE.") % {"text": text})
    return code


@lru_cache(maxsize=1)
def _known_as() -> dict[str, str]:
    """Countries by their folded names in both languages, and what else they are called."""
    names = {fold(name): code for language in ("en", "de") for code, name in country_names(language).items()}
    others = {"US": "usa", "GB": "england,scotland,wales,britain,great britain", "NL": "holland", "CZ": "czech republic,tschechische republik"}
    return names | {fold(one): code for code, called in others.items() for one in called.split(",")}
