"""A made set of our own CSV files, as small or large as wanted: `python -m tests.interchange.made FOLDER ORDERS`."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

FIRST = ("Anna", "Jörg", "Zoë", "Mehmet", "Siân", "Thomas")
LAST = ("Müller", "Smith", "Øst", "Yılmaz", "O'Brien", "Fischer-Weiß", "Nowak")
HEAD = {
    "channels": "code name country currency language timezone prices_include_tax email_from remorse_minutes return_days active",
    "products": "sku name name_de description description_de category options returnable non_returnable_reason tax_class active",
    "variants": "product sku attributes position backorderable active",
    "prices": "channel sku amount",
    "stock": "sku on_hand next_delivery",
    "customers": "channel customer_set account number first_name last_name company email phone mobile fax birthday language segments "
    "accepts_marketing tax_exempt tax_id active created_at",
    "addresses": "channel customer position label first_name last_name company street street2 postal_code city region country phone in_book "
    "is_billing is_shipping default_billing default_shipping",
    "orders": "channel customer account placed_by approver number type status payment_status fulfilment_status return_status placed_at email phone "
    "language payment_method po_number coupon_codes currency prices_include_tax total",
    "order_addresses": "channel order_number kind first_name last_name company street street2 postal_code city region country phone",
    "order_lines": "channel order_number position sku title quantity cancelled reserved unit_price gross tax rate returnable",
    "order_shipping_groups": "channel order_number position method_code method_name address gross tax rate",
    "order_adjustments": "channel order_number position kind source label gross tax",
    "payments": "channel order_number position method status amount collected refunded reference brand last_four created_at",
    "shipments": "channel order_number position status method_name carrier tracking tracking_url promised_on expected_on shipped_at delivered_at "
    "created_at",
    "shipment_lines": "channel order_number shipment line quantity",
    "returns": "channel order_number number status type receive_status refund_status replace_status action_required refund_amount comment "
    "created_at closed_at",
    "return_lines": "channel return_number line quantity received restocked reason_code reason condition refund",
}
DAY = "2026-03-05T10:00:00Z"


def write_file(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # whose lines end in both signs, so that a cell with either of them alone is quoted
        writer.writerow(HEAD[name].split())
        writer.writerows(rows)


def write_set(folder: Path, orders: int = 20, products: int = 5) -> Path:
    """Orders of two lines each, a customer for every other order, a return for every tenth. Gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    people, numbers = range(1, orders // 2 + 2), range(1, orders + 1)
    write_file(folder, "channels", [["web", "Web shop", "DE", "EUR", "de", "Europe/Berlin", "yes", "", 30, 14, "yes"]])
    write_file(folder, "products", ([f"P{n}", f"Thing {n}", f"Ding {n}", "", "", "Things", "Size", "yes", "", "", "yes"] for n in range(products)))
    write_file(folder, "variants", ([f"P{n}", f"P{n}-{size}", f"Size={size}", 0, "no", "yes"] for n in range(products) for size in "SM"))
    write_file(folder, "prices", (["web", f"P{n}-{size}", "10.00"] for n in range(products) for size in "SM"))
    write_file(folder, "stock", ([f"P{n}-{size}", 50, ""] for n in range(products) for size in "SM"))
    write_file(
        folder,
        "customers",
        (
            [
                "web",
                "",
                "",
                f"K{n}",
                FIRST[n % 6],
                LAST[n % 7],
                "",
                f"k{n}@example.com",
                f"'+49 30 23125 {n % 1000:03}",
                "",
                "",
                "1980-02-29",
                "de",
                "",
            ]
            + ["no", "no", "", "yes", DAY]
            for n in people
        ),
    )
    flags = ["yes", "yes", "yes", "yes", "yes"]
    write_file(folder, "addresses", (["web", f"K{n}", 1, "", *address(n), *flags] for n in people))
    write_orders(folder, numbers, products)
    return folder


def address(n: int) -> list[object]:
    return [
        FIRST[n % 6],
        LAST[n % 7],
        "",
        f"Lindenstraße {n % 200}",
        "",
        f"{10000 + n % 80000:05}",
        "Berlin",
        "",
        "DE",
        f"'+49 30 23125 {n % 1000:03}",
    ]


def write_orders(folder: Path, numbers: Iterable[int], products: int) -> None:
    """35.00 each: two lines of 10.00 and 20.00, and 5.00 for shipping."""
    states = ["NO_PENDING_ACTION", "paid", "fulfilled"]
    write_file(
        folder,
        "orders",
        (
            [
                "web",
                f"K{n // 2 + 1}",
                "",
                "",
                "",
                f"W-{n}",
                "online",
                *states,
                "requested" if n % 10 == 0 else "none",
                f"2026-0{n % 9 + 1}-11T09:30:00Z",
            ]
            + [f"k{n // 2 + 1}@example.com", "", "de", "card", "", "", "EUR", "yes", "35.00"]
            for n in numbers
        ),
    )
    write_file(folder, "order_addresses", (["web", f"W-{n}", kind, *address(n // 2 + 1)] for n in numbers for kind in ("billing", "shipping")))
    write_file(
        folder,
        "order_lines",
        (
            ["web", f"W-{n}", k, f"P{(n + k) % products}-S", f"Thing {k}", k, 0, 0, "10.00", f"{k}0.00", f"{k}.60", "0.19", "yes"]
            for n in numbers
            for k in (1, 2)
        ),
    )
    write_file(folder, "order_shipping_groups", (["web", f"W-{n}", 1, "std", "Standard", 0, "7.00", "0", "0"] for n in numbers))
    write_file(folder, "order_adjustments", (["web", f"W-{n}", 1, "discount", "sale", "Sale", "-2.00", "0"] for n in numbers))
    write_file(folder, "payments", (["web", f"W-{n}", 1, "card", "collected", 35, 35, 0, "tok_1", "Visa", "4242", DAY] for n in numbers))
    sent = ["delivered", "Standard", "Kranich", "KR1", "", "2026-03-08", "", DAY, DAY, DAY]
    write_file(folder, "shipments", (["web", f"W-{n}", 1, *sent] for n in numbers))
    write_file(folder, "shipment_lines", (["web", f"W-{n}", 1, k, k] for n in numbers for k in (1, 2)))
    tenth = [n for n in numbers if n % 10 == 0]
    asked = ["PENDING_CUSTOMER_ACTION", "refund", "waiting", "not_refunded", "", "no", "10.00", "", DAY, ""]
    write_file(folder, "returns", (["web", f"W-{n}", f"RW-{n}", *asked] for n in tenth))
    write_file(folder, "return_lines", (["web", f"RW-{n}", 1, 1, 0, 0, "faulty", "Faulty", "", "10.00"] for n in tenth))


if __name__ == "__main__":
    write_set(Path(sys.argv[1]), int(sys.argv[2]), 500)
