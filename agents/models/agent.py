"""Who works here: accounts, and the roles whose rights are rows."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models.organization import UNNAMED, Channel, Organization
from agents.permissions import ADMINISTRATOR, Can
from contactcenter.names import check_code, check_name
from contactcenter.standards import check_own_language, check_zone

MOST_READS = 300
"""Records that somebody opens in ten minutes, unless staff say otherwise: far more than a busy desk does, far less than a script."""


class Role(models.Model):
    """A named set of rights (A1). Three are seeded; staff may add their own."""

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[check_code])
    name = models.CharField(_("name"), max_length=80, unique=True, validators=[check_name])
    second_factor = models.BooleanField(
        _("second factor required"), default=False, help_text=_("Whoever has this role sets up codes from a phone before anything else.")
    )
    most_reads = models.PositiveIntegerField(
        _("records opened in ten minutes, at most"),
        null=True,
        blank=True,
        default=MOST_READS,
        validators=[MinValueValidator(1)],
        help_text=_("Of an agent with several roles the highest counts. Empty: no limit."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoleRight(models.Model):
    """One right of one role. Up to which amount its acts are done alone, `Ceiling` says."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="rights")
    right = models.CharField(_("right"), max_length=40, choices=Can)

    class Meta:
        verbose_name, verbose_name_plural = _("right"), _("rights")
        constraints = [models.UniqueConstraint(fields=["role", "right"], name="role_right_once")]

    def __str__(self) -> str:
        return str(self.get_right_display())


FIRST_EMAIL = "admin@localhost"


def is_made_up(email: str) -> bool:
    """Whether this is still the e-mail that the first administrator begins with: nobody reads what is sent there."""
    return email == FIRST_EMAIL


# Written out, since every request asks and building them from query sets took longer than the database needs.
_RIGHTS = """ARRAY(SELECT DISTINCT held."right" FROM agents_roleright held JOIN agents_agent_roles own ON own.role_id = held.role_id
    WHERE own.agent_id = agents_agent.id)"""
_CHOSEN = "ARRAY(SELECT own.channel_id FROM agents_agent_channels own WHERE own.agent_id = agents_agent.id)"
_OPEN = "ARRAY(SELECT one.{} FROM agents_channel one WHERE one.organization_id = agents_agent.organization_id AND one.active ORDER BY one.id)"
_SECOND_FACTOR_DUE = """EXISTS (SELECT FROM agents_role asks JOIN agents_agent_roles own ON own.role_id = asks.id
    WHERE own.agent_id = agents_agent.id AND asks.second_factor)
    AND NOT EXISTS (SELECT FROM mfa_authenticator factor WHERE factor.user_id = agents_agent.id AND factor.type = 'totp')"""
_MOST_READS = """(SELECT CASE WHEN bool_or(role.most_reads IS NULL) THEN NULL ELSE max(role.most_reads) END
    FROM agents_role role JOIN agents_agent_roles own ON own.role_id = role.id WHERE own.agent_id = agents_agent.id)"""


def rights_and_channels() -> dict[str, RawSQL]:
    """What an Actor is built from, as annotations of a query set that selects agents, so that log-in, rights and channels cost one query."""
    numbers, words = ArrayField(models.BigIntegerField()), ArrayField(models.CharField())
    return {
        "right_codes": RawSQL(_RIGHTS, [], output_field=words),  # noqa: S611  constants
        "chosen_channels": RawSQL(_CHOSEN, [], output_field=numbers),  # noqa: S611
        "open_channels": RawSQL(_OPEN.format("id"), [], output_field=numbers),  # noqa: S611
        "open_countries": RawSQL(_OPEN.format("country"), [], output_field=words),  # noqa: S611
        "second_factor_due": RawSQL(_SECOND_FACTOR_DUE, [], output_field=models.BooleanField()),  # noqa: S611
        "most_reads": RawSQL(_MOST_READS, [], output_field=models.IntegerField()),  # noqa: S611
    }


class AgentQuerySet(models.QuerySet["Agent"]):
    def with_rights(self) -> "AgentQuerySet":
        return self.annotate(**rights_and_channels())


