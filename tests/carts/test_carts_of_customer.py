"""A customer's carts as wholes (O8, O11): emptied and brought back, saved for later and resumed."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import now

from agents.desk import has_unfinished_work
from agents.models import AuditEntry, Step
from carts.actions import add_item, apply_code, empty_cart, remove_item, restore_cart, resume_cart, save_for_later, set_addresses
from carts.desk import pieces_left
from carts.models import Cart
from catalog.models import Price
from contactcenter.errors import Refusal
from orders.actions import place_order
from tests.factories import line_in, promotion_of
from tests.snapshot import everything
from tests.world import World

pytestmark = pytest.mark.usefixtures("invariants_hold")


@pytest.fixture
def cart(world: World) -> Cart:
    """Two lamps and a mug, with a code, billed where it is shipped."""
    ada = world.as_(world.ada)
    promotion_of(world.de, "ten").coupons.create(code="TEN")
    add_item(ada, world.mina, sku="LAMP-1", quantity=2)
    add_item(ada, world.mina, sku="MUG-1", quantity=1)
    cart = apply_code(ada, world.mina, code="TEN")
    return set_addresses(ada, cart, shipping=str(world.mina.addresses.get().pk), billing="", version=cart.version)


def whole(cart: Cart) -> list[object]:
    """All that lies in a cart and on it, and what it comes to."""
    parts = (cart.lines, cart.codes, cart.addresses, cart.groups, cart.adjustments)
    return [[*part.values()] for part in parts] + [Cart.objects.values("total", "tax", "discount", "number", "is_current", "status").get(pk=cart.pk)]


def without_lines(world: World) -> Cart:
    """Her current cart, from which the only line was taken out."""
    ada = world.as_(world.ada)
    cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    return remove_item(ada, cart, line=line_in(cart, "MUG-1"), version=cart.version)


def current(world: World) -> Cart | None:
    return Cart.objects.current_of(world.mina.pk).first()


def test_an_emptied_cart_comes_back_whole(world: World, cart: Cart) -> None:
    before = whole(cart)
    emptied = empty_cart(world.as_(world.ada), cart, version=cart.version)
    assert (emptied.status, emptied.lines.count(), current(world)) == ("emptied", 2, None)
    restore_cart(world.as_(world.sam), emptied, version=emptied.version)
    assert whole(cart) == before and current(world) == cart
    assert [one.after for one in Step.objects.of(cart)] == ["emptied", "open"]
    assert list(AuditEntry.objects.values_list("verb", flat=True)[:2]) == ["cart.restored", "cart.emptied"]


def test_the_next_line_begins_another_cart(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    emptied = empty_cart(ada, cart, version=cart.version)
    another = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    assert another != cart and another.number != cart.number
    restored = restore_cart(ada, emptied, version=emptied.version)
    assert (restored.status, restored.is_current, restored.lines.count()) == ("open", False, 2)
    assert current(world) == another


def test_a_cart_without_lines_makes_way(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    emptied = empty_cart(ada, cart, version=cart.version)
    another = without_lines(world)
    restore_cart(ada, emptied, version=emptied.version)
    another.refresh_from_db()
    assert current(world) == cart and (another.status, another.is_current) == ("emptied", False)


def test_refusals_to_empty_change_nothing(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    _refused("cart_changed", lambda: empty_cart(ada, cart, version=cart.version - 1))
    place_order(ada, cart, version=cart.version)
    cart.refresh_from_db()
    _refused("cart_closed", lambda: empty_cart(ada, cart, version=cart.version))
    _refused("not_emptied", lambda: restore_cart(ada, cart, version=cart.version))


def test_what_is_open_is_not_brought_back(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    _refused("not_emptied", lambda: restore_cart(ada, cart, version=cart.version))
    emptied = empty_cart(ada, cart, version=cart.version)
    _refused("cart_changed", lambda: restore_cart(ada, cart, version=emptied.version - 1))
    restored = restore_cart(ada, emptied, version=emptied.version)
    _refused("cart_changed", lambda: restore_cart(ada, emptied, version=restored.version - 1))


def test_nothing_is_neither_emptied_nor_saved(world: World) -> None:
    ada, cart = world.as_(world.ada), without_lines(world)
    _refused("empty_cart", lambda: empty_cart(ada, cart, version=cart.version))
    _refused("empty_cart", lambda: save_for_later(ada, cart, version=cart.version))


def _refused(code: str, act: object) -> None:
    before = everything()
    with pytest.raises(Refusal) as refused:
        act()  # type: ignore[operator]
    assert refused.value.code == code and everything() == before


def test_the_way_back_is_shown_until_another_cart_is_begun(world: World, as_ada: Client, cart: Cart) -> None:
    page = as_ada.post(f"/carts/{cart.number}/empty/", {"version": cart.version}).content.decode()
    assert "cart-line" not in page.replace("cart-lines", "")
    fresh = as_ada.get(f"/carts/of/{world.mina.number}/?shown={cart.number}").content.decode()  # also where the dock reads itself again
    for shown in (page, fresh):
        assert f"Cart {cart.number} emptied" in shown
    [undo] = re.findall(r'id="cart-aside".*?</li>', page, re.DOTALL)
    [version] = re.findall(r'name="version" value="(\d+)"', undo)
    added = as_ada.post(f"/carts/of/{world.mina.number}/items/", {"sku": "MUG-1", "version": 0}).content.decode()
    assert "cart-aside" not in added
    back = as_ada.post(f"/carts/{cart.number}/restore/", {"version": version}).content.decode()
    assert "Another cart has been begun" in back and current(world) != cart


def test_undo_shows_the_cart_again(world: World, as_ada: Client, cart: Cart) -> None:
    as_ada.post(f"/carts/{cart.number}/empty/", {"version": cart.version})
    back = as_ada.post(f"/carts/{cart.number}/restore/", {"version": cart.version + 1}).content.decode()
    assert f'data-number="{cart.number}"' in back and "cart-aside" not in back and "Another cart" not in back


@pytest.mark.parametrize("act", ["empty", "restore", "save", "resume", "reprice"])
def test_an_older_page_is_told(world: World, as_ada: Client, cart: Cart, act: str) -> None:
    before = everything()
    assert as_ada.post(f"/carts/{cart.number}/{act}/", {"version": cart.version - 1}).status_code == 409
    assert everything(besides={"agents_readentry", "agents_loginsession"}).items() <= before.items()


def test_a_saved_cart_is_open_and_no_longer_the_work_in_progress(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    saved = save_for_later(ada, cart, version=cart.version)
    assert (saved.status, saved.is_current, saved.lines.count(), current(world)) == ("open", False, 2, None)
    assert pieces_left([world.mina.pk]) == {} and not has_unfinished_work([world.mina.pk])
    another = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    assert another != saved and pieces_left([world.mina.pk]) == {world.mina.pk: 1}


def test_resuming_saves_the_one_before(world: World, cart: Cart) -> None:
    ada, before = world.as_(world.ada), whole(cart)
    saved = save_for_later(ada, cart, version=cart.version)
    another = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    resumed = resume_cart(ada, saved, version=saved.version)
    another.refresh_from_db()
    assert whole(cart) == before and resumed.left == another
    assert (another.status, another.is_current, another.lines.count()) == ("open", False, 1)
    entry = AuditEntry.objects.first()
    assert entry is not None and (entry.verb, entry.data) == ("cart.resumed", {"number": cart.number, "left": another.number})


def test_resuming_drops_one_without_lines(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    saved = save_for_later(ada, cart, version=cart.version)
    another = without_lines(world)
    assert resume_cart(ada, saved, version=saved.version).left is None
    another.refresh_from_db()
    assert (another.status, another.is_current) == ("emptied", False)


def test_an_emptied_cart_is_resumed_too(world: World, cart: Cart) -> None:
    ada, before = world.as_(world.ada), whole(cart)
    emptied = empty_cart(ada, cart, version=cart.version)
    resume_cart(ada, emptied, version=emptied.version)
    assert whole(cart) == before


def test_the_current_one_stays_as_it_is(world: World, cart: Cart) -> None:
    before = everything()
    resume_cart(world.as_(world.ada), cart, version=cart.version)
    assert everything() == before


def test_what_was_placed_is_not_resumed(world: World, cart: Cart) -> None:
    ada = world.as_(world.ada)
    place_order(ada, cart, version=cart.version)
    cart.refresh_from_db()
    _refused("wrong_state", lambda: resume_cart(ada, cart, version=cart.version))


def test_a_saved_cart_is_shown_no_more_and_undone_in_its_place(world: World, as_ada: Client, cart: Cart) -> None:
    page = as_ada.post(f"/carts/{cart.number}/save/", {"version": cart.version}).content.decode()
    assert f"Cart {cart.number} is saved for later." in page and 'data-number=""' in page
    fresh = as_ada.get(f"/carts/of/{world.mina.number}/?shown={cart.number}").content.decode()
    assert f"Cart {cart.number} is saved for later." in fresh
    [back] = re.findall(r'id="cart-aside".*?hx-post="([^"]+)".*?</li>', page, re.DOTALL)
    assert f'data-number="{cart.number}"' in as_ada.post(back, {"version": cart.version + 1}).content.decode()


def test_the_old_prices_stay_until_the_agent_says_so(world: World, as_ada: Client, cart: Cart) -> None:
    saved = save_for_later(world.as_(world.ada), cart, version=cart.version)
    Price.objects.filter(variant=world.mug).update(amount=Decimal("8.95"))
    page = as_ada.post(f"/carts/{cart.number}/resume/", {"version": saved.version}).content.decode()
    assert "this cart comes to €30.95 instead of €30.05" in page
    cart.refresh_from_db()
    assert cart.total == Decimal("30.05")
    page = as_ada.post(f"/carts/{cart.number}/reprice/", {"version": cart.version}).content.decode()
    assert "€30.05 became €30.95" in page and "instead of" not in page


def test_unchanged_prices_are_not_spoken_of(world: World, as_ada: Client, cart: Cart) -> None:
    saved = save_for_later(world.as_(world.ada), cart, version=cart.version)
    another = add_item(world.as_(world.ada), world.mina, sku="MUG-1", quantity=1)
    page = as_ada.post(f"/carts/{cart.number}/resume/", {"version": saved.version}).content.decode()
    assert "instead of" not in page and f"Cart {another.number} is saved for later." in page


def test_a_line_for_another_cart_than_the_page_shows_brings_all_of_it(world: World, as_ada: Client, cart: Cart) -> None:
    form = {"sku": "MUG-1", "version": cart.version, "shown": "another"}
    assert 'hx-target="#cart-delivery"' in as_ada.post(f"/carts/of/{world.mina.number}/items/", form).content.decode()
    form = {"sku": "MUG-1", "version": cart.version + 1, "shown": cart.number}
    assert 'hx-target="#cart-delivery"' not in as_ada.post(f"/carts/of/{world.mina.number}/items/", form).content.decode()


def listed(as_ada: Client, world: World, more: str = "") -> str:
    page = as_ada.get(f"/carts/of/{world.mina.number}/all/{more}").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_all_carts_say_what_lies_in_them_newest_first(world: World, as_ada: Client, cart: Cart) -> None:
    ada = world.as_(world.ada)
    save_for_later(ada, cart, version=cart.version)
    emptied = add_item(ada, world.mina, sku="LAMP-1", quantity=3)
    empty_cart(ada, emptied, version=emptied.version)
    now_current = add_item(ada, world.mina, sku="MUG-1", quantity=1)
    text = listed(as_ada, world)
    places = [text.index(part) for part in (f"{now_current.number} · current", f"{emptied.number} · emptied", f"{cart.number} · saved")]
    assert places == sorted(places) and "2 lines , 3 pieces" in text.replace("lines,", "lines ,") and "Contact centre" in text
    assert text.count("Resume") == 2


def test_placed_long_emptied_and_empty_carts_are_not_listed(world: World, as_ada: Client, cart: Cart) -> None:
    ada = world.as_(world.ada)
    place_order(ada, cart, version=cart.version)
    emptied = add_item(ada, world.mina, sku="LAMP-1", quantity=3)
    empty_cart(ada, emptied, version=emptied.version)
    Cart.objects.filter(pk=emptied.pk).update(changed_at=now() - timedelta(days=31))
    without_lines(world)
    assert "No carts" in listed(as_ada, world)


def test_of_many_the_newest_are_shown_and_how_many_there_are(world: World, as_ada: Client) -> None:
    ada = world.as_(world.ada)
    for _each in range(21):
        cart = add_item(ada, world.mina, sku="MUG-1", quantity=1)
        save_for_later(ada, cart, version=cart.version)
    assert listed(as_ada, world).count("Resume") == 20 and "all 21" in listed(as_ada, world)
    assert listed(as_ada, world, "?all").count("Resume") == 21


def test_who_may_only_read_is_offered_nothing_to_change(world: World, as_ada: Client, cart: Cart) -> None:
    save_for_later(world.as_(world.ada), cart, version=cart.version)
    client = Client()
    client.force_login(world.rhea)
    page = client.get(f"/carts/of/{world.mina.number}/all/").content.decode()
    assert cart.number in page and "Resume" not in page
    dock = client.get(f"/carts/of/{world.mina.number}/").content.decode()
    assert "All carts" in dock and "Empty cart" not in dock and "Save for later" not in dock
