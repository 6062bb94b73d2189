"""What staff fill in about people: accounts, and roles with their rights."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.approvals import KINDS
from agents.areas import explanations, grouped
from agents.grants import grantable
from agents.models import Agent, Ceiling, Channel, Organization, Role, RoleRight
from agents.permissions import Can
from contactcenter.choices import country_choices, currency_choices, language_choices, with_present, zone_choices
from contactcenter.widgets import Boxes

Key = tuple[str, str]
"""A kind of act and a currency."""


def of_key(what: str, key: Key) -> str:
    """The name of a field: "amount-refund-EUR"."""
    return "-".join((what, *key))


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account; the password is typed here or chosen by its owner through a link in a mail. `actor` fills it in."""

    actor: Actor
    all_channels = forms.TypedChoiceField(
        label=_("Which channels they see"),
        choices=[("yes", _("All channels, also future ones")), ("no", _("Only these:"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    password = forms.CharField(
        label=_("Password to begin with"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to change nothing. Its owner is asked for another at the first log-in."),
    )
    send_link = forms.BooleanField(label=_("Mail a link by which the password is chosen"), required=False)
    reset_second_factor = forms.BooleanField(
        label=_("Take the second factor away"),
        required=False,
        help_text=_("For a lost phone. It ends all log-ins of the account; another phone is set up afterwards."),
    )

    class Meta:
        model = Agent
        fields = ["username", "display_name", "email", "is_active", "roles", "all_channels", "channels"]
        widgets = {"roles": Boxes, "channels": Boxes}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "roles" not in self.fields:  # the page of somebody who may only look
            return
        self.fields["roles"].required = False  # the action says what is missing, at the field
        self.fields["roles"].help_text = ""
        self.initial["all_channels"] = {True: "yes", False: "no"}[self.instance.all_channels] if self.instance.pk else None
        roles = list(Role.objects.prefetch_related("rights"))
        self._explain("roles", _what_they_open(roles), _not_to_give(self.actor, roles))
        self._lock_other_channels()

    def validate_unique(self) -> None:
        """Whether a name is free, the action says: in one sentence, at its field, whatever the case of the letters."""

    def _explain(self, field: str, notes: dict[str, str], locked: dict[str, str]) -> None:
        widget: Any = self.fields[field].widget
        widget = getattr(widget, "widget", widget)  # Django's admin wraps it
        widget.notes, widget.locked = notes, locked

    def _lock_other_channels(self) -> None:
        """Of somebody who sees a few channels the others are not to give."""
        if self.actor.all_channels:
            return
        own = set(Channel.objects.filter(agents=self.actor.agent_id).values_list("pk", flat=True))
        others: Any = Channel.objects.filter(organization=self.actor.organization_id).exclude(pk__in=own)
        self._explain("channels", {}, {str(one.pk): gettext("You do not see it yourself.") for one in others})


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, help_text=Organization._meta.get_field("language").help_text)

    class Meta:
        model = Organization
        fields = ["name", "language"]


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A channel; country, currency, language and time zone are chosen by their names."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, help_text=_("Of its mails to customers."))
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = Channel
        fields = [
            *["name", "code", "active", "country", "currency", "language", "timezone"],
            *["prices_include_tax", "shipping_taxed", "shows_lowest_price", "remorse_minutes", "email_from"],
            *["return_days", "withdrawal_days", "read_aloud"],
        ]
        help_texts = {"code": _("A short name that programs and files use, such as at.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"country", "currency", "language", "timezone"} & set(self.fields):  # files and programs may set others than are offered
            field: Any = self.fields[name]
            field.choices = with_present(field.choices, getattr(self.instance, name))


def _what_they_open(roles: list[Role]) -> dict[str, str]:
    return {str(role.pk): ", ".join(str(right) for right in role.rights.all()) for role in roles}


def _not_to_give(actor: Actor, roles: list[Role]) -> dict[str, str]:
    may_give, locked = grantable(actor), {}
    for role in roles:
        lacked = [str(right) for right in role.rights.all() if right.right not in may_give]
        if lacked:
            locked[str(role.pk)] = gettext("You cannot give this role, since you lack: %(rights)s.") % {"rights": ", ".join(lacked)}
    return locked


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role with its rights as boxes. `actor` fills it in; what they may not give is locked, with the reason."""

    actor: Actor
    rights = forms.MultipleChoiceField(label=_("What this role may do"), required=False, widget=Boxes)

    class Meta:
        model = Role
        fields = ["name", "code", "second_factor", "most_reads"]
        help_texts = {"code": _("A short name that programs use, such as night-desk.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rights" not in self.fields:
            return
        self.held = list(self.instance.rights.values_list("right", flat=True)) if self.instance.pk else []
        self.initial["rights"] = self.held
        boxes: Any = self.fields["rights"]
        boxes.choices = grouped()
        may_give = grantable(self.actor)
        boxes.widget.locked = {right.value: gettext("You do not have it yourself.") for right in Can if right not in may_give}
        boxes.widget.notes = {right: f"{said} {_who_has(right, self.instance)}".strip() for right, said in explanations().items()}
        self.ceilings = ceilings_of(self.actor, self.instance)
        for key, held in self.ceilings.items():
            self.fields.update(_ceiling_fields(key, held))

    def chosen_rights(self) -> list[str]:
        """What the role is to hold; what the actor could not untick stays."""
        locked = self.fields["rights"].widget.locked
        return sorted({*self.cleaned_data["rights"], *(right for right in self.held if right in locked)})

    def chosen_ceilings(self) -> dict[Key, tuple[Decimal, Decimal | None]]:
        """Those with an amount; the percentage alone is none."""
        told = {key: tuple(self.cleaned_data.get(of_key(what, key)) for what in ("amount", "percent")) for key in self.ceilings}
        return {key: (amount, percent) for key, (amount, percent) in told.items() if amount is not None}


def _who_has(right: str, role: Role) -> str:
    others = [one.role.name for one in RoleRight.objects.filter(right=right).exclude(role_id=role.pk).select_related("role").order_by("role__name")]
    if not others:
        return gettext("No other role has it.")
    return ngettext("Also in the role %(roles)s.", "Also in the roles %(roles)s.", len(others)) % {"roles": ", ".join(others)}


def ceilings_of(actor: Actor, role: Role) -> dict[Key, Ceiling | None]:
    """The ceilings that are asked for: of each kind of act in each currency that is sold in, and those that the role has."""
    sold_in = Channel.objects.filter(organization=actor.organization_id).order_by("currency").values_list("currency", flat=True).distinct()
    found: dict[Key, Ceiling | None] = {(kind, currency): None for kind in KINDS for currency in sold_in}
    return found | {(one.kind, one.currency): one for one in (role.ceilings.all() if role.pk else ())}


def ceiling_names(key: Key) -> list[str]:
    """The fields that ask for it."""
    return [of_key(what, key) for what in (("amount", "percent") if key[0] in KINDS and KINDS[key[0]].has_percent else ("amount",))]


def _ceiling_fields(key: Key, held: Ceiling | None) -> dict[str, forms.Field]:
    kind, currency = key
    said = {"kind": KINDS[kind].label if kind in KINDS else kind, "currency": currency}
    amount = forms.DecimalField(
        label=gettext("%(kind)s: alone up to, in %(currency)s") % said,
        help_text=gettext("Empty: nothing, somebody else decides. Of an agent with several roles the highest counts."),
        initial=f"{held.amount.normalize():f}" if held else None,
        required=False, min_value=0, max_digits=18, decimal_places=4,
    )  # fmt: skip
    percent = forms.DecimalField(
        label=gettext("%(kind)s: and up to, in per cent, in %(currency)s") % said,
        help_text=gettext("Both must hold. Empty: nothing."),
        initial=f"{held.percent.normalize():f}" if held and held.percent is not None else None,
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
    )  # fmt: skip
    return dict(zip(ceiling_names(key), (amount, percent), strict=False))
