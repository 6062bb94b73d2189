"""A promotion as one sentence that reads itself from its rows: for staff who set it up, and for whoever tells it to a customer."""

from datetime import timedelta
from typing import Any

from babel.lists import format_list
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog.models import Product, Variant
from contactcenter.dates import Dates, page_locale
from contactcenter.money import ZERO, format_money
from promotions.benefits import BENEFITS
from promotions.conditions import CONDITIONS
from promotions.models import Promotion
from promotions.models.promotion import terms_of
from promotions.offers import Used


def sentence_of(promotion: Any, used: Used | None = None) -> str:
    """What it gives, what it asks, how long, and whether beside others.

    promotion: read by `offers.with_terms`, with its channel; used: how often it was given, where what is left of its budget shall be told as
    well, which is no business of customers.
    """
    currency = promotion.channel.currency
    gives = [BENEFITS[row["kind"]].sentence(terms_of(row), currency) for row in promotion.told_benefits]
    asks = [CONDITIONS[row["kind"]].sentence(terms_of(row), currency) for row in promotion.told_conditions]
    what = " ".join(filter(None, [format_list(gives, locale=page_locale()) or _("nothing off"), ", ".join(asks)]))
    alone = _("not together with others") if promotion.is_exclusive else ""
    said = "; ".join(filter(None, [what, period_of(promotion), alone, _each(promotion), *(_left(promotion, used) if used else [])]))
    return said[:1].upper() + said[1:]


def told_to_customers(promotion: Any) -> str:
    """What it gives and what must be bought for it, in the names of products; whom else it is for, and until when, is the shop's own business.

    promotion: read by `offers.with_terms`, with its channel.
    """
    currency, names = promotion.channel.currency, _names(promotion)

    def said(row: dict[str, Any], kind: Any) -> str:
        called = {name: [names.get(sku, sku) for sku in row[name]] for name in ("skus", "except_skus")}
        return str(kind.sentence(terms_of({**row, **called, "sku": names.get(row.get("sku", ""), row.get("sku", ""))}), currency))

    gives = [said(row, BENEFITS[row["kind"]]) for row in promotion.told_benefits]
    asks = [said(row, CONDITIONS[row["kind"]]) for row in promotion.told_conditions if row["kind"] in ("subtotal", "quantity")]
    what = " ".join(filter(None, [format_list(gives, locale=page_locale()), ", ".join(asks)]))
    return what[:1].upper() + what[1:]


def _names(promotion: Any) -> dict[str, str]:
    """What its SKUs are called, of variations and of products."""
    rows = [*promotion.told_benefits, *promotion.told_conditions]
    skus = {sku for row in rows for sku in [*row["skus"], *row["except_skus"], row.get("sku", "")] if sku}
    organization, language = promotion.channel.organization_id, get_language() or "en"
    products = {one.sku: one.name_in(language) for one in Product.objects.filter(organization=organization, sku__in=skus)}
    variants = Variant.objects.filter(organization=organization, sku__in=skus).select_related("product")
    return {**products, **{one.sku: one.title_in(language) for one in variants}}


def period_of(promotion: Promotion) -> str:
    """Until which day it runs and, of one that is planned, from which on; "" for always."""
    dates, starts = Dates.of_page(), ""
    if promotion.starts_at > now():
        starts = _("from %(date)s on") % {"date": dates.day(promotion.starts_at)}
    if promotion.ends_at is None:
        return starts
    last = dates.day(promotion.ends_at - timedelta(microseconds=1))  # one that ends at midnight does not run on the day that begins then
    if starts:
        return _("from %(first)s until %(last)s") % {"first": dates.day(promotion.starts_at), "last": last}
    return _("until %(date)s") % {"date": last}


def _each(promotion: Promotion) -> str:
    if promotion.per_customer is None:
        return ""
    return ngettext("%(n)d order per customer", "%(n)d orders per customer", promotion.per_customer) % {"n": promotion.per_customer}


def _left(promotion: Promotion, used: Used) -> list[str]:
    """Of each budget what is left."""
    said, text = [], _("%(left)s of %(most)s left")
    if promotion.most_uses is not None:
        said.append(text % {"left": max(0, promotion.most_uses - used.orders), "most": promotion.most_uses})
    if promotion.most_spent is not None:
        amounts = {"left": max(ZERO, promotion.most_spent - used.spent), "most": promotion.most_spent}
        said.append(text % {name: format_money(one, promotion.channel.currency) for name, one in amounts.items()})
    return said
