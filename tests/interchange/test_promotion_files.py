"""The files of promotions: what each tells alone, what is refused, and files that were written before conditions and benefits were rows."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from interchange.exporter import write_all
from interchange.report import Summary
from promotions.models import CodeGroup, Coupon, Promotion, PromotionBenefit, PromotionCondition, Redemption
from tests.factories import customer_of, placed, promotion_of
from tests.interchange.test_few_columns import CHANNEL, ORDER, PEOPLE, folder
from tests.interchange.test_round_trip import contents, empty_the_database, offer_of_every_kind
from tests.world import World

Run = Callable[..., Summary]
Lines = Callable[[], list[str]]
OFFERS = "channel,code,name,offered_in,starts_at\nweb,sale,Sale,both,2026-01-01\n"
OLD = "channel,code,name,offered_in,benefit,value,minimum,starts_at\n"
GIVEN = "channel,order_number,promotion,coupon,amount\n"
CODES = "channel,promotion,code,most_uses,created_at\nweb,sale,ONE,1,2026-01-01\n"


def benefits() -> list[tuple[object, ...]]:
    return list(PromotionBenefit.objects.order_by("pk").values_list("promotion__code", "kind", "percent", "amount"))


def conditions() -> list[tuple[object, ...]]:
    return list(PromotionCondition.objects.order_by("pk").values_list("promotion__code", "kind", "amount"))


def test_a_promotion_with_all_its_rows_comes_back_to_the_letter(world: World, run_import: Run, tmp_path: Path) -> None:
    offer, order = offer_of_every_kind(world.de), placed(world.mina, world.de)
    definition = {"name": "Für <b>", "benefits": [{"kind": "percentage", "percent": "12.5000", "free": 0}]}
    offer.redemptions.create(order=order, customer=world.mina, coupon=offer.coupons.get(), amount="2.5", definition=definition)
    write_all(tmp_path / "one", quiet=True)
    empty_the_database()
    assert run_import(tmp_path / "one").refused == 0
    write_all(tmp_path / "two", quiet=True)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert run_import(tmp_path / "one").counts == {}
    back = Redemption.objects.get()
    assert (back.definition, back.coupon and back.coupon.code) == (definition, "ANY") and back.customer == back.order.customer
    with (tmp_path / "one" / "promotions.csv").open() as file:
        assert not {"benefit", "value", "minimum"} & set(csv.DictReader(file).fieldnames or ())


def test_the_fewest_columns_make_a_whole_promotion(tmp_path: Path, run_import: Run) -> None:
    rows = {
        "promotion_conditions": "channel,promotion,position,kind\nweb,sale,1,first_order\n",
        "promotion_benefits": 'channel,promotion,position,kind,percent\nweb,sale,1,percentage,"2,5"\n',
        "code_groups": "channel,promotion,position,pattern\nweb,sale,1,S-#####\n",
    }
    assert run_import(folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, **rows)).refused == 0
    offer, group = Promotion.objects.get(), CodeGroup.objects.get()
    assert (offer.needs_code, offer.priority, offer.is_exclusive, offer.most_uses, offer.most_spent, offer.active) == (
        True,
        100,
        False,
        None,
        None,
        True,
    )
    assert benefits() == [("sale", "percentage", Decimal("2.5"), None)] and conditions() == [("sale", "first_order", None)]
    assert (group.most_uses, group.days_valid, group.by_agents, group.a_day) == (1, None, True, None)
    assert run_import(tmp_path / "in").counts == {}


def test_columns_that_are_missing_keep_the_figures_that_are_there(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    whole = "channel,promotion,position,kind,percent,skus\nweb,sale,1,percentage,10,T\n"
    groups = "channel,promotion,position,pattern,most_uses\nweb,sale,1,S-#####,\n"
    run_import(folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, promotion_benefits=whole, code_groups=groups))
    fewer = "channel,promotion,position,kind,categories\nweb,sale,1,percentage,Home\n"
    less = "channel,promotion,position,pattern\nweb,sale,1,S-######\n"
    assert run_import(folder(tmp_path / "new", promotion_benefits=fewer, code_groups=less)).refused == 0
    kept = PromotionBenefit.objects.get()
    assert (kept.percent, kept.skus, kept.categories, CodeGroup.objects.get().most_uses) == (10, ["T"], ["Home"], None)
    run_import(folder(tmp_path / "other", promotion_benefits=fewer.replace("percentage", "amount")))
    assert refused() == ["promotion_benefits.csv,2,percent: “amount” does not read it"]
    assert benefits() == [("sale", "percentage", 10, None)]


FIGURES = "channel,promotion,position,kind,percent,amount,quantity,free,sku\nweb,sale,1,"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("percentage,,,,,", "percent: “percentage” needs it"),
        ("percentage,10,5,,,", "amount: “percentage” does not read it"),
        ("percentage,100.5,,,,", "percent: “100.5” is no percentage above 0 and up to 100"),
        ("percentage,0,,,,", "percent: “0” is no percentage above 0 and up to 100"),
        ("percentage,-5,,,,", "percent: “-5” is no percentage above 0 and up to 100"),
        ("amount,,2.555,,,", "amount: “2.555” is finer than GBP has it"),
        ("amount,,-1,,,", "amount: “-1” is below zero"),
        ("x_for_y,,,0,1,", "quantity: “0” is not a number above zero"),
        ("x_for_y,,,2,,", "free: “x_for_y” needs it"),
        ("gift,,,1,,", "sku: “gift” needs it"),
        ("shipping,,,,,", "amount: “shipping” needs it"),
        ("present,,,1,,T", "kind: “present” is none of amount, fixed_price, gift, percentage, shipping, x_for_y"),
    ],
)
def test_a_benefit_with_a_bad_figure_is_refused_at_its_line(tmp_path: Path, run_import: Run, refused: Lines, cells: str, reason: str) -> None:
    run_import(folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, promotion_benefits=f"{FIGURES}{cells}\n"))
    assert [row["reason"] for row in csv.DictReader(["file,line,reason", *refused()])] == [reason]
    assert benefits() == []


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("promotion_conditions", "kind,amount\nweb,sale,1,subtotal,", "amount: “subtotal” needs it"),
        ("promotion_conditions", "kind,codes\nweb,sale,1,first_order,vip", "codes: “first_order” does not read it"),
        ("promotion_conditions", "kind,codes\nweb,sale,1,segments,", "codes: “segments” needs it"),
        ("promotion_conditions", "kind\nweb,sale,2,first_order", "position: the one before it is missing"),
        ("promotion_conditions", "kind\nweb,none,1,first_order", "there is no promotion “none”"),
        ("code_groups", "pattern\nweb,sale,1,S-####", "pattern: has less than 5 #"),
        ("code_groups", "pattern,most_uses\nweb,sale,1,S-#####,0", "most_uses: “0” is not a number above zero"),
    ],
)
def test_a_condition_or_a_pattern_that_cannot_be_is_refused_at_its_line(
    tmp_path: Path, run_import: Run, refused: Lines, name: str, row: str, reason: str
) -> None:
    run_import(folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, **{name: f"channel,promotion,position,{row}\n"}))
    assert [row["reason"] for row in csv.DictReader(["file,line,reason", *refused()])] == [reason]
    assert not PromotionCondition.objects.exists() and not CodeGroup.objects.exists()


def test_what_follows_a_refused_row_is_found_again_at_its_place(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    rows = "channel,promotion,position,kind,percent\nweb,sale,1,percentage,5\nweb,sale,2,percentage,500\nweb,sale,3,percentage,7\n"
    made = folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, promotion_benefits=rows)
    for _time in "12":
        run_import(made)
        assert benefits() == [("sale", "percentage", 5, None)]
        assert "promotion_benefits.csv,4,position: the one before it is missing" in refused()
    (made / "promotion_benefits.csv").write_text(rows.replace("500", "50"), "utf-8")
    assert run_import(made).refused == 0 and [row[2] for row in benefits()] == [5, 50, 7]


def test_files_of_before_become_the_rows_and_again_nothing(tmp_path: Path, run_import: Run) -> None:
    offers = OLD + "web,ten,Ten,both,percentage,10,80,2026-01-01\nweb,five,Five,storefront,amount,5,0,2026-01-01\n"
    offers += "web,free,Free,contact_centre,free_shipping,0,,2026-01-01\n"
    made = folder(tmp_path / "in", channels=CHANNEL, promotions=offers)
    assert run_import(made).refused == 0
    assert benefits() == [("ten", "percentage", 10, None), ("five", "amount", None, 5), ("free", "shipping", None, 0)]
    assert conditions() == [("ten", "subtotal", 80)] and not Promotion.objects.filter(needs_code=False).exists()
    assert run_import(made).counts == {}
    (made / "promotions.csv").write_text(offers.replace("percentage,10,80", "amount,7,90"), "utf-8")
    run_import(made)
    assert benefits()[0] == ("ten", "amount", None, 7) and conditions() == [("ten", "subtotal", 90)]


def test_files_of_before_erase_nothing_that_promotions_give_or_ask_since(tmp_path: Path, run_import: Run) -> None:
    made = folder(tmp_path / "in", channels=CHANNEL, promotions=OLD + "web,ten,Ten,both,percentage,10,80,2026-01-01\n")
    run_import(made)
    offer = Promotion.objects.get()
    offer.conditions.all().delete()
    offer.conditions.create(kind="subtotal", amount=50, categories=["Home"])
    offer.conditions.create(kind="first_order")
    offer.benefits.create(kind="shipping", amount=0)
    offer.benefits.filter(kind="percentage").update(percent=12)
    Promotion.objects.update(priority=5, needs_code=False, most_uses=100)
    before = benefits(), conditions()
    assert run_import(made).counts == {} and (benefits(), conditions()) == before
    offer.refresh_from_db()
    assert (offer.priority, offer.needs_code, offer.most_uses) == (5, False, 100)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("both,amount,2.5,0", "value: “2.5” is finer than JPY has it"),
        ("both,percentage,2.5,2.5", "minimum: “2.5” is finer than JPY has it"),
        ("both,percentage,100.5,0", "value: is no percentage above 0 and up to 100"),
        ("both,percentage,,0", "value is empty"),
        ("both,,5,0", "benefit is empty"),
        ("both,gift,5,0", "benefit: “gift” is none of amount, free_shipping, percentage"),
    ],
)
def test_bad_figures_of_files_of_before_are_refused_at_their_line(tmp_path: Path, run_import: Run, refused: Lines, row: str, reason: str) -> None:
    offers = f"{OLD}web,sale,Sale,{row},2026-01-01\nweb,share,Share,both,percentage,2.5,0,2026-01-01\n"
    run_import(folder(tmp_path / "in", channels=CHANNEL.replace("GBP", "JPY"), promotions=offers))
    assert [row["reason"] for row in csv.DictReader(["file,line,reason", *refused()])] == [reason]
    assert benefits() == [("share", "percentage", Decimal("2.5"), None)]


def test_a_file_that_does_not_tell_how_often_a_code_can_be_used(tmp_path: Path, run_import: Run) -> None:
    codes = "channel,promotion,customer,code,created_at,used_at\nweb,sale,K1,HERS,2026-01-01,\nweb,sale,,USED,2026-01-01,2026-02-01\n"
    made = folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE, promotions=OFFERS, coupons=f"{codes}web,sale,,ANY,2026-01-01,\n")
    for _time in "12":
        run_import(made)
        assert dict(Coupon.objects.values_list("code", "most_uses")) == {"HERS": 1, "USED": 1, "ANY": None}
    told = CODES + "web,sale,HERS,,2026-01-01\nweb,sale,ANY,3,2026-01-01\n"
    run_import(folder(tmp_path / "new", coupons=told))
    assert dict(Coupon.objects.values_list("code", "most_uses")) == {"HERS": None, "USED": 1, "ANY": 3, "ONE": 1}
    run_import(made)
    assert Coupon.objects.get(code="HERS").most_uses is None


def test_what_orders_were_given_comes_in_and_uses_up_the_code(tmp_path: Path, run_import: Run) -> None:
    made = folder(
        tmp_path / "in", channels=CHANNEL, promotions=OFFERS, coupons=CODES, customers=PEOPLE, redemptions=f"{GIVEN}web,O-1,sale,one,2.50\n",
        orders=ORDER.replace("channel,", "channel,customer,").replace("web,", "web,K1,"),
    )  # fmt: skip
    assert run_import(made).refused == 0
    given = Redemption.objects.get()
    assert given.customer is not None and (given.coupon, given.amount, given.customer.external_number) == (Coupon.objects.get(), Decimal("2.5"), "K1")
    assert given.at == given.order.placed_at == Coupon.objects.get().used_at == datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert run_import(made).counts == {}


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ("web,O-1,sale,ONE,1\nweb,O-2,sale,ONE,1\n", ["redemptions.csv,3,coupon: was used as often as it may be"]),
        ("web,O-1,two,,1\nweb,O-2,two,,1\n", ["redemptions.csv,3,promotion: was given as often as it may be"]),
        ("web,O-1,two,ONE,1\n", ["redemptions.csv,2,coupon: is a code of another promotion"]),
        ("web,O-1,sale,NONE,1\n", ["redemptions.csv,2,there is no coupon “NONE”"]),
        ("web,O-1,sale,,1.005\n", ["redemptions.csv,2,amount: “1.005” is finer than GBP has it"]),
    ],
)
def test_what_no_order_can_have_been_given_is_refused(tmp_path: Path, run_import: Run, refused: Lines, rows: str, reasons: list[str]) -> None:
    offers = "channel,code,name,offered_in,starts_at,most_uses\nweb,sale,Sale,both,2026-01-01,\nweb,two,Two,both,2026-01-01,1\n"
    orders = ORDER + ORDER.splitlines()[1].replace("O-1", "O-2") + "\n"
    made = folder(tmp_path / "in", channels=CHANNEL, promotions=offers, coupons=CODES, orders=orders, redemptions=GIVEN + rows)
    for _time in "12":
        run_import(made)
        assert refused() == reasons


@pytest.mark.parametrize("cell", ["[1]", '""a""', "{", '{""a"": NaN}', '{""a"": ""\\u202e""}', '{""a"": ""\\u0000""}', '{""a"": ""\\ud800""}'])
def test_a_definition_that_is_no_harmless_json_is_refused(tmp_path: Path, run_import: Run, refused: Lines, cell: str) -> None:
    given = f'channel,order_number,promotion,amount,definition\nweb,O-1,sale,1,"{cell}"\n'
    run_import(folder(tmp_path / "in", channels=CHANNEL, promotions=OFFERS, orders=ORDER, redemptions=given))
    assert len(refused()) == 1 and "definition: " in refused()[0] and not Redemption.objects.exists()


def test_limits_are_not_set_below_what_was_used(tmp_path: Path, run_import: Run, refused: Lines) -> None:
    orders = ORDER + ORDER.splitlines()[1].replace("O-1", "O-2") + "\n"
    made = folder(
        tmp_path / "in", channels=CHANNEL, promotions=OFFERS, coupons=CODES.replace("ONE,1", "ONE,2"), orders=orders,
        redemptions=f"{GIVEN}web,O-1,sale,ONE,1\nweb,O-2,sale,ONE,1\n",
    )  # fmt: skip
    assert run_import(made).refused == 0
    less = "channel,code,name,offered_in,starts_at,most_uses\nweb,sale,Sale,both,2026-01-01,1\n"
    run_import(folder(tmp_path / "new", promotions=less, coupons=CODES))
    assert refused() == ["coupons.csv,2,most_uses: 2 orders used it", "promotions.csv,2,most_uses: 2 orders were given it"]
    run_import(folder(tmp_path / "other", promotions=OFFERS.replace("sale", "else"), coupons=CODES.replace("sale", "else").replace("ONE,1", "ONE,2")))
    assert refused() == ["coupons.csv,2,promotion: orders used this code of another one"]


def test_what_orders_made_here_were_given_is_left_alone(world: World, run_import: Run, tmp_path: Path) -> None:
    offer = promotion_of(world.de, "sale")
    offer.redemptions.create(order=placed(customer_of(world.de), world.de), amount=0)
    write_all(tmp_path / "out", quiet=True)
    path = tmp_path / "out" / "redemptions.csv"
    path.write_text(path.read_text("utf-8").replace("sale,,0,", "sale,,3,"), "utf-8")
    assert run_import(tmp_path / "out").counts["redemptions made here, left alone"] == 1
    assert offer.redemptions.get().amount == 0
