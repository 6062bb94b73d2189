"""The order that is being built. Its number is the number of the order it becomes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Agent, Channel, HasStatus, Versioned
from agents.visibility import SeenByActor
from carts.models.shape import AddressCopy, ShippingGroup
from catalog.models import ShippingMethod
from contactcenter.money import ZERO
from contactcenter.numbers import NextNumber
from customers.models import Account, Customer

if TYPE_CHECKING:
    from carts.contents import Contents  # which reads these models
    from carts.models.line import CartLine


class CartQuerySet(SeenByActor["Cart"]):
    def of_shopper(self, actor: Actor) -> "CartQuerySet":
        """Those of a customer who has logged in; of anybody else the one cart whose id they carry, and only while it is nobody else's."""
        if actor.customer_id is None:
            return self.filter(pk=actor.cart_id, customer=None) if actor.cart_id else self.none()
        return super().of_shopper(actor)

    def current_of(self, *customer_ids: int) -> "CartQuerySet":
        """The open carts that these customers' agents work on: of each at most one."""
        return self.filter(status=Cart.Status.OPEN, is_current=True, customer__in=customer_ids)

    def locked(self) -> "CartQuerySet":
        """Under their row locks, with all that acts on a cart need."""
        return self.select_for_update(of=("self",), no_key=True).select_related("channel", "customer")


class Cart(HasStatus, Versioned):
    """What somebody is about to order in a channel, at today's prices. A customer may have several, of the open ones one current.

    A guest's has no customer but a name, an e-mail and a phone.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PLACED = "placed", _("Placed")
        EMPTIED = "emptied", _("Emptied")

    STEPS = {Status.OPEN: {Status.PLACED, Status.EMPTIED}, Status.EMPTIED: {Status.OPEN}, Status.PLACED: set()}

    class Source(models.TextChoices):
        DESK = "desk", _("Contact centre")
        SHOP = "shop", _("Storefront")
        COPY = "copy", _("Copy of an order")
        AMENDMENT = "amendment", _("Amendment")
        RESHIP = "reship", _("Shipped again")
        EXCHANGE = "exchange", _("Exchange")

    class PaymentMethod(models.TextChoices):
        INVOICE = "invoice", _("Invoice")

    number = models.CharField(_("number"), max_length=40, unique=True, db_default=NextNumber("order_number_seq"))
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="carts")
    guest_name = models.CharField(_("name"), max_length=200, blank=True)
    guest_email = models.EmailField(_("e-mail"), blank=True)
    guest_phone = models.CharField(_("phone"), max_length=40, blank=True)
    source = models.CharField(_("made by"), max_length=10, choices=Source, default=Source.DESK)
    is_current = models.BooleanField(_("current"), default=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    placed_by = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    approver = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    # what was set aside of it and comes back once it is placed; carts are never deleted alone: no index
    rest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    payment_method = models.CharField(_("payment"), max_length=20, choices=PaymentMethod, default=PaymentMethod.INVOICE)
    po_number = models.CharField(_("PO number"), max_length=60, blank=True)
    properties = models.JSONField(_("properties"), default=dict, blank=True, db_default={})
    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField()
    tax_exempt = models.BooleanField(default=False, db_default=False)  # its customer was, when it was reckoned last
    subtotal = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    discount = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    shipping = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    tax = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=4, default=0)

    objects = CartQuerySet.as_manager()

    contents: "Contents | None" = None
    """What lies in it, where an act has just saved that: its answer shows it and need not read it again."""
    split_off: "CartLine | None" = None
    """The line that an act has just split off: where it goes is chosen next."""
    left: "Cart | None" = None
    """The cart that made way and is saved for later, where an act has just made this one the current one."""
    apart: Decimal | None = None
    """What it and the part that was set aside just now come to, where together they were cheaper."""
    left_out: Sequence[str] = ()
    """What could not be put into it, in words, where an act has just made it of something else."""

    class Meta:
        verbose_name, verbose_name_plural = _("cart"), _("carts")
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=models.Q(status="open", is_current=True), name="one_current_cart"),
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
        return self.customer is not None and self.customer.tax_exempt

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


class CartAddress(AddressCopy):
    """Where some of a cart goes, or who is billed: at most one."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="addresses")

    class Meta:
        ordering = ["pk"]
        # for whoever deletes an address of the book
        indexes = [models.Index(fields=["source"], condition=models.Q(source__isnull=False), name="cart_address_source")]
        constraints = [models.UniqueConstraint(fields=["cart"], condition=models.Q(kind="billing"), name="cart_bills_one_address")]

    @property
    def home(self) -> str:  # type: ignore[override]
        return self.cart.channel.country if self.cart_id else ""

    @property
    def owner(self) -> Customer | None:
        return self.cart.customer

    @property
    def key(self) -> str:
        """What chooses it in a form: the id of the row of the book that it was copied from, else its own."""
        return str(self.source_id) if self.source_id else f"own-{self.pk}"


class CartShippingGroup(ShippingGroup):
    """Which of a cart's lines go together. A cart has one from the beginning; see `carts.contents.Contents.main`."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="groups")
    method = models.ForeignKey(ShippingMethod, models.PROTECT, null=True, related_name="+")
    address = models.ForeignKey(CartAddress, models.RESTRICT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["cart", "position"], name="cart_group_position")]

    def __str__(self) -> str:
        return f"{self.cart_id}-{self.position}"
