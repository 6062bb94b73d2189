"""What and how many: the texts people type and paste, read without a database."""

import pytest

from carts.wanted import Wanted, choose, quantity_of, readings

CALLED = {"SKU", "M6", "M6 20", "Tarp 3", "Tarp 3×4", "XC5", "XC5*2", "5", "5*2", "Enamel mug", "2", "SK-037-3941"}


def known(texts: set[str]) -> set[str]:
    return CALLED & texts


@pytest.mark.parametrize(
    ("typed", "what", "quantity"),
    [
        ("SKU", "SKU", None),
        # the whole text is called so: never split
        ("Tarp 3×4", "Tarp 3×4", None),
        ("M6 20", "M6 20", None),
        ("XC5*2", "XC5*2", None),
        ("5*2", "5*2", None),
        ("2", "2", None),
        # with a quantity of their own
        ("Tarp 3×4 × 2", "Tarp 3×4", 2),
        ("Tarp 3×4*2", "Tarp 3×4", 2),
        ("2 x Tarp 3×4", "Tarp 3×4", 2),
        ("M6 20 3", "M6 20", 3),
        ("M6 7", "M6", 7),
        ("SKU x 2", "SKU", 2),
        ("SKU x2", "SKU", 2),
        ("2 x SKU", "SKU", 2),
        ("2x SKU", "SKU", 2),
        ("2 × SKU", "SKU", 2),
        ("SKU*2", "SKU", 2),
        ("SKU * 2", "SKU", 2),
        ("SKU ×2", "SKU", 2),
        ("SKU x abc", "SKU", 0),
        ("SKU*abc", "SKU", 0),
        ("SKU, 2", "SKU", 2),
        # as mails have it
        ("> SKU 2", "SKU", 2),
        (">> - SKU x 2", "SKU", 2),
        ("* SKU", "SKU", None),
        ("SKU: 2", "SKU", 2),
        ("SKU (2)", "SKU", 2),
        ("SKU - 2", "SKU", 2),
        ("SKU – 2", "SKU", 2),
        ("SKU, qty 2", "SKU", 2),
        ("SKU Menge: 2", "SKU", 2),
        ("SKU, Anzahl 2", "SKU", 2),
        ("Artikel SKU 2", "SKU", 2),
        ("Item: SKU", "SKU", None),
        ("SKU.", "SKU", None),
        ("2 x SKU.", "SKU", 2),
        ("SKU;2", "SKU", 2),
        ("SKU\t2", "SKU", 2),
        ("2\tSKU", "SKU", 2),
        ("2 SKU", "SKU", 2),
        ("SKU 2.00", "SKU", 2),
        ("Enamel mug 4", "Enamel mug", 4),
        ("SKU\tA thing of ours\t3\t9.90", "SKU", 3),
        ("SKU;A thing; of ours;3;9,90", "SKU", 3),
        # as lists and sheets write it
        ("1. SKU 2 Stk", "SKU", 2),
        ("12) SKU 2 Stück", "SKU", 2),
        ("- 3 pcs. M6", "M6", 3),
        ("2 Stk. SKU", "SKU", 2),
        ('"SKU","1"', "SKU", 1),
        ('"SKU";"A thing; of ours";"3"', "SKU", 3),
        ('"M6 20", "2"', "M6 20", 2),
        ("1. SKU", "SKU", None),
        ("M6ST", "M6ST", None),
        ("SKU (2 Stück)", "SKU", 2),
        ("SKU (Menge 2)", "SKU", 2),
        ("SKU (2x)", "SKU", 2),
        ("SKU (x2)", "SKU", 2),
        ("(2) SKU", "SKU", 2),
        ("(2x) SKU", "SKU", 2),
        ("SKU,", "SKU", None),
        ("SKU 2;", "SKU", 2),
        ("SKU 2!", "SKU", 2),
        ("Artikelnummer: SKU", "SKU", None),
        ("Artikel-Nr.: SKU 2", "SKU", 2),
        ("Art.-Nr. SKU", "SKU", None),
        ("Bestellnummer SKU", "SKU", None),
        ("Item no. SKU", "SKU", None),
        ("Item #: SKU", "SKU", None),
        ("2 mal SKU", "SKU", 2),
        ("SKU mal 2", "SKU", 2),
        ("SKU 2 Paar", "SKU", 2),
        ("2 pairs SKU", "SKU", 2),
        ("SKU 2 bitte", "SKU", 2),
        ("SKU 2, please!", "SKU", 2),
        ("Bitte 2 SKU", "SKU", 2),
        ("*SKU* 2", "SKU", 2),
        ("**M6 20** x 2", "M6 20", 2),
        ("*SKU", "SKU", None),
        ('"SKU" 2', "SKU", 2),
        ("„SKU“ 2", "SKU", 2),
        ("| SKU | 2 |", "SKU", 2),
        ("| SKU | A thing | 2 | 9.90 |", "SKU", 2),
        ("SKU = 2", "SKU", 2),
        # with the name beside it
        ("XC5 Enamel mug", "XC5", None),
        ("XC5 Enamel mug 2", "XC5", 2),
        ("2 x XC5 Enamel mug", "XC5", 2),
        ("SKU - Enamel mug - 2", "SKU", 2),
        ("XC5: Enamel mug", "XC5", None),
        ("Enamel mug (SKU) 2", "SKU", 2),
        ("Enamel mug, SKU", "SKU", None),
        ("M6 20 Enamel mug 3", "M6 20", 3),
        # but what stands beside it may be another wish
        ("XC5 M6", "XC5 M6", None),
        ("XC5 two", "XC5 two", None),
        ("XC5 Enamel mog", "XC5 Enamel mog", None),
        ("Enamel mug Tarp 3", "Enamel mug Tarp 3", None),
        # no quantity, which is said
        ("SK-037-3941 0", "SK-037-3941", 0),
        ("SKU -1", "SKU", 0),
        ("SKU*1.5", "SKU", 0),
        ("SKU 1,000", "SKU", 0),
        ("SKU, two", "SKU", 0),
        ("SKU*99999", "SKU", 0),
        # nothing is called so: as it stands
        ("NOPE 2", "NOPE 2", None),
        ("Enamel mog", "Enamel mog", None),
        ("", "", None),
    ],
)
def test_a_text_means_what_it_is_called_before_anything_is_read_out_of_it(typed: str, what: str, quantity: int | None) -> None:
    [found] = choose([typed], known)
    assert (found.what, found.quantity) == (what, quantity)


def test_all_texts_are_asked_about_at_once_and_a_plain_one_not_at_all() -> None:
    asked: list[set[str]] = []

    def look(texts: set[str]) -> set[str]:
        asked.append(texts)
        return known(texts)

    assert choose(["SKU", "NOPE"], look) == [Wanted("SKU", "SKU"), Wanted("NOPE", "NOPE")] and asked == []
    assert [one.quantity for one in choose(["SKU 2", "SKU", "M6 3"], look)] == [2, None, 3] and len(asked) == 1


@pytest.mark.parametrize(
    ("text", "quantity"), [("1", 1), ("9999", 9999), ("10000", 0), ("0", 0), ("-2", 0), ("1e3", 0), ("", 0), ("12,00", 12), ("２", 2)]
)
def test_a_quantity_is_a_whole_number_in_bounds(text: str, quantity: int) -> None:
    assert quantity_of(text) == quantity


def test_the_text_itself_is_always_the_first_reading() -> None:
    for typed in ("SKU 2", "2 x SKU", "a, b, c", "1 2 3"):
        assert readings(typed)[0] == Wanted(typed, typed)
