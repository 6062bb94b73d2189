"""The person who calls."""

from django.db import models
from django.db.models import F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.models import Channel, Versioned
from agents.visibility import SeenByActor
from contactcenter.names import name_of, shown
from contactcenter.numbers import NextNumber
from customers.models.account import Account, CustomerSet, PriceGroup, Segment


class CustomerQuerySet(SeenByActor["Customer"]):
    def of_shopper(self, actor: Actor) -> "CustomerQuerySet":
        return self.none() if actor.customer_id is None else self.filter(pk=actor.customer_id)


class SearchField(models.CharField):  # type: ignore[type-arg]
    """A folded copy of something searched by prefix: bytewise order, so that a range of it is an index range."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"max_length": 200, "blank": True, "default": "", "editable": False, "db_collation": "C", **options})  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "customers.models.customer.SearchField", list(args), {"default": "", **kwargs}


def second_word(column: str) -> Func:
    """The first word of a folded text, as `customers.search.parts` reads it: the database keeps it in an index alone."""
    return Func(F(column), Value(" "), Value(1), function="split_part")


def last_word(column: str) -> Func:
    """And the last."""
    return Func(F(column), Value("[^ ]+$"), function="substring")


class Customer(Versioned):
    """A customer of one channel. The e-mail is unique within it; either name may be missing."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="customers", db_index=False)  # every index begins with it
    number = models.CharField(_("customer number"), max_length=40, db_collation="C", db_default=NextNumber("customer_number_seq", "C-"))
    external_number = models.CharField(_("external number"), max_length=60, blank=True, db_collation="C")
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    customer_set = models.ForeignKey(CustomerSet, models.SET_NULL, null=True, blank=True, related_name="customers", db_index=False)
    # never asked by, and groups are not deleted: no index
    price_group = models.ForeignKey(PriceGroup, models.PROTECT, null=True, blank=True, related_name="customers", db_index=False)
    segments = models.ManyToManyField(Segment, related_name="customers", blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="customers", db_index=False)
    accepts_marketing = models.BooleanField(_("marketing messages"), default=False)
    tax_exempt = models.BooleanField(_("tax exempt"), default=False)
    tax_id = models.CharField(_("tax ID"), max_length=40, blank=True)
    active = models.BooleanField(_("active"), default=True)  # closes the shopper's log-in; by phone they still order
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    order_count = models.PositiveIntegerField(_("orders"), default=0)
    lifetime_value = models.DecimalField(_("lifetime value"), max_digits=18, decimal_places=4, default=0)

    # Written with the record by customers.search.fill(); nothing else writes them; the home country
    # also says in which order the name is shown.
    search_last = SearchField()
    search_first = SearchField()
    search_last_more = SearchField()
    search_first_more = SearchField()
    search_email = SearchField(max_length=254)
    search_email_more = SearchField(max_length=254)
    search_phone = SearchField(max_length=40)
    search_mobile = SearchField(max_length=40)
    search_postal_code = SearchField(max_length=20)
    search_city = SearchField(max_length=200, db_default="")
    search_country = SearchField(max_length=2, db_default="")

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("customer"), _("customers")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="customer_number_once"),
            models.UniqueConstraint(fields=["channel", "search_email"], condition=~models.Q(search_email=""), name="customer_email_once"),
            models.UniqueConstraint(fields=["channel", "external_number"], condition=~models.Q(external_number=""), name="customer_external_once"),
        ]
        # The channel leads: an agent who sees one small channel must not read past everybody else's Smiths.
        indexes = [
            models.Index(fields=["channel", "search_last", "search_first", "id"], name="customer_last"),
            models.Index(fields=["channel", "search_first", "search_last", "id"], name="customer_first"),
            models.Index(fields=["channel", "search_postal_code", "search_last", "search_first", "id"], name="customer_postal"),
            models.Index(fields=["channel", "search_phone"], condition=~models.Q(search_phone=""), name="customer_phone"),
            models.Index(fields=["channel", "search_mobile"], condition=~models.Q(search_mobile=""), name="customer_mobile"),
            models.Index(fields=["channel", "number"], name="customer_number"),
            # the other name beside a part comes next; the whole is there so that no row need be looked at for it
            models.Index(
                "channel", second_word("search_last_more"), "search_first", "search_last", "id",
                condition=~models.Q(search_last_more=""), include=["search_last_more"], name="customer_last_part",
            ),
            models.Index(
                "channel", second_word("search_first_more"), "search_last", "search_first", "id",
                condition=~models.Q(search_first_more=""), include=["search_first_more"], name="customer_first_part",
            ),
            models.Index(
                "channel", last_word("search_last_more"), "search_first", "search_last", "id",
                condition=models.Q(search_last_more__contains=" "), include=["search_last_more"], name="customer_last_end",
            ),
            models.Index(
                "channel", last_word("search_first_more"), "search_last", "search_first", "id",
                condition=models.Q(search_first_more__contains=" "), include=["search_first_more"], name="customer_first_end",
            ),
            models.Index(fields=["channel", "search_email_more"], condition=~models.Q(search_email_more=""), name="customer_email_more"),
            # for the criteria of the extended search; what each costs is in docs/search-parameters.md
            models.Index(fields=["channel", "birthday"], condition=models.Q(birthday__isnull=False), name="customer_birthday"),
            models.Index(fields=["channel", "search_city", "search_country"], condition=~models.Q(search_city=""), name="customer_home"),
            models.Index(fields=["channel", "search_country"], condition=~models.Q(search_country=""), name="customer_country"),
            models.Index(fields=["channel", "created_at"], name="customer_created"),
            models.Index(fields=["channel", "lifetime_value"], name="customer_value"),
            models.Index(fields=["channel", "id"], condition=models.Q(active=False), name="customer_closed"),
            # of the few that have one
            models.Index(fields=["account"], condition=models.Q(account__isnull=False), name="customer_account"),
            models.Index(fields=["customer_set"], condition=models.Q(customer_set__isnull=False), name="customer_set"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The whole name in its own order, as it is shown; "No name" where the data has none."""
        return name_of(self.first_name, self.last_name, self.search_country, self.language) or shown(self.company) or gettext("No name")

    @property
    def age(self) -> int | None:
        """Whole years today."""
        if self.birthday is None:
            return None
        today = timezone.localdate()
        return today.year - self.birthday.year - ((today.month, today.day) < (self.birthday.month, self.birthday.day))


class Login(models.Model):
    """A shopper's own log-in to the storefront. Shoppers are not Django users."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="login")
    user_name = models.CharField(_("user name"), max_length=254)
    password = models.CharField(_("password"), max_length=128, blank=True)
    locked_at = models.DateTimeField(_("locked since"), null=True, blank=True)
    last_login_at = models.DateTimeField(_("last log-in"), null=True, blank=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("shopper log-in"), _("shopper log-ins")
        constraints = [models.UniqueConstraint("channel", models.functions.Lower("user_name"), name="login_once_per_channel")]
        indexes = [models.Index(fields=["channel", "customer"], condition=models.Q(locked_at__isnull=False), name="login_locked")]

    def __str__(self) -> str:
        return self.user_name
