"""Files about the shop itself: channels, what is sold there, at which price, by which taxes and ways to ship."""

from dataclasses import replace

from django.apps import apps

from agents.models import Channel, Reason
from agents.models.organization import IN_ITS_CURRENCY
from catalog.actions import MOST_STOCK
from catalog.models import Product, ShippingMethod, TaxClass
from catalog.models.shipping import MOST_DAYS
from interchange.amounts import read_place
from interchange.csv_format import refs
from interchange.csv_format.refs import CHANNEL, IN_CHANNEL, PAIRS, PRICE_GROUP, SKU, TAX_CLASS
from interchange.fields import (
    Field,
    amount,
    choice,
    code,
    country,
    day,
    email,
    flag,
    fraction,
    language,
    number,
    pairs,
    place,
    read_currency,
    read_zone,
    several,
    text,
)
from interchange.importer import Write
from interchange.tables import Ref, Table

OURS = "mine.organization_id = %(organization)s"
MINE = {"organization_id": "%(organization)s"}
HAS_MONEY = " OR ".join(
    f"EXISTS (SELECT FROM {apps.get_model(label)._meta.db_table} AS m WHERE m.channel_id = c.id)"  # noqa: S608  names of our own tables
    for label in IN_ITS_CURRENCY
)
"""`Channel.has_money` over the alias c."""

