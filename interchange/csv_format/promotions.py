"""Files about promotions: what they ask and give, how their codes are made, who holds one, and which order was given what."""

from collections.abc import Mapping

from interchange.amounts import read_place
from interchange.cells import Refused
from interchange.csv_format.refs import CHANNEL, IN_CHANNEL, MADE_HERE, ORDER, ORDERS, customer, found_number, nth, rank, shown_number
from interchange.fields import (
    LONGEST,
    Field,
    amount,
    choice,
    code,
    flag,
    limit,
    moment,
    number,
    percent,
    positive,
    several,
    text,
    text_of,
    told_as_json,
)
from interchange.importer import Write
from interchange.tables import Ref, Table
from promotions.benefits import BENEFITS, Benefit
from promotions.conditions import CONDITIONS, Condition
from promotions.models import Promotion
from promotions.models.coupon import DRAWN, LEAST_DRAWN

PROMOTION = Ref(
    text("promotion", 60, required=True),
    "promotion_id",
    "LEFT JOIN promotions_promotion AS p ON p.channel_id = c.id AND p.code = s.promotion",
    "p.id",
    "p.code",
)


def untold(column: str) -> str:
    """Whether the file says nothing of a column, as SQL."""
    return f"'{column}' = ANY(%(untold)s::text[])"


def kept(column: str, cell: str, cast: str = "") -> str:
    """A column as the row will have it: what the file tells, else what is there."""
    return f"CASE WHEN {untold(column)} THEN coalesce(mine.{column}{cast}, {cell}) ELSE {cell} END"


def live(of: str) -> str:
    """How many orders a promotion or a coupon that is there was given to and not taken back from."""
    return f"(SELECT count(*) FROM promotions_redemption AS r WHERE r.{of}_id = mine.id AND r.released_at IS NULL)"


OLD_BENEFITS = ("percentage", "amount", "free_shipping")
TOLD = "r_promotions AS s JOIN promotions_promotion AS p ON p.channel_id = s.channel_id AND p.code = s.code"
OLD_KIND = "CASE s.benefit WHEN 'free_shipping' THEN 'shipping' ELSE s.benefit END"
OLD_PERCENT = "CASE s.benefit WHEN 'percentage' THEN s.value END"
OLD_AMOUNT = "CASE s.benefit WHEN 'amount' THEN s.value WHEN 'free_shipping' THEN 0 END"
OF_ALL = "t.skus = '{}' AND t.categories = '{}' AND t.except_skus = '{}' AND t.except_categories = '{}' AND NOT t.unreduced"
GOODS = "skus, categories, except_skus, except_categories, unreduced"
NO_GOODS = "'{}', '{}', '{}', '{}', false"
FORMERLY = "benefits and conditions of before taken over"


def others(table: str, kind: str = "") -> str:
    """Whether the promotion has another row of this table, of this kind."""
    of_kind = f" AND n.kind = '{kind}'" if kind else ""
    return f"EXISTS (SELECT FROM {table} AS n WHERE n.promotion_id = p.id AND n.id <> t.id{of_kind})"


