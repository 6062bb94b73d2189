"""Addresses: the fields of a country's own form, once for the customer's book and once for an order's copy."""

from collections.abc import Callable, Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from contactcenter.names import name_of
from customers.models.customer import Customer, SearchField
from customers.postal import as_lines, in_one_line, place_first
from search.terms import fold, fold_code


class PostalAddress(models.Model):
    """The fields every address has. `street` may hold two lines; `region` is a state, province or county."""

    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    street2 = models.CharField(_("address line 2"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("state or county"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        abstract = True

    FIELDS = ("first_name", "last_name", "company", "street", "street2", "postal_code", "city", "region", "country", "phone")

    def __str__(self) -> str:
        return self.line

    home = ""
    """The country that is sold from to whoever lives here, which need not be named."""

    @property
    def owner(self) -> Customer | None:
        """Whose it is, where that is known."""
        return None

    @property
    def name(self) -> str:
        return name_of(self.first_name, self.last_name, self.country)

    @property
    def lines(self) -> list[str]:
        """The address as lines, in the order its country writes them."""
        return as_lines(self)

    @property
    def masked_lines(self) -> list[str]:
        """The same without the street, for those who may not see where somebody lives."""
        return as_lines(self, masked=True)

    @property
    def line(self) -> str:
        """The address in one line."""
        return in_one_line(self)

    @property
    def masked_line(self) -> str:
        return in_one_line(self, masked=True)

    @property
    def choice(self) -> str:
        """In a list of its owner's: what tells it from the others stands first, and whose it is only where it is another's."""
        return place_first(self, besides=self._own_names)

    @property
    def masked_choice(self) -> str:
        return place_first(self, besides=self._own_names, masked=True)

    @property
    def _own_names(self) -> tuple[str, ...]:
        owner = self.owner
        return (name_of(owner.first_name, owner.last_name, self.country), owner.company) if owner else ()

    def facts(self) -> dict[str, str]:
        """The fields alone, to write a copy of them elsewhere."""
        return {field: getattr(self, field) for field in self.FIELDS}


class FoldedCopy(SearchField):
    """The folded copy of another field of the row, made whenever the row is saved."""

    def __init__(self, *, of: str = "", fold: "Callable[[str], str]" = fold, **options: object) -> None:
        super().__init__(**{"db_default": "", **options})
        self.of, self.fold = of, fold

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.fold(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value


class AddressQuerySet(models.QuerySet["Address"]):
    def book(self) -> "AddressQuerySet":
        """The saved ones, the main address first: where a customer lives is the default for shipping, else the oldest."""
        return self.filter(in_book=True).order_by("-default_shipping", "pk")


DEFAULT_FIRST = "default_shipping DESC"
MAIN_FIRST = f"{DEFAULT_FIRST}, id"
"""The order of `book()` in a statement over saved addresses; of those that have no id yet, DEFAULT_FIRST and what stands for their age."""


class Address(PostalAddress):
    """One address of a customer (C4). `in_book` is false for one that an import tells apart from those it saved."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=60, blank=True)
    in_book = models.BooleanField(_("saved"), default=True)
    is_billing = models.BooleanField(_("billing address"), default=False)
    is_shipping = models.BooleanField(_("shipping address"), default=True)
    default_billing = models.BooleanField(_("default for billing"), default=False)
    default_shipping = models.BooleanField(_("default for shipping"), default=False)
    search_postal_code = FoldedCopy(of="postal_code", fold=fold_code, max_length=20)
    search_city = FoldedCopy(of="city", fold=fold, max_length=200)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("address"), _("addresses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=models.Q(default_billing=True), name="one_default_billing"),
            models.UniqueConstraint(fields=["customer"], condition=models.Q(default_shipping=True), name="one_default_shipping"),
        ]
        # a customer's own columns hold those of the main address
        indexes = [
            models.Index(fields=["search_postal_code", "customer"], condition=models.Q(default_shipping=False), name="address_postal"),
            models.Index(fields=["search_city", "customer"], condition=models.Q(default_shipping=False), name="address_city"),
        ]

    @property
    def home(self) -> str:  # type: ignore[override]
        return self.customer.channel.country if self.customer_id else ""

    @property
    def owner(self) -> Customer:
        return self.customer

    @staticmethod
    def book_of(addresses: "Iterable[Address]") -> "list[Address]":
        """`book()` of a customer's addresses that were read already; the first is the main address."""
        return sorted((one for one in addresses if one.in_book), key=lambda one: (not one.default_shipping, one.pk))

    @staticmethod
    def some_of(book: "list[Address]", most: int) -> "list[Address]":
        """Of more than so many of `book_of`, for who has thousands, the main one, the default for billing, then the newest."""
        return book if len(book) <= most else sorted(book, key=lambda one: (one is not book[0], not one.default_billing, -one.pk))[:most]
