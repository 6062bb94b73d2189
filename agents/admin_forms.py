"""What staff fill in about people: accounts, and roles with their rights."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agents.actors import Actor
from agents.areas import explanations, grouped
from agents.grants import grantable
from agents.models import Agent, Channel, Role, RoleRight
from agents.permissions import WITH_CEILING, Can
from contactcenter.choices import country_choices, currency_choices, language_choices, with_present, zone_choices
from contactcenter.widgets import Boxes

CEILING = "ceiling_"


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
            *["prices_include_tax", "remorse_minutes", "return_days", "email_from"],
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
        self.held: dict[str, Decimal | None] = dict(self.instance.rights.values_list("right", "ceiling")) if self.instance.pk else {}
        self.initial["rights"] = list(self.held)
        boxes: Any = self.fields["rights"]
        boxes.choices = grouped()
        may_give = grantable(self.actor)
        boxes.widget.locked = {right.value: gettext("You do not have it yourself.") for right in Can if right not in may_give}
        boxes.widget.notes = {right: f"{said} {_who_has(right, self.instance)}".strip() for right, said in explanations().items()}
        for right in self.with_ceiling():
            self.fields[CEILING + right] = _ceiling_field(right, self.actor, self.held.get(right))

    def with_ceiling(self) -> list[str]:
        """The rights whose ceiling is asked for: those whose acts look at one, and those that were given one."""
        return [right.value for right in Can if right in WITH_CEILING or self.held.get(right.value) is not None]

    def rights_with_ceilings(self) -> dict[str, Decimal | None]:
        """What the role is to hold; what the actor could not untick stays."""
        locked = self.fields["rights"].widget.locked
        chosen = {*self.cleaned_data["rights"], *(right for right in self.held if right in locked)}
        return {right: self.cleaned_data.get(CEILING + right) for right in sorted(chosen)}


def _who_has(right: str, role: Role) -> str:
    others = [one.role.name for one in RoleRight.objects.filter(right=right).exclude(role_id=role.pk).select_related("role").order_by("role__name")]
    if not others:
        return gettext("No other role has it.")
    return ngettext("Also in the role %(roles)s.", "Also in the roles %(roles)s.", len(others)) % {"roles": ", ".join(others)}


def _ceiling_field(right: str, actor: Actor, ceiling: Decimal | None) -> forms.DecimalField:
    currencies = Channel.objects.filter(organization=actor.organization_id).order_by("currency").values_list("currency", flat=True).distinct()
    return forms.DecimalField(
        label=gettext("Ceiling of “%(right)s”") % {"right": Can(right).label},
        help_text=gettext("In the currency of the channel (%(currencies)s); empty means no limit.") % {"currencies": ", ".join(currencies)},
        initial=ceiling,
        required=False,
        min_value=0,
        max_digits=18,
        decimal_places=4,
    )