# What a promotion gave and asked before these were rows of their own: what such a file made it changes, what has become more it leaves alone.
OLD_BENEFIT = (
    Write(
        f"UPDATE promotions_promotionbenefit AS t SET (kind, percent, amount) = ROW({OLD_KIND}, {OLD_PERCENT}, {OLD_AMOUNT}) FROM {TOLD} "
        f"WHERE t.promotion_id = p.id AND s.benefit <> '' AND {OF_ALL} "
        f"AND (t.kind IN ('percentage', 'amount') OR t.kind = 'shipping' AND t.amount = 0) AND NOT {others('promotions_promotionbenefit')} "
        f"AND (t.kind, t.percent, t.amount) IS DISTINCT FROM ({OLD_KIND}, {OLD_PERCENT}, {OLD_AMOUNT})",
        FORMERLY,
    ),
    Write(
        f"INSERT INTO promotions_promotionbenefit (promotion_id, kind, percent, amount, sku, {GOODS}) "
        f"SELECT p.id, {OLD_KIND}, {OLD_PERCENT}, {OLD_AMOUNT}, '', {NO_GOODS} FROM {TOLD} "
        "WHERE s.benefit <> '' AND NOT EXISTS (SELECT FROM promotions_promotionbenefit AS n WHERE n.promotion_id = p.id) ORDER BY s.row_line",
        FORMERLY,
    ),
)
OLD_MINIMUM = (
    Write(
        f"UPDATE promotions_promotioncondition AS t SET amount = s.minimum FROM {TOLD} "
        f"WHERE t.promotion_id = p.id AND t.kind = 'subtotal' AND {OF_ALL} AND NOT {others('promotions_promotioncondition', 'subtotal')} "
        "AND t.amount <> s.minimum",
        FORMERLY,
    ),
    Write(
        f"INSERT INTO promotions_promotioncondition (promotion_id, kind, amount, codes, {GOODS}) "
        f"SELECT p.id, 'subtotal', s.minimum, '{{}}', {NO_GOODS} FROM {TOLD} WHERE s.minimum > 0 AND NOT EXISTS "
        "(SELECT FROM promotions_promotioncondition AS n WHERE n.promotion_id = p.id AND n.kind = 'subtotal') ORDER BY s.row_line",
        FORMERLY,
    ),
)
PROMOTIONS = Table(
    name="promotions",
    table="promotions_promotion",
    refs=(CHANNEL,),
    columns=(
        text("code", 60, required=True),
        text("name", required=True),
        Field("offered_in", choice("offered_in", Promotion.Where.values).read, required=True),
        flag("needs_code", empty="t"),
        Field("priority", read_place, "integer", empty="100"),
        flag("is_exclusive"),
        number("most_uses", empty=None),
        amount("most_spent", empty=None),
        number("per_customer", empty=None),
        moment("starts_at", required=True),
        moment("ends_at"),
        flag("active", empty="t"),
    ),
    texts=Promotion.TEXTS,
    key=("channel", "code"),
    own="LEFT JOIN promotions_promotion AS mine ON mine.channel_id = c.id AND mine.code = s.code",
    shown={"offered_in": 't."where"'},
    stored={'"where"': "s.offered_in"},
    told_by={'"where"': "offered_in"},
    looked_up={"used": live("promotion")},
    formerly=(choice("benefit", OLD_BENEFITS, empty=""), amount("value", empty=None), amount("minimum", empty=None)),
    rules=(
        ("s.most_uses < s.used", "'most_uses: ' || s.used || ' orders were given it'"),
        ("s.benefit IN ('percentage', 'amount') AND s.value IS NULL", "'value is empty'"),
        ("s.benefit = '' AND s.value IS NOT NULL", "'benefit is empty'"),
        ("s.benefit = 'percentage' AND NOT (s.value > 0 AND s.value <= 100)", "'value: is no percentage above 0 and up to 100'"),
    ),
    afterwards={"benefit": OLD_BENEFIT, "minimum": OLD_MINIMUM},
    source="promotions_promotion AS t JOIN agents_channel AS c ON c.id = t.channel_id",
    order="c.code, t.code",
)
CONCERNED = (
    several("skus", LONGEST, "|", each=60, numbers=True),
    several("categories", LONGEST, "|", each=120),
    several("except_skus", LONGEST, "|", each=60, numbers=True),
    several("except_categories", LONGEST, "|", each=120),
    flag("unreduced"),
)
"""Which products a condition or a benefit means."""
NOTHING = {"text": "''", "text[]": "'{}'"}
"""What a cell without a value is, by its type; else NULL."""


def _lists(columns: tuple[Field, ...]) -> list[str]:
    return [column.name for column in columns if column.sql == "text[]"]


def nth_of_promotion(table: str) -> str:
    """The first, second … row of a promotion, with all its columns."""
    return f"{nth(table, 'promotion_id', 'p.id', alias='found')} LEFT JOIN {table} AS mine ON mine.id = found.id"


def gapless(name: str) -> tuple[str, str]:
    """The rule that new rows follow those that are there: else a row would not be found again where the file says it is."""
    numbered = "row_number() OVER (PARTITION BY promotion_id ORDER BY position)"
    rows = f"SELECT ctid, position, before + {numbered} AS nth FROM r_{name} WHERE mine_id IS NULL"
    return f"s.ctid = ANY(ARRAY(SELECT ctid FROM ({rows}) AS n WHERE n.position <> n.nth))", "'position: the one before it is missing'"


def before_it(table: str) -> str:
    return f"(SELECT count(*) FROM {table} AS n WHERE n.promotion_id = p.id)"


