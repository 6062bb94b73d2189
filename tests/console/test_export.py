"""What a search finds as a file: for those who may, as they may see it, for a day, and never as a formula (F10)."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from agents.models import AuditEntry, Export
from console.columns import COLUMNS
from console.export import plain, written
from console.jobs import forget_old_exports, write_export
from customers.models import Customer
from customers.search import fill
from orders.models import Order
from tests.factories import placed
from tests.world import World, limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(world: World) -> Client:
    client = Client()
    client.force_login(world.sam)
    return client


def exported(client: Client, asked: str, format: str = "csv") -> bytes:
    """Asked for on the page, written by the job, taken from the page."""
    client.post("/console/exports/start/", {"asked": asked, "format": format})
    export = Export.objects.latest("pk")
    write_export(export_id=export.pk)
    return bytes(client.get(f"/console/exports/{export.pk}/file/").content)


def lines(file: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(file.decode("utf-8-sig"))))


@pytest.mark.parametrize("asked", ["kind=order&q=harker", "kind=order&last_name=harker", "kind=order&q=harker&sort=number&after=x"])
def test_every_row_of_the_search_is_in_the_file(world: World, sam: Client, asked: str) -> None:
    for _time in range(60):
        placed(world.mina, world.mina.channel)
    head, *rows = lines(exported(sam, asked))
    numbers = [row[0] for row in rows]
    assert head[0] == "Order" and len(numbers) == len(set(numbers)) >= 60
    assert set(numbers) >= {world.order.number}


def test_no_more_than_the_limit_and_it_says_so(world: World, sam: Client, settings: Any) -> None:
    settings.EXPORT_ROWS = 3
    for _time in range(5):
        placed(world.mina, world.mina.channel)
    assert len(lines(exported(sam, "kind=order&q=harker"))) == 4
    assert Export.objects.get().cut
    assert "there were more rows" in sam.get("/console/exports/").content.decode()


def test_a_workbook_holds_text_as_text(world: World, sam: Client) -> None:
    world.mina.last_name = "=HYPERLINK(1)"
    fill(world.mina).save()
    with ZipFile(BytesIO(exported(sam, f"kind=customer&number={world.mina.number}", "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_no_cell_turns_its_line_around(world: World, sam: Client) -> None:
    Customer.objects.filter(pk=world.mina.pk).update(last_name="Har\u202eker")
    world.mina.addresses.update(city="Ber\u202elin")
    file = exported(sam, f"kind=customer&number={world.mina.number}").decode()
    assert "\u202e" not in file and "Harker" in file and "Berlin" in file


@pytest.mark.parametrize(("currency", "said", "pattern"), [("EUR", "20.00", "#,##0.00"), ("JPY", "20", "#,##0"), ("KWD", "20.000", "#,##0.000")])
def test_amounts_have_the_decimals_of_their_currency(world: World, sam: Client, currency: str, said: str, pattern: str) -> None:
    order = placed(world.mina, world.mina.channel)
    Order.objects.filter(pk=order.pk).update(currency=currency)
    head, row = lines(exported(sam, f"kind=order&number={order.number}"))
    assert dict(zip(head, row, strict=True))["Total"] == said
    with ZipFile(BytesIO(exported(sam, f"kind=order&number={order.number}", "xlsx"))) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
    style = re.search(r'<c r="\w+2" s="(\d+)"><v>20[.0]*</v>', sheet)
    assert style is not None
    used = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])[int(style[1])]
    told = {"3": "#,##0", "4": "#,##0.00", **dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]+)"', styles))}
    assert told[used] == pattern


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠SUM(A1)", "'=1"])
def test_a_cell_is_never_a_formula(evil: str) -> None:
    assert plain(evil) == f"'{evil}"
    assert b"\n" + evil.encode() not in written("csv", COLUMNS["customer"][:1], [[evil]])


def test_the_file_is_for_its_owner_while_they_have_the_right(world: World, sam: Client, as_ada: Client) -> None:
    exported(sam, "kind=customer&q=harker")
    url = f"/console/exports/{Export.objects.get().pk}/file/"
    assert as_ada.get(url).status_code == 404
    world.sam.roles.first().rights.filter(right="export_results").delete()
    assert sam.get(url).status_code == 404


def test_only_channels_that_the_owner_sees_when_it_is_written(world: World, sam: Client) -> None:
    sam.post("/console/exports/start/", {"asked": "kind=customer&q=harker", "format": "csv"})
    limit(world.sam, world.uk)
    export = Export.objects.get()
    write_export(export_id=export.pk)
    assert len(lines(bytes(sam.get(f"/console/exports/{export.pk}/file/").content))) == 1


def test_it_is_in_the_audit_trail_without_what_was_looked_for(world: World, sam: Client) -> None:
    exported(sam, "kind=customer&q=harker")
    entry = AuditEntry.objects.get(verb="data.exported")
    assert (entry.actor_id, entry.data["kind"], entry.data["rows"]) == (world.sam.pk, "customer", 1)
    assert "harker" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_a_failure_is_said_and_can_be_tried_again(world: World, sam: Client) -> None:
    sam.post("/console/exports/start/", {"asked": "kind=customer&q=harker", "format": "csv"})
    export = Export.objects.get()
    Export.objects.filter(pk=export.pk).update(format="odt")
    Export.objects.filter(pk=export.pk).update(kind="parcel")
    with pytest.raises(KeyError):
        write_export(export_id=export.pk)
    assert "Try again" in sam.get("/console/exports/").content.decode()
    Export.objects.filter(pk=export.pk).update(kind="customer", format="csv")
    sam.post(f"/console/exports/{export.pk}/again/")
    write_export(export_id=export.pk)
    assert Export.objects.get().status == Export.Status.DONE


def test_it_is_forgotten_after_a_day(world: World, sam: Client) -> None:
    exported(sam, "kind=customer&q=harker")
    Export.objects.update(created_at=timezone.now() - timedelta(hours=25))
    url = f"/console/exports/{Export.objects.get().pk}/file/"
    assert sam.get(url).status_code == 404
    forget_old_exports(timestamp=0)
    assert not Export.objects.exists()
