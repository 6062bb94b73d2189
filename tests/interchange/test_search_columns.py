"""The search columns: what the bulk path writes is what a single record's would be, and drift is found and mended."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from customers.models import Customer, NameKey
from interchange.exporter import write_all
from interchange.search_columns import SEARCHED, broken_indexes, drifted, rebuild
from orders.models import Order
from tests.factories import AddressFactory
from tests.interchange.test_few_columns import CHANNEL, PEOPLE, Run, folder
from tests.world import World

pytestmark = pytest.mark.django_db
NASTY = [
    ("Müller-Lüdenscheidt", "Jörg Eva"), ("García de la Cruz", "Ana"), ("O’Brien", "Seán"), ("王", "小明"), ("Ng", ""), ("", "Иван"),
    ("van den Berg", "A."),
]  # fmt: skip


def differing() -> dict[str, list[str]]:
    return {searched.name: [str(row) for row in drifted(searched)] for searched in SEARCHED}


def test_the_bulk_path_writes_what_the_rules_say(world: World, tmp_path: Path) -> None:
    for place, (last, first) in enumerate(NASTY):
        one = Customer.objects.create(
            channel=world.de, external_number=f"N-{place}", last_name=last, first_name=first, company="Ümlaut & Söhne" if not last else "",
            email=f"m.harker{place}@Example.com", phone="030 / 123 456", mobile="0170 123456",
        )  # fmt: skip
        AddressFactory.create(customer=one, city="Typed once", in_book=False, default_shipping=False)
    rebuild(SEARCHED[0])
    write_all(tmp_path, quiet=True)
    Customer.objects.filter(external_number__startswith="N-").delete()
    call_command("import_commerce", "csv", str(tmp_path), verbosity=0)
    assert Customer.objects.filter(external_number__startswith="N-").count() == len(NASTY)
    assert differing() == {searched.name: [] for searched in SEARCHED}
    assert NameKey.objects.filter(name="muller").exists()


HEAD = "channel,customer,position,street,postal_code,city,country,in_book,default_shipping\n"
MAIN, SECOND = "web,K1,1,Elm Walk 1,BN1 1AA,Brighton,GB,yes,yes\n", "web,K1,2,Oak Lane 2,M1 4BT,Manchester,GB,yes,no\n"


@pytest.mark.parametrize(
    ("row", "home"),
    [
        (SECOND, "brighton"),
        (SECOND.replace("no\n", "yes\n"), "manchester"),
        (MAIN.replace("yes,yes", "no,no"), ""),
    ],
)
def test_a_file_with_some_addresses_leaves_the_main_one_what_it_is(tmp_path: Path, run_import: Run, row: str, home: str) -> None:
    run_import(folder(tmp_path / "in", channels=CHANNEL, customers=PEOPLE, addresses=HEAD + MAIN))
    assert Customer.objects.get(external_number="K1").search_city == "brighton"
    run_import(folder(tmp_path / "new", addresses=HEAD + row))
    assert Customer.objects.get(external_number="K1").search_city == home
    assert differing() == {searched.name: [] for searched in SEARCHED}


def test_drift_is_found_named_and_mended(world: World) -> None:
    rebuild(SEARCHED[0]), rebuild(SEARCHED[1]), rebuild(SEARCHED[2])
    Customer.objects.filter(pk=world.mina.pk).update(search_last="wrong")
    Order.objects.filter(pk=world.order.pk).update(search_ship="wrong")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_search", stdout=out)
    assert world.mina.number in out.getvalue() and world.order.number in out.getvalue()
    assert "Harker" not in out.getvalue()
    call_command("rebuild_search", stdout=StringIO())
    call_command("check_search", stdout=(out := StringIO()))
    assert "differ" not in out.getvalue()
    assert Customer.objects.get(pk=world.mina.pk).search_last == "harker"


def test_a_missing_index_is_named(world: World) -> None:
    assert broken_indexes() == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX customer_last")
        assert broken_indexes() == ["customer_last"]
        transaction.set_rollback(True)
