"""The rights as staff read them: in areas, each with what it opens and what it does not."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agents.permissions import Can

AREAS: tuple[tuple[Promise | str, dict[Can, Promise | str]], ...] = (
    (
        _("At the desk"),
        {
            Can.USE_CONSOLE: _("Answer calls: search, and see customers, orders and returns of the own channels."),
            Can.SEE_PERSONAL: _("Without it, e-mails, phones and birthdays are shown in part only, enough to compare with what a caller says."),
            Can.EDIT_CART: _("Put products in a customer's cart, choose addresses and delivery."),
            Can.GIVE_COUPONS: _("Make codes of the promotions that are for the contact centre, send them, and revoke unused ones."),
            Can.OVERRIDE_PRICE: _("Sell an item at another price than the list's: alone up to the role's ceiling, above it somebody else decides."),
            Can.CREATE_CUSTOMERS: _("Make a caller who is not found a customer of one of the own channels."),
            Can.PLACE_ORDER: _("Turn a cart into an order that is charged and shipped."),
        },
    ),
    (
        _("For a team"),
        {
            Can.SHARE_SEARCHES: _("Saved searches of one's own become visible to everybody here."),
            Can.EXPORT_RESULTS: _("Take what a search finds away as a file."),
            Can.VIEW_AUDIT: _("See who did what and who opened whose record, of the own channels."),
            Can.VIEW_ORDERS_ADMIN: _("Look at customers, orders and returns in long lists, without a call session."),
            Can.DECIDE_APPROVALS: _("Say yes or no to what is above a colleague's ceiling; yes up to one's own ceiling only."),
            Can.RECORD_PAYMENTS: _(
                "Say that money for an order came in, or that nothing will come of a payment: by that an order can go to fulfilment."
            ),
            Can.MANAGE_CUSTOMERS: _("Keep a customer out of the shop's own pages; by phone they still order."),
        },
    ),
    (
        _("Setting up the shop"),
        {
            Can.USE_ADMIN: _("Come in here at all; what opens inside is decided by the other rights."),
            Can.MANAGE_CHANNELS: _("The organisation, its channels, reason lists, customer sets, segments and mail texts."),
            Can.MANAGE_CATALOG: _("Products with variations, prices and stock, tax rates and ways to ship."),
            Can.MANAGE_PROMOTIONS: _("Promotions and their codes."),
            Can.IMPORT_DATA: _("Bring in and take out whole files of customers, products and orders."),
        },
    ),
    (
        _("People and their rights"),
        {
            Can.MANAGE_AGENTS: _("Make accounts, close them, give roles whose rights one has oneself."),
            Can.MANAGE_ROLES: _("Decide what a role may do, within what one may give."),
        },
    ),
)


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """All rights as the choices of a form, in their areas; one that no area names yet stands at the end."""
    groups = [(str(area), [(right.value, str(right.label)) for right in rights]) for area, rights in AREAS]
    named = {value for _area, choices in groups for value, _label in choices}
    rest = [(right.value, str(right.label)) for right in Can if right.value not in named]
    return [*groups, (str(_("Other")), rest)] if rest else groups


def explanations() -> dict[str, str]:
    return {right.value: str(said) for _area, rights in AREAS for right, said in rights.items()}