CHANNELS = Table(
    name="channels",
    table="agents_channel",
    columns=(
        text("code", 40, required=True),
        text("name", 120, required=True),
        country("country"),
        Field("currency", read_currency, required=True),
        language("language"),
        Field("timezone", read_zone, required=True),
        flag("prices_include_tax", empty="t"),
        choice("shipping_taxed", Channel.ShippingTaxed.values, empty="highest"),
        email("email_from"),
        number("remorse_minutes", empty="30"),
        number("return_days", empty="30"),
        number("withdrawal_days", empty="14"),
        text("read_aloud", 1000, lines=True),
        flag("shows_lowest_price", empty="f"),
        flag("active", empty="t"),
    ),
    texts=Channel.TEXTS,
    key=("code",),
    own="LEFT JOIN agents_channel AS mine ON mine.code = s.code",
    inserts=MINE,
    rules=(
        ("s.code !~ '^[a-zA-Z0-9_-]+$'", "'code: only letters, digits, - and _'"),
        (
            f"EXISTS (SELECT FROM agents_channel AS c WHERE c.id = mine_id AND c.currency <> s.currency AND ({HAS_MONEY}))",
            "'currency: a channel keeps its currency once anything is written in it'",
        ),
    ),
    source="agents_channel AS t",
    order="t.code",
)
TAX_CLASSES = Table(
    name="tax_classes",
    table="catalog_taxclass",
    columns=(text("code", 40, required=True), text("name", 120, required=True), place("position")),
    texts=TaxClass.TEXTS,
    key=("code",),
    own=f"LEFT JOIN catalog_taxclass AS mine ON mine.code = s.code AND {OURS}",
    inserts=MINE,
    source="catalog_taxclass AS t",
    order="t.position, t.code",
)
TAXED_IN = "coalesce(nullif(s.country, ''), c.country)"
TAX_RATES = Table(
    name="tax_rates",
    table="catalog_taxrate",
    refs=(CHANNEL, replace(TAX_CLASS, field=text("tax_class", 40, required=True))),
    columns=(
        Field("country", country("country").read),
        text("region", 120),
        text("postal_prefix", 20),
        text("label", 60, required=True),
        fraction("rate", required=True),
    ),
    key=("channel", "country", "region", "postal_prefix", "tax_class"),
    own=(
        f"LEFT JOIN catalog_taxrate AS mine ON mine.channel_id = c.id AND mine.country = {TAXED_IN} AND mine.region = s.region "
        "AND mine.postal_prefix = s.postal_prefix AND mine.tax_class_id = tc.id"
    ),
    stored={"country": "s.taxed_in"},
    looked_up={"taxed_in": TAXED_IN},
    rules=(
        (
            (
                "s.ctid = ANY(ARRAY(SELECT ctid FROM (SELECT ctid, row_number() OVER (PARTITION BY channel_id, taxed_in, region, postal_prefix, "
                "tax_class ORDER BY row_line) AS nth FROM r_tax_rates) AS n WHERE nth > 1))"
            ),
            "'country: the channel''s own stands on an earlier line already'",
        ),
    ),
    source="catalog_taxrate AS t JOIN agents_channel AS c ON c.id = t.channel_id JOIN catalog_taxclass AS tc ON tc.id = t.tax_class_id",
    order="c.code, t.country <> c.country, t.country, t.region, t.postal_prefix, tc.position, tc.code",
)
EVERYWHERE = "t.countries = '{}' AND t.regions = '{}' AND t.from_weight = 0"
TOLD_METHODS = "r_shipping_methods AS s JOIN catalog_shippingmethod AS m ON m.channel_id = s.channel_id AND m.code = s.code"
NEW_RATE = "INSERT INTO catalog_shippingrate AS t (method_id, countries, regions, from_subtotal, from_weight, price)"
AGAIN = "ON CONFLICT (method_id, countries, regions, from_subtotal, from_weight) DO UPDATE SET price = EXCLUDED.price WHERE t.price <> EXCLUDED.price"
FORMERLY = "shipping prices of before taken over"
SHIPPING_METHODS = Table(
    name="shipping_methods",
    table="catalog_shippingmethod",
    refs=(CHANNEL, TAX_CLASS),
    columns=(
        text("code", 40, required=True),
        text("name", 120, required=True),
        text("carrier", 60),
        Field("days_from", read_place, "integer", empty=None),
        Field("days_to", read_place, "integer", empty=None),
        place("position"),
        flag("active", empty="t"),
    ),
    texts=ShippingMethod.TEXTS,
    key=("channel", "code"),
    own="LEFT JOIN catalog_shippingmethod AS mine ON mine.channel_id = c.id AND mine.code = s.code",
    rules=(
        (
            f"(s.days_from IS NULL) <> (s.days_to IS NULL) OR s.days_from > s.days_to OR s.days_to > {MOST_DAYS}",
            f"'days_to: give both, the earliest first, of at most {MOST_DAYS} working days; or neither'",
        ),
    ),
    # what a method cost before it had rates: for everywhere, and free from a subtotal on, or from 0 on always
    formerly=(amount("price", empty=None), amount("free_from", empty=None)),
    afterwards={
        "price": (
            Write(
                f"{NEW_RATE} SELECT m.id, '{{}}', '{{}}', 0, 0, CASE WHEN s.free_from = 0 THEN 0 ELSE s.price END FROM {TOLD_METHODS} "
                f"WHERE s.price IS NOT NULL {AGAIN}",
                FORMERLY,
            ),
        ),
        "free_from": (
            Write(
                f"DELETE FROM catalog_shippingrate AS t USING {TOLD_METHODS} WHERE t.method_id = m.id AND {EVERYWHERE} AND t.price = 0 "  # noqa: S608
                "AND t.from_subtotal > 0 AND s.price IS NOT NULL AND t.from_subtotal IS DISTINCT FROM s.free_from",
                FORMERLY,
            ),
            Write(f"{NEW_RATE} SELECT m.id, '{{}}', '{{}}', s.free_from, 0, 0 FROM {TOLD_METHODS} WHERE s.free_from > 0 {AGAIN}", FORMERLY),
        ),
    },
    source=("catalog_shippingmethod AS t JOIN agents_channel AS c ON c.id = t.channel_id LEFT JOIN catalog_taxclass AS tc ON tc.id = t.tax_class_id"),
    order="c.code, t.position, t.code",
)
METHOD = Ref(
    text("method", 40, required=True),
    "method_id",
    "LEFT JOIN catalog_shippingmethod AS sm ON sm.channel_id = c.id AND sm.code = s.method",
    "sm.id",
    "sm.code",
)
SHIPPING_RATES = Table(
    name="shipping_rates",
    table="catalog_shippingrate",
    refs=(IN_CHANNEL, METHOD),
    columns=(
        several("countries", 1000, " ", one=country("countries").read, ordered=False),
        several("regions", 2000, "|", each=120, ordered=False),
        amount("from_subtotal"),
        number("from_weight"),
        amount("price", required=True),
    ),
    key=("channel", "method", "countries", "regions", "from_subtotal", "from_weight"),
    own=(
        "LEFT JOIN catalog_shippingrate AS mine ON mine.method_id = sm.id AND mine.countries::text[] = s.countries "
        "AND mine.regions::text[] = s.regions AND mine.from_subtotal = s.from_subtotal AND mine.from_weight = s.from_weight"
    ),
    stored={"countries": "s.countries::varchar[]", "regions": "s.regions::varchar[]"},
    told_by={"countries": "countries", "regions": "regions"},
    rules=(("cardinality(s.regions) > 0 AND cardinality(s.countries) <> 1", "'regions: name the one country that they are of'"),),
    source=("catalog_shippingrate AS t JOIN catalog_shippingmethod AS sm ON sm.id = t.method_id JOIN agents_channel AS c ON c.id = sm.channel_id"),
    order="c.code, sm.position, sm.code, t.countries, t.regions, t.from_subtotal, t.from_weight",
)
REASONS = Table(
    name="reasons",
    table="agents_reason",
    columns=(
        choice("kind", Reason.Kind.values),
        text("code", 40, required=True),
        text("label", 120, required=True),
        place("position"),
        flag("active", empty="t"),
    ),
    texts=Reason.TEXTS,
    key=("kind", "code"),
    own=f"LEFT JOIN agents_reason AS mine ON mine.kind = s.kind AND mine.code = s.code AND {OURS}",
    inserts=MINE,
    source="agents_reason AS t",
    order="t.kind, t.position, t.code",
)
FIRST_CLASS = f"SELECT tc.id FROM {refs.TAX_CLASSES} ORDER BY tc.position, tc.code LIMIT 1"  # noqa: S608  our own names
PRODUCTS = Table(
    name="products",
    table="catalog_product",
    refs=(replace(TAX_CLASS, found=f"CASE WHEN s.tax_class = '' THEN ({FIRST_CLASS}) ELSE tc.id END"),),
    columns=(
        code("sku", 60, required=True),
        text("name", required=True),
        text("description", 10_000, lines=True),
        text("category", 120),
        several("options", 300, "|", each=300),
        flag("returnable", empty="t"),
        text("non_returnable_reason"),
        flag("active", empty="t"),
    ),
    texts=Product.TEXTS,
    key=("sku",),
    own=f"LEFT JOIN catalog_product AS mine ON mine.sku = s.sku AND {OURS}",
    shown={"options": "ARRAY(SELECT o.name FROM jsonb_array_elements_text(t.options) WITH ORDINALITY AS o(name, nth) ORDER BY o.nth)"},
    stored={"options": "to_jsonb(s.options)"},
    inserts=MINE,
    source="catalog_product AS t JOIN catalog_taxclass AS tc ON tc.id = t.tax_class_id",
    order="t.sku",
)
VARIANTS = Table(
    name="variants",
    table="catalog_variant",
    refs=(
        Ref(
            code("product", 60, required=True),
            "product_id",
            "LEFT JOIN catalog_product AS p ON p.sku = s.product AND p.organization_id = %(organization)s",
            "p.id",
            "p.sku",
        ),
    ),
    columns=(
        code("sku", 60, required=True),
        pairs("attributes", 500),
        number("weight"),
        place("position"),
        flag("backorderable"),
        flag("active", empty="t"),
    ),
    key=("upper(sku)",),
    own=f"LEFT JOIN catalog_variant AS mine ON upper(mine.sku) = upper(s.sku) AND {OURS}",
    # JSON objects forget their order, the product's options say it
    shown={"attributes": PAIRS.format("t.attributes")},
    stored={"attributes": "s.attributes"},
    inserts=MINE,
    source="catalog_variant AS t JOIN catalog_product AS p ON p.id = t.product_id",
    order="t.sku",
)
PRICES = Table(
    name="prices",
    table="catalog_price",
    refs=(CHANNEL, SKU, PRICE_GROUP),
    columns=(number("from_quantity", empty="1"), amount("amount", required=True), amount("list_amount", empty=None)),
    key=("channel", "upper(sku)", "price_group", "from_quantity"),
    own=(
        "LEFT JOIN catalog_price AS mine ON mine.variant_id = v.id AND mine.channel_id = c.id "
        "AND mine.price_group_id IS NOT DISTINCT FROM pg.id AND mine.from_quantity = s.from_quantity"
    ),
    rules=(
        (f"s.from_quantity NOT BETWEEN 1 AND {MOST_STOCK}", "'from_quantity: ' || s.from_quantity || ' is no number of pieces'"),
        ("s.list_amount < s.amount", "'list_amount: is below the price'"),
    ),
    source=(
        "catalog_price AS t JOIN agents_channel AS c ON c.id = t.channel_id JOIN catalog_variant AS v ON v.id = t.variant_id "
        "LEFT JOIN customers_pricegroup AS pg ON pg.id = t.price_group_id"
    ),
    order="c.code, v.sku, pg.code NULLS FIRST, t.from_quantity",
)
STOCK = Table(
    name="stock",
    table="catalog_stock",
    refs=(SKU,),
    columns=(number("on_hand", sign=True, required=True), day("next_delivery")),
    key=("upper(sku)",),
    own="LEFT JOIN catalog_stock AS mine ON mine.variant_id = v.id",
    mine_id="mine.variant_id",
    pk="variant_id",
    shown={"on_hand": "t.start - t.shipped + t.restocked"},
    stored={"start": "s.on_hand + s.moved"},
    told_by={"start": "on_hand"},
    looked_up={"moved": "coalesce(mine.shipped - mine.restocked, 0)", "held": "coalesce(mine.reserved, 0)"},
    inserts={"shipped": "0", "restocked": "0", "reserved": "0"},
    rules=(
        ("s.on_hand < 0", "'on_hand: is below zero'"),
        (f"s.on_hand > {MOST_STOCK}", f"'on_hand: is above {MOST_STOCK}'"),
        ("s.on_hand < s.held", "'on_hand: ' || s.held || ' are reserved for open orders'"),
    ),
    source="catalog_stock AS t JOIN catalog_variant AS v ON v.id = t.variant_id",
    order="v.sku",
)
