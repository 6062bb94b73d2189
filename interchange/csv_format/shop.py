"""Files about the shop itself: channels, what is sold there, at which price, by which taxes and ways to ship."""

from django.apps import apps

from agents.models import Reason
from agents.models.organization import IN_ITS_CURRENCY
from catalog.actions import MOST_STOCK
from catalog.models import Product
from interchange.csv_format.refs import CHANNEL, SKU, customer
from interchange.fields import (
    Field,
    amount,
    choice,
    country,
    day,
    email,
    flag,
    fraction,
    language,
    moment,
    number,
    pairs,
    place,
    read_currency,
    read_zone,
    several,
    text,
)
from interchange.tables import Ref, Table
from promotions.models import Promotion

TAX_CLASSES = Product.TaxClass.values
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
        email("email_from"),
        number("remorse_minutes", empty="30"),
        number("return_days", empty="30"),
        flag("active", empty="t"),
    ),
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
TAX_RATES = Table(
    name="tax_rates",
    table="catalog_taxrate",
    refs=(CHANNEL,),
    columns=(choice("tax_class", TAX_CLASSES), text("label", 60, required=True), fraction("rate", required=True)),
    key=("channel", "tax_class"),
    own="LEFT JOIN catalog_taxrate AS mine ON mine.channel_id = c.id AND mine.tax_class = s.tax_class",
    source="catalog_taxrate AS t JOIN agents_channel AS c ON c.id = t.channel_id",
    order="c.code, t.tax_class",
)
SHIPPING_METHODS = Table(
    name="shipping_methods",
    table="catalog_shippingmethod",
    refs=(CHANNEL,),
    columns=(
        text("code", 40, required=True),
        text("name", 120, required=True),
        text("name_de", 120),
        amount("price", required=True),
        amount("free_from", empty=None),
        text("carrier", 60),
        place("position"),
        flag("active", empty="t"),
    ),
    key=("channel", "code"),
    own="LEFT JOIN catalog_shippingmethod AS mine ON mine.channel_id = c.id AND mine.code = s.code",
    source="catalog_shippingmethod AS t JOIN agents_channel AS c ON c.id = t.channel_id",
    order="c.code, t.position, t.code",
)
REASONS = Table(
    name="reasons",
    table="agents_reason",
    columns=(
        choice("kind", Reason.Kind.values),
        text("code", 40, required=True),
        text("label", 120, required=True),
        text("label_de", 120),
        place("position"),
        flag("active", empty="t"),
    ),
    key=("kind", "code"),
    own=f"LEFT JOIN agents_reason AS mine ON mine.kind = s.kind AND mine.code = s.code AND {OURS}",
    inserts=MINE,
    source="agents_reason AS t",
    order="t.kind, t.position, t.code",
)
PRODUCTS = Table(
    name="products",
    table="catalog_product",
    columns=(
        text("sku", 60, required=True),
        text("name", required=True),
        text("name_de"),
        text("description", 10_000, lines=True),
        text("description_de", 10_000, lines=True),
        text("category", 120),
        several("options", 300, "|", each=300),
        flag("returnable", empty="t"),
        text("non_returnable_reason"),
        choice("tax_class", TAX_CLASSES, empty="standard"),
        flag("active", empty="t"),
    ),
    key=("sku",),
    own=f"LEFT JOIN catalog_product AS mine ON mine.sku = s.sku AND {OURS}",
    shown={"options": "ARRAY(SELECT o.name FROM jsonb_array_elements_text(t.options) WITH ORDINALITY AS o(name, nth) ORDER BY o.nth)"},
    stored={"options": "to_jsonb(s.options)"},
    inserts=MINE,
    source="catalog_product AS t",
    order="t.sku",
)
VARIANTS = Table(
    name="variants",
    table="catalog_variant",
    refs=(
        Ref(
            text("product", 60, required=True),
            "product_id",
            "LEFT JOIN catalog_product AS p ON p.sku = s.product AND p.organization_id = %(organization)s",
            "p.id",
            "p.sku",
        ),
    ),
    columns=(text("sku", 60, required=True), pairs("attributes", 500), place("position"), flag("backorderable"), flag("active", empty="t")),
    key=("upper(sku)",),
    own=f"LEFT JOIN catalog_variant AS mine ON upper(mine.sku) = upper(s.sku) AND {OURS}",
    # JSON objects forget their order, the product's options say it
    shown={"attributes": "ARRAY(SELECT p FROM (SELECT ARRAY[a.key, a.value] AS p FROM jsonb_each_text(t.attributes) AS a ORDER BY a.key DESC) AS b)"},
    stored={"attributes": "s.attributes"},
    inserts=MINE,
    source="catalog_variant AS t JOIN catalog_product AS p ON p.id = t.product_id",
    order="t.sku",
)
PRICES = Table(
    name="prices",
    table="catalog_price",
    refs=(CHANNEL, SKU),
    columns=(amount("amount", required=True),),
    key=("channel", "upper(sku)"),
    own="LEFT JOIN catalog_price AS mine ON mine.variant_id = v.id AND mine.channel_id = c.id",
    source="catalog_price AS t JOIN agents_channel AS c ON c.id = t.channel_id JOIN catalog_variant AS v ON v.id = t.variant_id",
    order="c.code, v.sku",
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
PROMOTIONS = Table(
    name="promotions",
    table="promotions_promotion",
    refs=(CHANNEL,),
    columns=(
        text("code", 60, required=True),
        text("name", required=True),
        text("name_de"),
        Field("offered_in", choice("offered_in", Promotion.Where.values).read, required=True),
        choice("benefit", Promotion.Benefit.values),
        amount("value", demanded=True),
        amount("minimum"),
        moment("starts_at", required=True),
        moment("ends_at"),
        flag("active", empty="t"),
    ),
    key=("channel", "code"),
    own="LEFT JOIN promotions_promotion AS mine ON mine.channel_id = c.id AND mine.code = s.code",
    shown={"offered_in": 't."where"'},
    stored={'"where"': "s.offered_in"},
    told_by={'"where"': "offered_in"},
    source="promotions_promotion AS t JOIN agents_channel AS c ON c.id = t.channel_id",
    order="c.code, t.code",
)
COUPONS = Table(
    name="coupons",
    table="promotions_coupon",
    refs=(
        Ref(CHANNEL.field, "", CHANNEL.joins, "c.id", "c.code"),
        Ref(
            text("promotion", 60, required=True),
            "promotion_id",
            "LEFT JOIN promotions_promotion AS p ON p.channel_id = c.id AND p.code = s.promotion",
            "p.id",
            "p.code",
        ),
        customer(required=False),
    ),
    columns=(text("code", 40, required=True), moment("created_at", required=True), moment("expires_at"), moment("used_at"), moment("revoked_at")),
    key=("upper(code)",),
    own="LEFT JOIN promotions_coupon AS mine ON upper(mine.code) = upper(s.code)",
    source=(
        "promotions_coupon AS t JOIN promotions_promotion AS p ON p.id = t.promotion_id JOIN agents_channel AS c ON c.id = p.channel_id "
        "LEFT JOIN customers_customer AS k_customer ON k_customer.id = t.customer_id"
    ),
    order="t.code",
)
