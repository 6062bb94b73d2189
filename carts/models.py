"""The order that is being built. Its number is the number of the order it becomes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.models import Agent, Channel
from agents.visibility import SeenByActor
from catalog.models import ShippingMethod, Variant
from contactcenter.money import ZERO
from contactcenter.numbers import NextNumber
from customers.models import Account, Address, Customer

if TYPE_CHECKING:
    from agents.actors import Actor


class CartQuerySet(SeenByActor["Cart"]):
    def of_shopper(self, actor: "Actor") -> "CartQuerySet":
        """Those of a customer who has logged in; of anybody else the one cart whose id they carry, and only while it is nobody else's."""
        if actor.customer_id is None:
            return self.filter(pk=actor.cart_id, customer=None) if actor.cart_id else self.none()
        return super().of_shopper(actor)

    def open_of(self, *customer_ids: int) -> "CartQuerySet":
        """The open carts of these customers: of each at most one."""
        return self.filter(status=Cart.Status.OPEN, customer__in=customer_ids)

    def locked(self) -> "CartQuerySet":
        """Under their row locks, with all that acts on a cart need."""
        related = ("shipping_method", "channel", "customer", "account", "shipping_address", "billing_address")
        return self.select_for_update(of=("self",), no_key=True).select_related(*related)


class Cart(models.Model):
    """A customer's cart in their channel, at today's prices. At most one is open per customer.

    `version` counts the changes, so that a stale page cannot overwrite a newer one.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PLACED = "placed", _("Placed")
        EMPTIED = "emptied", _("Emptied")

    STEPS: Mapping[str, set[str]] = {Status.OPEN: {Status.PLACED, Status.EMPTIED}, Status.EMPTIED: {Status.OPEN}, Status.PLACED: set()}

    class PaymentMethod(models.TextChoices):
        INVOICE = "invoice", _("Invoice")

    number = models.CharField(_("number"), max_length=40, unique=True, db_default=NextNumber("order_number_seq"))
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="carts")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    placed_by = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    approver = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_by_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    shipping_method = models.ForeignKey(ShippingMethod, models.PROTECT, null=True, related_name="+")
    shipping_address = models.ForeignKey(Address, models.SET_NULL, null=True, related_name="+")
    billing_address = models.ForeignKey(Address, models.SET_NULL, null=True, related_name="+")
    payment_method = models.CharField(_("payment"), max_length=20, choices=PaymentMethod, default=PaymentMethod.INVOICE)
    po_number = models.CharField(_("PO number"), max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField()
    subtotal = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    discount = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    shipping = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    objects = CartQuerySet.as_manager()
    priced_lines: "list[CartLine] | None" = None  # set by carts.pricing: the lines as an act has just left them
    removed_line: "CartLine | None" = None  # that an act has just taken out; it can be put back

    class Meta:
        verbose_name, verbose_name_plural = _("cart"), _("carts")
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=models.Q(status="open"), name="one_open_cart"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="cart_total_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_editable(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_tax_exempt(self) -> bool:
        """Whether its customer pays no tax today. (An order keeps what was so when it was placed.)"""
        return self.customer.tax_exempt

    @property
    def order_limit(self) -> Decimal | None:
        """The most that an order of its account may come to, with tax; none where there is no limit."""
        return self.account.order_limit if self.account else None

    @property
    def over_limit(self) -> Decimal:
        """By how much it is over the account's limit; zero where it is not."""
        return ZERO if self.order_limit is None else max(ZERO, self.total - self.order_limit)

    @property
    def is_near_limit(self) -> bool:
        """Whether the limit is worth saying: at four fifths of it."""
        return self.order_limit is not None and self.total * 5 >= self.order_limit * 4

    @property
    def ships_to(self) -> Address | None:
        """Where it goes."""
        return self.shipping_address

    @property
    def bills_to(self) -> Address | None:
        """Who is billed; the shipping address is the billing address where none is chosen."""
        return self.billing_address or self.shipping_address


class CartLine(models.Model):
    """So many of one variant. net + tax = gross, of the whole line and after its discounts.

    rate is the home rate of its tax class, a fraction; who is tax exempt pays none of it.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    net = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    gross = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    rate = models.DecimalField(max_digits=6, decimal_places=5, default=0)
    # None: as the cart goes. An address that a line goes to cannot be deleted, or the line would silently go elsewhere.
    shipping_method = models.ForeignKey(ShippingMethod, models.PROTECT, null=True, related_name="+", db_index=False)
    shipping_address = models.ForeignKey(Address, models.RESTRICT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]
        # of the few that have one, for whoever deletes an address
        indexes = [models.Index(fields=["shipping_address"], condition=models.Q(shipping_address__isnull=False), name="cart_line_address")]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="cart_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def backordered(self) -> int:
        """How many of it are not in stock."""
        return max(0, self.quantity - self.variant.available)

    @property
    def has_own_way(self) -> bool:
        """Whether it goes otherwise than the cart does, or elsewhere."""
        return bool(self.shipping_method_id or self.shipping_address_id)

    @property
    def effective_method(self) -> ShippingMethod | None:
        return self.shipping_method or self.cart.shipping_method

    @property
    def effective_address(self) -> Address | None:
        return self.shipping_address or self.cart.ships_to
