"""Files about customers: the business accounts, the people, their addresses."""

from customers.models.address import DEFAULT_FIRST
from interchange.csv_format.refs import CHANNEL, IN_CHANNEL, PRICE_GROUP, customer, find_number, found_number, nth, numbered, rank, shown_number
from interchange.fields import Field, amount, choice, code, country, day, email, flag, language, moment, phone, positive, several, text
from interchange.importer import Write
from interchange.tables import Ref, Table
from orders.counts import COUNTED

OURS = "mine.organization_id = %(organization)s"
NAMED = (text("code", 40, required=True), text("name", 120, required=True))
ROLES = ("buyer", "approver", "admin")
POSTAL: tuple[Field, ...] = (
    text("first_name", 120),
    text("last_name", 120),
    text("company"),
    text("street"),
    text("street2"),
    text("postal_code", 20),
    text("city", 120),
    text("region", 120),
    country("country"),
    phone("phone"),
)
"""An address, as customers and orders have it."""
KEYS = ("search_last", "search_first", "search_last_more", "search_first_more", "search_email", "search_email_more", "search_phone", "search_mobile")


def group(name: str, table: str) -> Table:
    return Table(
        name=name,
        table=table,
        columns=NAMED,
        key=("code",),
        own=f"LEFT JOIN {table} AS mine ON mine.code = s.code AND {OURS}",
        inserts={"organization_id": "%(organization)s"},
        source=f"{table} AS t",
        order="t.code",
    )


