"""The whole policy on one screen: the single rights that exist. Roles, what they hold and their ceilings are rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcenter import masking


class Can(models.TextChoices):
    """A right to one kind of act (A1, A2). The value is stored in role rows and never changes its meaning."""

    USE_CONSOLE = "use_console", _("Use the console")
    SEE_PERSONAL = masking.SEE_PERSONAL, _("See e-mails, phones, birthdays and streets in full")
    USE_ADMIN = "use_admin", _("Enter the administration")
    EDIT_CART = "edit_cart", _("Build orders")
    PLACE_ORDER = "place_order", _("Place orders")
    GIVE_COUPONS = "give_coupons", _("Give coupons")
    OVERRIDE_PRICE = "override_price", _("Override prices")
    CREATE_CUSTOMERS = "create_customers", _("Make new customers")
    RECORD_PAYMENTS = "record_payments", _("Record payments by hand")
    SHARE_SEARCHES = "share_searches", _("Share saved searches with the organisation")
    VIEW_AUDIT = "view_audit", _("Read the audit trail")
    VIEW_ORDERS_ADMIN = "view_orders_admin", _("See customers, orders and returns in the administration")
    DECIDE_APPROVALS = "decide_approvals", _("Decide what colleagues may not do alone")
    MANAGE_CUSTOMERS = "manage_customers", _("Close and open customers' log-ins")
    MANAGE_AGENTS = "manage_agents", _("Manage agents")
    MANAGE_ROLES = "manage_roles", _("Manage roles")
    MANAGE_CHANNELS = "manage_channels", _("Manage channels")
    MANAGE_CATALOG = "manage_catalog", _("Manage products, prices and stock")
    MANAGE_PROMOTIONS = "manage_promotions", _("Manage promotions")
    EXPORT_RESULTS = "export_results", _("Export what a search finds")
    IMPORT_DATA = "import_data", _("Import and export data")


AGENT = "agent"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"

DESK = {
    *(Can.USE_CONSOLE, Can.SEE_PERSONAL, Can.EDIT_CART, Can.PLACE_ORDER, Can.GIVE_COUPONS, Can.OVERRIDE_PRICE, Can.CREATE_CUSTOMERS),
}

SEEDED_ROLES: dict[str, tuple[str, set[Can]]] = {
    AGENT: ("Agent", DESK),
    SUPERVISOR: (
        "Agent Supervisor",
        DESK
        | {
            Can.SHARE_SEARCHES,
            Can.EXPORT_RESULTS,
            Can.USE_ADMIN,
            Can.VIEW_AUDIT,
            Can.VIEW_ORDERS_ADMIN,
            Can.MANAGE_CUSTOMERS,
            Can.DECIDE_APPROVALS,
            Can.RECORD_PAYMENTS,
        },
    ),  # fmt: skip
    ADMINISTRATOR: ("Administrator", set(Can) - DESK),
}
"""code -> (name, rights) of the three roles that a new installation has. Managing users does not open the console (A1)."""

REQUIRED_ADMIN_RIGHTS = frozenset({Can.USE_ADMIN, Can.MANAGE_AGENTS, Can.MANAGE_ROLES})
"""Somebody active must always have these, or nobody could ever let anybody in again."""

SETTINGS: dict[str, Can] = {
    "agents.Organization": Can.MANAGE_CHANNELS,
    "agents.Channel": Can.MANAGE_CHANNELS,
    "agents.Reason": Can.MANAGE_CHANNELS,
    "customers.CustomerSet": Can.MANAGE_CHANNELS,
    "customers.Segment": Can.MANAGE_CHANNELS,
    "customers.MailText": Can.MANAGE_CHANNELS,
    "customers.PriceGroup": Can.MANAGE_CATALOG,
    "catalog.Product": Can.MANAGE_CATALOG,
    "catalog.Variant": Can.MANAGE_CATALOG,
    "catalog.Price": Can.MANAGE_CATALOG,
    "catalog.Stock": Can.MANAGE_CATALOG,
    "catalog.TaxClass": Can.MANAGE_CATALOG,
    "catalog.TaxRate": Can.MANAGE_CATALOG,
    "catalog.ShippingMethod": Can.MANAGE_CATALOG,
    "catalog.ShippingRate": Can.MANAGE_CATALOG,
    "promotions.Promotion": Can.MANAGE_PROMOTIONS,
    "promotions.PromotionCondition": Can.MANAGE_PROMOTIONS,
    "promotions.PromotionBenefit": Can.MANAGE_PROMOTIONS,
    "promotions.CodeGroup": Can.MANAGE_PROMOTIONS,
    "promotions.Coupon": Can.MANAGE_PROMOTIONS,
}
"""Plain set-up data, changed in the administration only, and the right that opens each."""

REMOVABLE = frozenset({"catalog.ShippingRate", "promotions.PromotionCondition", "promotions.PromotionBenefit", "promotions.CodeGroup"})
"""Set-up data that may be taken away: no history speaks of it. All other is made inactive."""

OWN_ACCOUNT = "own_account"
"""No right of a role: everybody logged in has it, for acts on their own account alone (log out, password, preferences)."""