def _figure_rules(kinds: Mapping[str, Benefit | Condition], figures: tuple[Field, ...]) -> list[tuple[str, str]]:
    """That a row has each figure that its kind reads, and no other."""
    rules = []
    for figure in figures:
        reading = ", ".join(f"'{kind}'" for kind, one in kinds.items() if figure.name in one.needs)
        empty = f"s.with_{figure.name} IS NOT DISTINCT FROM {NOTHING.get(figure.sql, 'NULL')}"
        rules += [
            (f"s.kind IN ({reading}) AND {empty}", f"'{figure.name}: “' || s.kind || '” needs it'"),
            (f"s.kind NOT IN ({reading}) AND NOT {empty}", f"'{figure.name}: “' || s.kind || '” does not read it'"),
        ]
    return rules


def _parts(name: str, table: str, kinds: Mapping[str, Benefit | Condition], *figures: Field) -> Table:
    """The file of the conditions or the benefits of promotions."""
    columns = (positive("position"), choice("kind", kinds), *figures, *CONCERNED)
    lists = _lists(columns)
    casts = {"text[]": "::text[]"}
    return Table(
        name=name,
        table=table,
        refs=(IN_CHANNEL, PROMOTION),
        columns=columns,
        key=("channel", "promotion", "position"),
        own=nth_of_promotion(table),
        shown={"position": rank("promotion_id")},
        stored={one: f"s.{one}::varchar[]" for one in lists},
        told_by={one: one for one in lists},
        looked_up={
            "before": before_it(table),
            **{f"with_{one.name}": kept(one.name, f"s.{one.name}", casts.get(one.sql, "")) for one in figures},
        },
        rules=(*_figure_rules(kinds, figures), gapless(name)),
        first="s.position, s.row_line",
        source=f"{table} AS t JOIN promotions_promotion AS p ON p.id = t.promotion_id JOIN agents_channel AS c ON c.id = p.channel_id",
        order="c.code, p.code, t.id",
    )


PROMOTION_CONDITIONS = _parts(
    "promotion_conditions",
    "promotions_promotioncondition",
    CONDITIONS,
    amount("amount", empty=None),
    limit("quantity"),
    several("codes", LONGEST, "|", each=60),
)
PROMOTION_BENEFITS = _parts(
    "promotion_benefits",
    "promotions_promotionbenefit",
    BENEFITS,
    percent("percent"),
    amount("amount", empty=None),
    limit("quantity"),
    limit("free"),
    code("sku", 60),
)


def read_pattern(cell: str) -> str:
    if cell.count(DRAWN) < LEAST_DRAWN:
        raise Refused(f"has less than {LEAST_DRAWN} {DRAWN}")
    return text_of(40)(cell)


CODE_GROUPS = Table(
    name="code_groups",
    table="promotions_codegroup",
    refs=(IN_CHANNEL, PROMOTION),
    columns=(
        positive("position"),
        Field("pattern", read_pattern, required=True, is_text=True, write=text("pattern").write, limit=40),
        limit("most_uses"),
        limit("days_valid"),
        flag("by_agents", empty="t"),
        number("a_day", empty=None),
    ),
    key=("channel", "promotion", "position"),
    own=nth_of_promotion("promotions_codegroup"),
    shown={"position": rank("promotion_id")},
    # an empty cell is any number; of a group of which nothing is told, each code can be used once
    stored={"most_uses": f"CASE WHEN {untold('most_uses')} THEN 1 ELSE s.most_uses END"},
    looked_up={"before": before_it("promotions_codegroup")},
    rules=(gapless("code_groups"),),
    first="s.position, s.row_line",
    source="promotions_codegroup AS t JOIN promotions_promotion AS p ON p.id = t.promotion_id JOIN agents_channel AS c ON c.id = p.channel_id",
    order="c.code, p.code, t.id",
)
USED_UP = Write(
    "UPDATE promotions_coupon AS t SET used_at = r.last FROM (SELECT coupon_id, count(*) AS many, max(at) AS last FROM promotions_redemption "
    "WHERE released_at IS NULL GROUP BY coupon_id) AS r WHERE r.coupon_id = t.id AND r.many >= t.most_uses AND t.used_at IS NULL"
)
"""A code is used once its orders are as many as it may have."""
COUPONS = Table(
    name="coupons",
    table="promotions_coupon",
    refs=(IN_CHANNEL, PROMOTION, customer(required=False)),
    columns=(
        text("code", 40, required=True),
        limit("most_uses"),
        moment("created_at", required=True),
        moment("expires_at"),
        moment("used_at"),
        moment("revoked_at"),
    ),
    key=("upper(code)",),
    own="LEFT JOIN promotions_coupon AS mine ON upper(mine.code) = upper(s.code)",
    stored={
        # files of before do not tell it: then a code of one customer, and one that was used, was for one order
        "most_uses": f"CASE WHEN NOT {untold('most_uses')} THEN s.most_uses WHEN s.customer_id IS NOT NULL OR s.used_at IS NOT NULL THEN 1 END",
        # what followed from its orders is no change when the file tells nothing of it
        "used_at": "coalesce(s.used_at, CASE WHEN s.used >= s.with_most_uses THEN s.held_used_at END)",
    },
    looked_up={
        "used": live("coupon"),
        "with_most_uses": kept("most_uses", "s.most_uses"),
        "held_used_at": "mine.used_at",
        "is_of": "CASE WHEN EXISTS (SELECT FROM promotions_redemption AS r WHERE r.coupon_id = mine.id) THEN mine.promotion_id END",
    },
    rules=(
        ("s.with_most_uses < s.used", "'most_uses: ' || s.used || ' orders used it'"),
        ("s.is_of <> s.promotion_id", "'promotion: orders used this code of another one'"),
    ),
    afterwards={"most_uses": (USED_UP,)},
    source=(
        "promotions_coupon AS t JOIN promotions_promotion AS p ON p.id = t.promotion_id JOIN agents_channel AS c ON c.id = p.channel_id "
        "LEFT JOIN customers_customer AS k_customer ON k_customer.id = t.customer_id"
    ),
    order="t.code",
)
COUPON = Ref(text("coupon", 40), "coupon_id", "LEFT JOIN promotions_coupon AS q ON upper(q.code) = upper(s.coupon)", "q.id", "q.code")


