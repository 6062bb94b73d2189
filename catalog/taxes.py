"""Which rates of tax count for what a channel sends somewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from agents.models import Channel
from catalog.models import ShippingMethod, TaxRate
from contactcenter.money import ZERO
from contactcenter.standards import EUROPEAN_UNION
from customers.postal import region_key
from search.terms import fold_code


def rates_for(channel: Channel, country: str, region: str = "", postal_code: str = "") -> Mapping[int, Decimal]:
    """The rate of every tax class at an address, by the class's id, as a fraction, in one query. country: "" where it is not
    known yet, which counts as the channel's own.

    Of the channel's rates the most exact counts: by the beginning of the postcode, the longest first, else by region, else of the whole country.
    Where there is none of the class: within the EU the channel's home rate, as below the threshold of sales to other members; from there or from
    elsewhere beyond, export without tax. At home a class without a rate is not taxed.
    """
    country = country or channel.country
    there, home = defaultdict[int, list[TaxRate]](list), dict[int, Decimal]()
    for row in TaxRate.objects.filter(channel=channel, country__in={country, channel.country}):
        if row.country == country and _covers(row, region, postal_code):
            there[row.tax_class_id].append(row)
        if row.country == channel.country and not row.region and not row.postal_prefix:
            home[row.tax_class_id] = row.rate
    is_export = country != channel.country and not {country, channel.country} <= EUROPEAN_UNION
    found = {of: max(rows, key=_exactness).rate for of, rows in there.items()}
    return defaultdict(lambda: ZERO, found if is_export else home | found)


def rate_of_shipping(channel: Channel, method: ShippingMethod, rates: Mapping[int, Decimal], carried: Iterable[Decimal]) -> Decimal:
    """At which rate a way to ship is taxed: the highest of what it carries or, where the channel says so, that of the method's own class.

    rates: of where it goes (`rates_for`); carried: of the lines that go so.
    """
    if channel.shipping_taxed == Channel.ShippingTaxed.OWN and method.tax_class_id is not None:
        return rates[method.tax_class_id]
    return max(carried, default=ZERO)


def _exactness(row: TaxRate) -> tuple[int, bool]:
    return len(fold_code(row.postal_prefix)), bool(row.region)


def _covers(row: TaxRate, region: str, postal_code: str) -> bool:
    """Whether an address in its country is where the rate counts."""
    in_region = not row.region or region_key(row.country, row.region) == region_key(row.country, region)
    return in_region and fold_code(postal_code).startswith(fold_code(row.postal_prefix))
