"""The folded columns by which a customer is found, written with the record by one rule."""

from collections.abc import Mapping
from typing import Any

from customers.models import Customer
from search.terms import fold, fold_code, fold_email, fold_phone, further, further_in_email


def fill_values(values: Mapping[str, Any], *, country: str, postal_code: str = "", city: str = "", home_country: str = "") -> dict[str, str]:
    """The folded columns for a customer's values; `country` (of the channel) says how local phone numbers are meant.

    The one rule, for a single record and for the importer alike. A customer without a last name is found by the company.
    Postal code, city and home country are those of the main address: the default for shipping, else the first.
    """
    last, first = fold(values.get("last_name") or values.get("company") or ""), fold(values.get("first_name") or "")
    email = fold_email(values.get("email") or "")
    return {
        "search_last": last,
        "search_first": first,
        "search_email": email,
        "search_last_more": further(last),
        "search_first_more": further(first),
        "search_email_more": further_in_email(email, last, first),
        "search_phone": fold_phone(values.get("phone") or "", country),
        "search_mobile": fold_phone(values.get("mobile") or "", country),
        "search_postal_code": fold_code(postal_code),
        "search_city": fold(city),
        "search_country": home_country.upper(),
    }


OF_ADDRESS = ("search_postal_code", "search_city", "search_country")


def fill(customer: Customer, *, postal_code: str | None = None, city: str = "", home_country: str = "") -> Customer:
    """Set the folded columns; the caller saves. The last three are of the main address; without its `postal_code`, they stay as they are."""
    values = fill_values(vars(customer), country=customer.channel.country, postal_code=postal_code or "", city=city, home_country=home_country)
    for name, value in values.items():
        if postal_code is not None or name not in OF_ADDRESS:
            setattr(customer, name, value)
    return customer
