"""How the goods that a promotion is about are called in its sentences."""

from django.utils.translation import gettext as _

from promotions.basket import Goods

MOST = 3
"""So many names stand in a sentence."""


def named(goods: Goods) -> str:
    """Of all products "everything"; else their categories and SKUs, with what is left out."""
    said = _listed(sorted(goods.categories) + sorted(goods.skus)) or _("everything")
    left_out = _listed(sorted(goods.except_categories) + sorted(goods.except_skus))
    if left_out:
        said = _("%(goods)s but %(others)s") % {"goods": said, "others": left_out}
    return _("%(goods)s at full price") % {"goods": said} if goods.unreduced else said


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST])
    more = len(names) - MOST
    return _("%(names)s and %(more)d more") % {"names": shown, "more": more} if more > 0 else shown
