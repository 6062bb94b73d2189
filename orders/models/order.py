"""A placed order and its write-once addresses."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Channel, HasStatus, Step, Versioned
from agents.visibility import SeenByActor
from carts.models import Cart
from carts.models.shape import AddressCopy, ShippingGroup
from contactcenter.names import shown
from contactcenter.numbers import NextNumber
from customers.models import Account, Customer
from customers.models.customer import SearchField


class OrderQuerySet(SeenByActor["Order"]):
    def newest_first(self) -> "OrderQuerySet":
        return self.order_by("-placed_at", "-pk")

    def with_status_since(self) -> "OrderQuerySet":
        """Each with `in_status_since`, when its status changed last."""
        steps = Step.objects.filter(thing_type=Order._meta.label, thing_id=models.OuterRef("pk")).order_by("-pk")
        return self.annotate(in_status_since=models.Subquery(steps.values("at")[:1]))  # type: ignore[no-redef]

    def not_counted(self) -> "OrderQuerySet":
        """Those that are none of a customer's orders and add nothing to their lifetime value."""
        return self.filter(status__in=Order.CAME_TO_NOTHING)


class Order(HasStatus, Versioned):
    """An order on four axes: `status` is moved by actions; the other three are derived and stored.

    Amounts: total = the gross of all lines, shipping groups and adjustments; subtotal, discount (negative) and shipping as the channel shows
    prices, tax of them all.
    """

    class Status(models.TextChoices):
        """Keys and labels as the field's products have them (R2)."""

        PENDING_APPROVAL = "PENDING_APPROVAL", _("Pending Approval")
        FAILED_APPROVAL = "FAILED_APPROVAL", _("Failed Approval")
        PENDING_PAYMENT = "PENDING_PAYMENT", _("Pending Payment")
        SUBMITTED = "SUBMITTED", _("Submitted to Fulfillment")
        PROCESSING = "PROCESSING", _("Being Processed")
        BEING_AMENDED = "BEING_AMENDED", _("Order Being Amended")
        PENDING_MERCHANT_ACTION = "PENDING_MERCHANT_ACTION", _("Pending Merchant Action")
        PENDING_CUSTOMER_ACTION = "PENDING_CUSTOMER_ACTION", _("Pending Customer Action")
        NO_PENDING_ACTION = "NO_PENDING_ACTION", _("Fulfilled")
        PENDING_REMOVE = "PENDING_REMOVE", _("Pending Removal")
        REMOVED = "REMOVED", _("Removed")
        FAILED = "FAILED", _("Failed")

    STEPS = {
        Status.PENDING_APPROVAL: {Status.SUBMITTED, Status.PENDING_PAYMENT, Status.FAILED_APPROVAL, Status.PENDING_REMOVE},
        Status.PENDING_PAYMENT: {Status.SUBMITTED, Status.PENDING_REMOVE},
        Status.SUBMITTED: {Status.BEING_AMENDED, Status.PROCESSING, Status.PENDING_REMOVE},
        Status.BEING_AMENDED: {Status.SUBMITTED},
        Status.PROCESSING: {
            Status.NO_PENDING_ACTION, Status.PENDING_MERCHANT_ACTION, Status.PENDING_CUSTOMER_ACTION, Status.FAILED, Status.PENDING_REMOVE,
        },
        Status.PENDING_MERCHANT_ACTION: {Status.PROCESSING, Status.PENDING_REMOVE, Status.FAILED},
        Status.PENDING_CUSTOMER_ACTION: {Status.PROCESSING, Status.PENDING_REMOVE, Status.FAILED},
        Status.PENDING_REMOVE: {Status.REMOVED},
        Status.NO_PENDING_ACTION: set(), Status.REMOVED: set(), Status.FAILED_APPROVAL: set(), Status.FAILED: set(),
    }  # fmt: skip

    CAME_TO_NOTHING = (Status.REMOVED, Status.FAILED, Status.FAILED_APPROVAL)
    """Nothing of such an order is due, to be shipped or counted."""

    class PaymentStatus(models.TextChoices):
        NONE = "none", _("No payment")
        PENDING = "pending", _("Awaiting payment")
        AUTHORIZED = "authorized", _("Authorised")
        PARTIALLY_PAID = "partially_paid", _("Partially paid")
        PAID = "paid", _("Paid")
        DECLINED = "declined", _("Payment declined")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partially refunded")
        REFUNDED = "refunded", _("Refunded")
        OWED_BACK = "owed_back", _("To be refunded")
        VOID = "void", _("Voided")

    class FulfilmentStatus(models.TextChoices):
        NOT_FULFILLED = "not_fulfilled", _("Not fulfilled")
        PARTIALLY_FULFILLED = "partially_fulfilled", _("Partially fulfilled")
        FULFILLED = "fulfilled", _("Fulfilled")
        CANCELLED = "cancelled", _("Cancelled")

    class ReturnStatus(models.TextChoices):
        NONE = "none", _("No return")
        REQUESTED = "requested", _("Return requested")
        PARTIALLY_RETURNED = "partially_returned", _("Partially returned")
        RETURNED = "returned", _("Returned")

    class Type(models.TextChoices):
        ONLINE = "online", _("Online")
        OFFLINE = "offline", _("Offline")

    number = models.CharField(_("order number"), max_length=40, db_collation="C", db_default=NextNumber("order_number_seq"))
    external_number = models.CharField(_("external number"), max_length=60, blank=True, db_collation="C")
    cart = models.OneToOneField(Cart, models.PROTECT, null=True, related_name="order")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="orders", db_index=False)  # indexes below begin with it
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="orders", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="orders")
    placed_by = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    approver = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.ONLINE)
    status = models.CharField(_("status"), max_length=30, choices=Status)
    payment_status = models.CharField(_("payment status"), max_length=20, choices=PaymentStatus, default=PaymentStatus.PENDING)
    fulfilment_status = models.CharField(_("fulfilment status"), max_length=20, choices=FulfilmentStatus, default=FulfilmentStatus.NOT_FULFILLED)
    return_status = models.CharField(_("return status"), max_length=20, choices=ReturnStatus, default=ReturnStatus.NONE)
    placed_at = models.DateTimeField(_("submitted"), default=timezone.now)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    imported = models.BooleanField(_("imported"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    payment_method = models.CharField(_("payment method"), max_length=20, blank=True)
    po_number = models.CharField(_("PO number"), max_length=60, blank=True)
    properties = models.JSONField(_("properties"), default=dict, blank=True, db_default={})
    coupon_codes = ArrayField(models.CharField(max_length=40), verbose_name=_("coupons"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    prices_include_tax = models.BooleanField(default=True)
    tax_exempt = models.BooleanField(_("tax exempt"), default=False, db_default=False)  # its customer was, when it was placed
    subtotal = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    discount = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    shipping = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    total = models.DecimalField(_("total"), max_digits=18, decimal_places=4, default=0)
    # Folded copies of the billing name and e-mail, which for a guest stand nowhere else; written by orders.search.fill().
    search_last = SearchField()
    search_first = SearchField()
    search_ship = SearchField()  # the name it is shipped to, last name first, where that is another one
    search_email = SearchField(max_length=254)
    search_phone = SearchField(max_length=40)
    search_postal_code = SearchField(max_length=20, db_default="")  # of the shipping address

    objects = OrderQuerySet.as_manager()

    in_status_since: datetime | None = None
    """As `with_status_since` reads it, or its history has it; None where it has the status with which it was placed or came here."""

    class Meta:
        verbose_name, verbose_name_plural = _("order"), _("orders")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="order_number_once"),
            models.UniqueConstraint(fields=["channel", "external_number"], condition=~models.Q(external_number=""), name="order_external_once"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="order_total_not_negative"),
        ]
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_customer"),
            models.Index(fields=["channel", "-placed_at"], name="order_channel"),
            models.Index(fields=["channel", "number"], name="order_number"),
            # one per way to search, each in order of answer: the newest of a name without reading all of that name
            # (where both names are asked for, that of one alone looks as good to the planner: its condition forbids it)
            models.Index(fields=["channel", "search_last", "-placed_at", "-id"], condition=~models.Q(search_last=""), name="order_last_name"),
            models.Index(fields=["channel", "search_first", "-placed_at", "-id"], condition=~models.Q(search_first=""), name="order_first_name"),
            models.Index(fields=["channel", "search_last", "search_first", "-placed_at", "-id"], name="order_names"),
            models.Index(fields=["channel", "search_email", "-placed_at", "-id"], name="order_email"),
            models.Index(fields=["channel", "search_phone", "-placed_at", "-id"], condition=~models.Q(search_phone=""), name="order_phone"),
            models.Index(fields=["channel", "search_ship", "-placed_at", "-id"], condition=~models.Q(search_ship=""), name="order_ship"),
            GinIndex(fields=["coupon_codes"], name="order_coupons"),
            # For the criteria of the extended search; costs in docs/search-parameters.md. The usual state of an order is in none of
            # them: what most orders are is found by walking from the newest.
            *(
                models.Index(fields=["channel", column, "-placed_at", "-id"], condition=~models.Q(**{column: usual}), name=f"order_{column}")
                for column, usual in (
                    ("status", "NO_PENDING_ACTION"),
                    ("payment_status", "paid"),
                    ("fulfilment_status", "fulfilled"),
                    ("return_status", "none"),
                )
            ),
            # several states at once, the usual ones among them: a few bytes an order, since what is equal is written once
            models.Index(fields=["channel", "status", "payment_status", "fulfilment_status", "return_status"], name="order_states"),
            models.Index(fields=["channel", "total"], name="order_total"),
            models.Index(fields=["channel", "search_postal_code"], condition=~models.Q(search_postal_code=""), name="order_ship_to"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def came_to_nothing(self) -> bool:
        return self.status in self.CAME_TO_NOTHING

    @property
    def waits_for_payment(self) -> bool:
        """Whether it can be completed by paying it."""
        return self.status == self.Status.PENDING_PAYMENT

    @property
    def billing_address(self) -> "OrderAddress | None":
        return next((one for one in self.addresses.all() if one.kind == OrderAddress.Kind.BILLING), None)

    @property
    def shipping_addresses(self) -> "list[OrderAddress]":
        """Where it goes: the address of the order first, then those that some of its lines go to instead."""
        return sorted((one for one in self.addresses.all() if one.kind == OrderAddress.Kind.SHIPPING), key=lambda one: one.position)

    @property
    def shipping_address(self) -> "OrderAddress | None":
        return next(iter(self.shipping_addresses), None)

    @property
    def caller_name(self) -> str:
        """Whose order it is: the customer, else the billing name, else the e-mail (S1)."""
        if self.customer is not None:
            return self.customer.name
        billing = self.billing_address
        return (billing.name or shown(billing.company) if billing else "") or self.email or gettext("Guest")


class OrderAddress(AddressCopy):
    """A copy of an address as it was when the order was placed; written once. position: of several to ship to, the order's own is 0."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="addresses")
    position = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        # for whoever deletes an address of the book
        indexes = [models.Index(fields=["source"], condition=models.Q(source__isnull=False), name="order_address_source")]
        constraints = [models.UniqueConstraint(fields=["order", "kind", "position"], name="order_address_once")]

    @property
    def home(self) -> str:  # type: ignore[override]
        return self.order.channel.country if self.order_id else ""


class OrderShippingGroup(ShippingGroup):
    """Which of an order's lines go together, by a way as it was called when it was sold. An import may know neither way nor address."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="groups", db_index=False)  # its constraint begins with it
    method_code = models.CharField(_("shipping method"), max_length=40, blank=True, default="", db_default="")
    method_name = models.CharField(_("shipping method"), max_length=120, blank=True, default="", db_default="")
    address = models.ForeignKey(OrderAddress, models.RESTRICT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="order_group_position")]

    def __str__(self) -> str:
        return self.method_name