CUSTOMER_SETS = group("customer_sets", "customers_customerset")
SEGMENTS = group("segments", "customers_segment")
PRICE_GROUPS = group("price_groups", "customers_pricegroup")
ACCOUNTS = Table(
    name="accounts",
    table="customers_account",
    refs=(CHANNEL,),
    columns=(
        code("number", 60, required=True),
        text("name", required=True),
        text("tax_id", 40),
        amount("order_limit", empty=None),
        flag("active", empty="t"),
    ),
    key=("channel", "number"),
    own=find_number("customers_account", "mine", "number"),
    mine_id=found_number("mine"),
    shown={"number": shown_number("t")},
    inserts={"external_number": "s.number"},
    source="customers_account AS t JOIN agents_channel AS c ON c.id = t.channel_id",
    order=f"c.code, {shown_number('t')}",
)
SET = Ref(
    text("customer_set", 40),
    "customer_set_id",
    "LEFT JOIN customers_customerset AS g ON g.code = s.customer_set AND g.organization_id = %(organization)s",
    "g.id",
    "g.code",
)
SEGMENT_CODES = (
    "ARRAY(SELECT g.code FROM customers_customer_segments AS m JOIN customers_segment AS g ON g.id = m.segment_id WHERE m.customer_id = t.id "
    "ORDER BY g.code)"
)
# What other files say about a customer is written with the customer at once: a later update would touch every index again.
HOME = (
    " LEFT JOIN (SELECT DISTINCT ON (channel, customer) channel, customer, search_postal_code, search_city, country FROM in_addresses WHERE in_book "
    f"ORDER BY channel, customer, {DEFAULT_FIRST}, position) AS home ON home.channel = s.channel AND home.customer = s.number"
)
BOUGHT = (
    " LEFT JOIN (SELECT channel, customer, count(*) AS orders, sum(total) AS value FROM in_orders "
    f"WHERE {COUNTED} GROUP BY channel, customer) AS bought "
    "ON bought.channel = s.channel AND bought.customer = s.number"
)
CUSTOMERS = Table(
    name="customers",
    table="customers_customer",
    versioned=True,
    refs=(CHANNEL, SET, PRICE_GROUP, numbered("account", "customers_account", "a", required=False)),
    columns=(
        code("number", 60, required=True),
        text("first_name", 120),
        text("last_name", 120),
        text("company"),
        email("email"),
        phone("phone"),
        phone("mobile"),
        phone("fax"),
        day("birthday", past=True),
        language("language", empty=""),
        several("segments", 500, " "),
        flag("accepts_marketing"),
        flag("tax_exempt"),
        text("tax_id", 40),
        flag("active", empty="t"),
        moment("created_at"),
    ),
    key=("channel", "number"),
    own=find_number("customers_customer", "mine", "number"),
    mine_id=found_number("mine"),
    shown={"number": shown_number("t"), "segments": SEGMENT_CODES},
    stored={"created_at": "coalesce(s.created_at, s.known_since, date_trunc('second', now()))"},
    derived=tuple(f"{key} text" for key in KEYS),
    aside=HOME + BOUGHT,
    looked_up={
        "known_since": "coalesce(mine.created_at, mine_own.created_at)",
        "key_code": "coalesce(home.search_postal_code, '')",
        "key_city": "coalesce(home.search_city, '')",
        "key_country": "coalesce(home.country, '')",
        "orders": "coalesce(bought.orders, 0)",
        "value": "coalesce(bought.value, 0)",
    },
    inserts={
        "external_number": "s.number",
        "order_count": "s.orders",
        "lifetime_value": "s.value",
        "search_postal_code": "s.key_code",
        "search_city": "s.key_city",
        "search_country": "s.key_country",
    },
    rules=(
        (
            (
                "s.search_email <> '' AND s.ctid = ANY(ARRAY(SELECT ctid FROM (SELECT ctid, row_number() OVER (PARTITION BY channel_id, search_email "
                "ORDER BY row_line) AS nth FROM r_customers WHERE search_email <> '') AS n WHERE nth > 1))"
            ),
            "'email: stands on an earlier line already'",
        ),
        (
            (
                "s.search_email <> '' AND EXISTS (SELECT FROM customers_customer AS k WHERE k.channel_id = s.channel_id "
                "AND k.search_email = s.search_email AND k.id IS DISTINCT FROM s.mine_id)"
            ),
            "'email: belongs to another customer'",
        ),
        (
            (
                "s.segments <> '{}' AND EXISTS (SELECT FROM unnest(s.segments) AS code WHERE code NOT IN "
                "(SELECT g.code FROM customers_segment AS g WHERE g.organization_id = %(organization)s))"
            ),
            "'segments: there is no such segment'",
        ),
    ),
    source=(
        "customers_customer AS t JOIN agents_channel AS c ON c.id = t.channel_id LEFT JOIN customers_customerset AS g ON g.id = t.customer_set_id "
        "LEFT JOIN customers_pricegroup AS pg ON pg.id = t.price_group_id "
        "LEFT JOIN customers_account AS a ON a.id = t.account_id"
    ),
    order=f"c.code, {shown_number('t')}",
)
ACCOUNT_MEMBERS = Table(
    name="account_members",
    table="customers_accountmember",
    refs=(IN_CHANNEL, numbered("account", "customers_account", "a"), customer()),
    columns=(choice("role", ROLES),),
    key=("channel", "account", "customer", "role"),
    own=(
        f"LEFT JOIN customers_accountmember AS mine ON mine.account_id = {found_number('a')} "
        f"AND mine.customer_id = {found_number('k_customer')} AND mine.role = s.role"
    ),
    source=(
        "customers_accountmember AS t JOIN customers_account AS a ON a.id = t.account_id JOIN agents_channel AS c ON c.id = a.channel_id "
        "JOIN customers_customer AS k_customer ON k_customer.id = t.customer_id"
    ),
    order=f"c.code, {shown_number('a')}, {shown_number('k_customer')}, t.role",
)
ADDRESSES = Table(
    name="addresses",
    table="customers_address",
    refs=(IN_CHANNEL, customer()),
    columns=(
        positive("position"),
        text("label", 60),
        *POSTAL,
        flag("in_book", empty="t"),
        flag("is_billing"),
        flag("is_shipping", empty="t"),
        flag("default_billing"),
        flag("default_shipping"),
    ),
    key=("channel", "customer", "position"),
    own=nth("customers_address", "customer_id", found_number("k_customer")),
    derived=("search_postal_code text", "search_city text"),
    shown={"position": rank("customer_id")},
    rules=tuple(
        (
            (
                f"s.{column} AND s.ctid = ANY(ARRAY(SELECT ctid FROM (SELECT ctid, "
                f"row_number() OVER (PARTITION BY customer_id ORDER BY row_line) AS nth FROM r_addresses WHERE {column}) AS n WHERE nth > 1))"
            ),
            f"'{column}: the customer has one already'",
        )
        for column in ("default_billing", "default_shipping")
    ),
    # the new default may stand on another line than the old one
    before={
        column: Write(
            f"UPDATE customers_address AS t SET {column} = false FROM r_addresses AS s "
            f"WHERE t.customer_id = s.customer_id AND t.{column} AND s.{column} AND t.id IS DISTINCT FROM s.mine_id"
        )
        for column in ("default_billing", "default_shipping")
    },
    first="s.position, s.row_line",
    source=(
        "customers_address AS t JOIN customers_customer AS k_customer ON k_customer.id = t.customer_id "
        "JOIN agents_channel AS c ON c.id = k_customer.channel_id"
    ),
    order=f"c.code, {shown_number('k_customer')}, t.id",
)
