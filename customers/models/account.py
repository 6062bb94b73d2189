"""How customers are grouped: business accounts with members, customer sets, segments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Channel, Organization
from contactcenter.names import check_code, check_name
from contactcenter.numbers import NextNumber


class Account(models.Model):
    """A business customer (B2B). An order that comes to more than `order_limit` cannot be placed."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="accounts")
    number = models.CharField(_("account number"), max_length=40, unique=True, db_default=NextNumber("account_number_seq", "A-"))
    external_number = models.CharField(_("external number"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    tax_id = models.CharField(_("tax ID"), max_length=40, blank=True)
    order_limit = models.DecimalField(_("order limit"), max_digits=18, decimal_places=4, null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("account"), _("accounts")

    def __str__(self) -> str:
        return self.name


class CustomerSet(models.Model):
    """A customer is in exactly one set or none."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="customer_sets")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])

    class Meta:
        verbose_name, verbose_name_plural = _("customer set"), _("customer sets")
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="customer_set_once")]

    def __str__(self) -> str:
        return self.name


class Segment(models.Model):
    """A label for a group of customers, such as VIP; a customer is in any number of them."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="segments")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])

    class Meta:
        verbose_name, verbose_name_plural = _("segment"), _("segments")
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="segment_once")]

    def __str__(self) -> str:
        return self.name


class PriceGroup(models.Model):
    """Customers who have prices of their own; a customer is in one group or none."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="price_groups")
    code = models.SlugField(_("code"), max_length=40, validators=[check_code])
    name = models.CharField(_("name"), max_length=120, validators=[check_name])

    class Meta:
        verbose_name, verbose_name_plural = _("price group"), _("price groups")
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="price_group_once")]

    def __str__(self) -> str:
        return self.name


class AccountMember(models.Model):
    """A customer's role in a business account."""

    class Role(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        APPROVER = "approver", _("Approver")
        ADMIN = "admin", _("Account administrator")

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name, verbose_name_plural = _("member"), _("members")
        constraints = [models.UniqueConstraint(fields=["account", "customer", "role"], name="member_role_once")]

    def __str__(self) -> str:
        return str(self.get_role_display())
