"""Which lines of a cart go together, and the cart's own copies of the addresses that they go to."""

from django.utils.translation import gettext as _

from carts.contents import Contents
from carts.models import CartAddress, CartLine, CartShippingGroup
from carts.wanted import MOST
from carts.wishes import add_wishes
from catalog.models import ShippingMethod
from contactcenter.errors import RuleError
from customers.models import Address
from customers.models.address import PostalAddress

Kind = CartAddress.Kind
AS_CHANGED = "book-"

MOST_GROUPS = 1000
"""A line that is put back goes in the group of its old number, if it is not beyond this: further groups are numbered on from the highest."""


def chosen_address(contents: Contents, choice: str, kind: str, *, field: str) -> CartAddress | None:
    """The cart's copy of what was chosen, as of `meant_address`, made where it has none yet."""
    found = meant_address(contents, choice, field=field)
    return copy_of(contents, found, kind) if found else None


def meant_address(contents: Contents, choice: str, *, field: str) -> Address | CartAddress | None:
    """What a form chooses (`CartAddress.key`, "" for none). Of two choices both are asked for before either is copied.

    What the cart holds of it already is what the page showed, also where the book was changed since; what the book holds by now is chosen by
    `AS_CHANGED` before its id. Raises RuleError at `field` for what is neither one of the customer's addresses nor of the cart's own.
    """
    if not choice:
        return None
    found: Address | CartAddress | None = {one.key: one for one in contents.addresses}.get(choice)
    of_book = choice.removeprefix(AS_CHANGED)
    if found is None and of_book.isdecimal() and contents.cart.customer_id is not None:
        found = Address.objects.filter(customer=contents.cart.customer_id, pk=of_book).first()
    if found is None:
        raise RuleError("unknown_address", _("Choose one of the customer's addresses."), field=field)
    return found


def copy_of(contents: Contents, address: PostalAddress, kind: str) -> CartAddress:
    """The cart's copy of an address of the book, or of another copy; a billing address takes the place of the one before."""
    source = address.pk if isinstance(address, Address) else getattr(address, "source_id", None)
    facts = {**address.facts(), "source_id": source}
    same = next((one for one in contents.addresses if one.kind == kind and {**one.facts(), "source_id": one.source_id} == facts), None)
    if same is None:
        if kind == Kind.BILLING:
            bill_to_nobody(contents)
        same = CartAddress.objects.create(cart=contents.cart, kind=kind, **facts)
        contents.addresses.append(same)
    return same


def bill_to_nobody(contents: Contents) -> None:
    """No billing address of its own; one that was typed for this cart alone can still be chosen."""
    billing = contents.billing
    if billing is None:
        return
    if billing.source_id is None:
        billing.kind = Kind.SHIPPING
        billing.save(update_fields=["kind"])
    else:
        contents.addresses.remove(billing)
        billing.delete()


def offered_method(contents: Contents, code: str) -> ShippingMethod:
    """A way of the channel by its code. Whether it leads where the parcel goes is said with the sums and at placing: the address may still
    change. Raises RuleError for one that is not offered."""
    chosen = next((one for one in contents.ways if one.code == code and one.active), None)
    if chosen is None:
        raise RuleError("unknown_method", _("This shipping method is not offered here."), field="method")
    return chosen


def send_line(contents: Contents, line: CartLine, method: ShippingMethod | None, address: CartAddress | None, *, position: int = 0) -> None:
    """Put a line in the group that goes so, in a new one where none does: in this position where it is free, else the last.

    What is wished of a group that it lay in alone goes with it into a new one; a group that is there already keeps its own wishes.
    """
    way = (method.pk if method else None, address.pk if address else None)
    same = next((one for one in contents.groups if (one.method_id, one.address_id) == way), None)
    if same is None:
        taken = {one.position for one in contents.groups}
        position = position if 0 < position <= MOST_GROUPS and position not in taken else max(taken) + 1
        alone = line in contents.lines and contents.carried_by(line.group) == [line]
        same = CartShippingGroup(cart=contents.cart, position=position, method=method, address=address, **(line.group.wishes if alone else {}))
        same.save()
        contents.groups.append(same)
        contents.groups.sort(key=lambda one: one.position)
    line.group = same


def move_main(contents: Contents, **way: ShippingMethod | CartAddress | None) -> None:
    """Let the main group go by another method, or to another address; what went so in others goes on to go as it does."""
    was = {name: getattr(contents.main, f"{name}_id") for name in way}
    for group in contents.groups:
        for name, chosen in way.items():
            if getattr(group, f"{name}_id") == was[name]:
                setattr(group, name, chosen)


def join_alike(contents: Contents) -> None:
    """Lines of groups that go alike lie in the first of them, of which all is wished that was wished of either and does not gainsay it."""
    first_of: dict[tuple[int | None, int | None], CartShippingGroup] = {}
    for group in contents.carrying:
        first = first_of.setdefault((group.method_id, group.address_id), group)
        if first is not group:
            add_wishes(first, group)
    for line in contents.lines:
        line.group = first_of[line.group.method_id, line.group.address_id]


def join_halves(contents: Contents, line: CartLine) -> None:
    """A line that has come to go as another goes which it could have been split from becomes one with it again: the older of them stays."""
    other = next((one for one in contents.carried_by(line.group) if one is not line and _are_halves(one, line)), None)
    if other is None or other.quantity + line.quantity > MOST:
        return
    older, newer = sorted((other, line), key=lambda one: one.pk)
    older.quantity += newer.quantity
    contents.lines.remove(newer)


def _are_halves(one: CartLine, other: CartLine) -> bool:
    same = ("variant_id", "unit_price", "price_source", "price_reason", "properties")
    return not (one.gift_of_id or one.waiting or other.waiting) and all(getattr(one, name) == getattr(other, name) for name in same)


def drop_copies(contents: Contents) -> None:
    """Forget the copies of the book that nothing goes to any more, once that is saved. What was typed for the cart alone stays to be chosen.

    Where the cart holds an address of the book as it was and as it is, the older text is the cart's alone, so that a key means one of them.
    """
    used = {group.address_id for group in contents.groups}
    for one in [one for one in contents.addresses if one.kind == Kind.SHIPPING and one.source_id and one.pk not in used]:
        contents.addresses.remove(one)
        one.delete()
    newest = {one.source_id: one for one in contents.addresses}
    for one in contents.addresses:
        if one.source_id and one.facts() != newest[one.source_id].facts():
            one.source = None
            one.save(update_fields=["source"])