class AgentManager(BaseUserManager["Agent"].from_queryset(AgentQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> "Agent":
        fields.setdefault("organization", Organization.objects.order_by("pk").first() or Organization.objects.begin(name=UNNAMED))
        agent: Agent = self.model(username=self.model.normalize_username(username), email=self.normalize_email(email), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """An administrator of all channels: an account with the seeded role Administrator (`manage.py createsuperuser`)."""
        agent = self.create_user(username, email, password, **{"all_channels": True, **fields})
        agent.roles.add(Role.objects.get(code=ADMINISTRATOR))
        return agent

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(username__iexact=username)


class Agent(AbstractBaseUser):
    """A person who works with the console or the administration. Their rights come from their roles alone."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="agents")
    username = models.CharField(_("user name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.CharField(_("name"), max_length=120, blank=True, validators=[check_name])
    roles = models.ManyToManyField(Role, related_name="agents", blank=True, verbose_name=_("roles"))
    all_channels = models.BooleanField(_("all channels, also future ones"), default=False)
    channels = models.ManyToManyField(Channel, related_name="agents", blank=True, verbose_name=_("only these channels"))
    is_active = models.BooleanField(_("active"), default=True)
    # somebody else knows it: the terminal that showed it, the colleague who typed it
    must_change_password = models.BooleanField(_("must choose a password of their own"), default=False, editable=False)
    is_demo = models.BooleanField(_("demo log-in"), default=False, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True, validators=[check_own_language])
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/Berlin", validators=[check_zone])
    theme = models.CharField(_("appearance"), max_length=10, choices=Theme, default=Theme.AUTO)
    keys_enabled = models.BooleanField(_("single-letter keys"), default=True)
    keys_shown = models.BooleanField(_("keys shown on the controls"), default=True)
    # {kind of table: [keys of its columns in order]}, and "density"
    tables = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    # how often all log-ins of the account were ended for good: what a session proves itself by holds this number
    logins_ended = models.PositiveIntegerField(default=0, editable=False)

    second_factor_due: bool  # read with the agent, see `rights_and_channels`: a role requires it, and it is not set up

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    objects = AgentManager()

    class Meta:
        verbose_name, verbose_name_plural = _("agent"), _("agents")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="agent_username_once"),
            models.UniqueConstraint(Lower("email"), name="agent_email_once"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def validate_constraints(self, exclude: Any = None) -> None:
        """Whether user name and e-mail are free, the actions say, each at its field; a form would quote the constraint's own name."""

    def wrong_new_password(self, password: str) -> str:
        """What is wrong with a new password of one's own: where somebody else knows the old one, it is another. "" for nothing."""
        if self.must_change_password and self.check_password(password):
            return gettext("Choose another password than the one you were given.")
        return ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, of the password alone, until the account's log-ins are ended for the first time."""
        if not self.logins_ended:
            return str(super()._get_session_auth_hash(secret=secret))  # type: ignore[misc]  # not in the stubs
        return salted_hmac("agents.Agent.logins", f"{self.password}:{self.logins_ended}", secret=secret, algorithm="sha256").hexdigest()

    def rights(self) -> frozenset[str]:
        """The rights of all roles; none for an inactive account."""
        if not self.is_active:
            return frozenset()
        if "right_codes" not in self.__dict__:
            self.right_codes = list(RoleRight.objects.filter(role__agents=self).values_list("right", flat=True))
        return frozenset(self.right_codes)

    def read_limit(self) -> int | None:
        """How many records the account may open in ten minutes: the highest of its roles; None for no limit."""
        if "most_reads" not in self.__dict__:
            limits = list(self.roles.values_list("most_reads", flat=True))
            self.most_reads = None if None in limits else max((one for one in limits if one is not None), default=None)
        return self.most_reads

    def channel_ids(self) -> tuple[int, ...]:
        """The channels this person may see: all of the organisation where staff said so, else those chosen; none that is closed.

        Somebody for whom none is chosen, or none of those chosen is open, sees nothing.
        """
        self._read_channels()
        seen = set(self.open_channels)
        return tuple(sorted(seen if self.all_channels else seen.intersection(self.chosen_channels)))

    def countries(self) -> tuple[str, ...]:
        """The different countries of these channels."""
        self._read_channels()
        seen, of = self.channel_ids(), dict(zip(self.open_channels, self.open_countries, strict=True))
        return tuple(sorted({of[pk] for pk in seen}))

    def _read_channels(self) -> None:
        if "open_channels" not in self.__dict__:
            active = list(self.organization.channels.filter(active=True).order_by("pk").values_list("pk", "country"))
            self.open_channels, self.open_countries = [pk for pk, _ in active], [country for _, country in active]
            self.chosen_channels = list(self.channels.values_list("pk", flat=True))

    # What Django's admin asks of a user; the answers come from the same rights.
    @property
    def is_staff(self) -> bool:
        return Can.USE_ADMIN in self.rights()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Admin pages check rights by `contactcenter.admin.RightsAdmin`; nothing is open by Django's own permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