def beyond(of: str, column: str) -> str:
    """Which rows are more than a promotion, or a coupon, may be used: of those in the file that count the last ones."""
    elsewhere = (
        f"SELECT r.{of}_id, count(*) AS many FROM promotions_redemption AS r WHERE r.released_at IS NULL "
        f"AND NOT EXISTS (SELECT FROM r_redemptions AS m WHERE m.mine_id = r.id) GROUP BY r.{of}_id"
    )
    counted = (
        f"SELECT n.ctid, g.most_uses, coalesce(e.many, 0) + row_number() OVER (PARTITION BY g.id ORDER BY n.mine_id, n.row_line) AS nth "
        f"FROM r_redemptions AS n JOIN promotions_{of} AS g ON g.id = n.{column} LEFT JOIN ({elsewhere}) AS e ON e.{of}_id = g.id "
        "WHERE n.with_released_at IS NULL"
    )
    return f"s.ctid = ANY(ARRAY(SELECT ctid FROM ({counted}) AS k WHERE nth > most_uses))"


REDEMPTIONS = Table(
    name="redemptions",
    table="promotions_redemption",
    refs=(IN_CHANNEL, ORDER, PROMOTION, COUPON),
    columns=(amount("amount", required=True), told_as_json("definition"), moment("at"), moment("released_at")),
    key=("channel", "order_number", "promotion"),
    own=f"LEFT JOIN promotions_redemption AS mine ON mine.order_id = {found_number('o')} AND mine.promotion_id = p.id",
    stored={
        "at": "coalesce(s.at, (SELECT o.placed_at FROM orders_order AS o WHERE o.id = s.order_id))",
        "customer_id": "(SELECT o.customer_id FROM orders_order AS o WHERE o.id = s.order_id)",
    },
    told_by={"customer_id": "order_number"},
    looked_up={
        "coupon_is_of": "q.promotion_id",
        "with_coupon_id": kept("coupon_id", "q.id"),
        "with_released_at": kept("released_at", "s.released_at"),
    },
    rules=(
        ("s.coupon_is_of <> s.promotion_id", "'coupon: is a code of another promotion'"),
        (beyond("coupon", "with_coupon_id"), "'coupon: was used as often as it may be'"),
        (beyond("promotion", "promotion_id"), "'promotion: was given as often as it may be'"),
    ),
    made_here=MADE_HERE,
    afterwards={"coupon_id": (USED_UP,)},
    source=(
        f"promotions_redemption AS t {ORDERS} JOIN promotions_promotion AS p ON p.id = t.promotion_id "
        "LEFT JOIN promotions_coupon AS q ON q.id = t.coupon_id"
    ),
    order=f"c.code, {shown_number('o')}, p.code",
)
