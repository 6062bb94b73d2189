"""A customer export: one line per person. Older ones have no id and fewer words in the names of their columns."""

from collections.abc import Iterator

from interchange.shopify.records import Cells, Export, Record, bare, line_of, short, yes_no


def _names(column: str) -> tuple[str, ...]:
    return (f"default address {column}", column)


PEOPLE = Export(
    ("email", "first name", "last name"),
    {
        "id": ("customer id",),
        "first_name": ("first name",),
        "last_name": ("last name",),
        "email": ("email",),
        "marketing": ("accepts email marketing", "accepts marketing"),
        "company": _names("company"),
        "street": _names("address1"),
        "street2": _names("address2"),
        "city": _names("city"),
        "region": ("default address province code", "province code", "province"),
        "country": ("default address country code", "country code"),
        "zip": _names("zip"),
        "home_phone": ("default address phone",),
        "phone": ("phone",),
        "tax_exempt": ("tax exempt",),
    },
    of="",  # a person may have neither e-mail nor id
    makes=("customers", "addresses"),
)
LONG_AGO = "1900-01-01T00:00:00Z"
"""Stands for a time that the file does not tell."""


def people(record: Record, channel: str) -> Iterator[tuple[str, Cells]]:
    """The customer and their address."""
    row = record.rows[0]
    number = bare(row["id"]) or number_of(row["email"]) or bare(row["phone"])
    phone = bare(row["phone"]) or bare(row["home_phone"])
    who = {"first_name": line_of(row["first_name"]), "last_name": line_of(row["last_name"]), "company": line_of(row["company"])}
    yield (
        "customers",
        {
            "channel": channel,
            "number": number,
            **who,
            "email": row["email"],
            "phone": phone,
            "accepts_marketing": yes_no(row["marketing"]),
            "tax_exempt": yes_no(row["tax_exempt"]),
            "active": "yes",
            "created_at": LONG_AGO,
        },
    )
    if row["country"]:
        place = {"street": row["street"], "street2": row["street2"], "city": row["city"], "region": row["region"]}
        yield "addresses", address_of(channel, number, who, place, row["zip"], row["country"], bare(row["home_phone"]) or phone)


def address_of(channel: str, number: str, who: Cells, place: Cells, code: str, country: str, phone: str) -> Cells:
    """The one address of a customer, for every purpose."""
    flags = dict.fromkeys(("in_book", "is_billing", "is_shipping", "default_billing", "default_shipping"), "yes")
    lines = {name: line_of(text) for name, text in place.items()}
    return {
        "channel": channel, "customer": number, "position": "1", **who, **lines, "postal_code": bare(code), "country": country, "phone": phone,
        **flags,
    }  # fmt: skip


def number_of(email: str) -> str:
    """What a customer is known by who has an e-mail and no id."""
    return short(email.casefold())
