"""The first steps of a new shop that this app knows of; see contactcenter.checklist."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Agent, AuditEntry, Channel, Organization
from agents.models.agent import is_made_up
from agents.models.organization import UNNAMED
from agents.permissions import Can
from agents.verbs import TEST_MAIL, Verb
from contactcenter.checklist import Step, Text, register


def page_of(name: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{name}_{page}", args=args)


def _is_named(actor: Any) -> bool:
    return not Organization.objects.filter(pk=actor.organization_id, name=UNNAMED).exists()


def _is_reached(actor: Any) -> bool:
    return not is_made_up(actor.agent.email)


def _has_channel(actor: Any) -> bool:
    return Channel.objects.filter(organization_id=actor.organization_id, active=True).exists()


def _has_agents(actor: Any) -> bool:
    people = Agent.objects.filter(organization_id=actor.organization_id, is_active=True, roles__rights__right=Can.USE_CONSOLE)
    return people.exists()


def _mail_goes_out(actor: Any) -> bool:
    return not _into_files() and _last_test(actor) == Verb.MAIL_SENT


def _mail_hint(actor: Any) -> Text:
    if _into_files():
        return _("Mails are only written to files until the setting EMAIL_URL names a mail server; README, Settings, says how.")
    if _last_test(actor) == Verb.MAIL_FAILED:
        return _("The last test could not be sent; the worker's log says why.")
    if _last_test(actor) == Verb.MAIL_ASKED:
        return _("A test mail is on its way to %(email)s. Reload this page in a moment.") % {"email": actor.agent.email}
    return _("A test mail to %(email)s shows whether mails go out.") % {"email": actor.agent.email}


def _into_files() -> bool:
    return settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


def _last_test(actor: Any) -> str | None:
    told = AuditEntry.objects.filter(thing_type="agents.Organization", thing_id=actor.organization_id, data__kind=TEST_MAIL)
    return told.order_by("-pk").values_list("verb", flat=True).first()


register(
    Step(
        10, gettext_lazy("Name the organisation"), Can.MANAGE_CHANNELS, lambda actor: page_of("agents_organization", "change", actor.organization_id),
        _is_named, lambda actor: _("What agents and mails call you."),
    ),
    Step(
        20, gettext_lazy("Your own e-mail"), Can.MANAGE_AGENTS, lambda actor: page_of("agents_agent", "change", actor.agent_id),
        _is_reached, lambda actor: _("By it you log in, and get a new password when you have forgotten yours."),
    ),
    Step(
        30, gettext_lazy("A channel"), Can.MANAGE_CHANNELS, lambda actor: page_of("agents_channel", "changelist" if _has_channel(actor) else "add"),
        _has_channel, lambda actor: _("A shop or site: one country, one currency, one main language."),
    ),
    Step(
        70, gettext_lazy("Agents"), Can.MANAGE_AGENTS, lambda actor: page_of("agents_agent", "changelist" if _has_agents(actor) else "add"),
        _has_agents, lambda actor: _("Somebody whose role opens the console; with the role Agent they take calls and place orders."),
    ),
    Step(
        80, gettext_lazy("Mail"), Can.MANAGE_CHANNELS, lambda actor: reverse("send_test_mail"),
        _mail_goes_out, _mail_hint, gettext_lazy("Send a test mail to me"),
    ),
)  # fmt: skip
