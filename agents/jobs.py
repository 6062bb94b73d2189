"""What happens outside a request: mails about accounts, and tidying up."""

import logging

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, send_mail
from django.db.utils import OperationalError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from agents import lockout
from agents.actors import system
from agents.audit import record
from agents.login_sessions import SessionStore
from agents.models import Agent
from agents.once import forget_old_keys
from agents.permissions import Can
from agents.seal import seal_trail
from agents.verbs import NEW_EMAIL, TEST_MAIL, Verb
from contactcenter.actions import is_lock_timeout
from contactcenter.jobs import PATIENT, app, job
from contactcenter.mail import QUEUE, is_refused_for_good

log = logging.getLogger(__name__)


@job(name="agents.mail_password_link", queue=QUEUE, retry=PATIENT)
def mail_password_link(agent_id: int) -> None:
    """Mail the link by which this agent sets a password, in the agent's language.

    The link begins with PUBLIC_URL and not with what a request called this site, which its sender may choose. An account that does not
    exist (0: somebody typed an address that nobody has), is closed or of the demo gets none.
    """
    agent = Agent.objects.filter(pk=agent_id, is_active=True, is_demo=False).first()
    if agent is None:
        return
    key = {"uidb36": user_pk_to_url_str(agent), "key": default_token_generator.make_token(agent)}
    context = {"agent": agent, "link": settings.PUBLIC_URL.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)}
    with override(agent.language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("account/email/password_link_subject.txt", context).split())
        body = render_to_string("account/email/password_link_message.txt", context)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [agent.email])
    except OSError as error:  # smtplib's errors and time-outs
        if not is_refused_for_good(error):
            raise
        record(system("mail"), Verb.MAIL_FAILED, agent, kind="password link")
    else:
        record(system("mail"), Verb.MAIL_SENT, agent, kind="password link")


@job(name="agents.mail_email_changed", queue=QUEUE, retry=PATIENT)
def mail_email_changed(agent_id: int, address: str) -> None:
    """Tell the address that an account had until now that it has another, in the agent's language. A demo account gets no mail."""
    agent = Agent.objects.filter(pk=agent_id, is_demo=False).first()
    if agent is None:
        return
    with override(agent.language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("account/email/email_changed_subject.txt").split())
        body = render_to_string("account/email/email_changed_message.txt", {"agent": agent})
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as error:  # smtplib's errors and time-outs
        if not is_refused_for_good(error):
            raise
        record(system("mail"), Verb.MAIL_FAILED, agent, kind=NEW_EMAIL)
    else:
        record(system("mail"), Verb.MAIL_SENT, agent, kind=NEW_EMAIL)


@job(name="agents.mail_test", queue=QUEUE)
def mail_test(agent_id: int) -> None:
    """Mail the one who set mail up that it works; not tried again, since they look at the page that says how it went."""
    agent = Agent.objects.select_related("organization").get(pk=agent_id)
    with override(agent.language or settings.LANGUAGE_CODE):
        subject, body = _("A test mail from the contact centre"), _("If you read this, mails go out.")
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [agent.email])
    except (OSError, ValueError):  # smtplib's errors and time-outs
        record(system("mail"), Verb.MAIL_FAILED, agent.organization, kind=TEST_MAIL)
        raise
    record(system("mail"), Verb.MAIL_SENT, agent.organization, kind=TEST_MAIL)


@job(name="agents.mail_read_alarm", queue=QUEUE, retry=PATIENT)
def mail_read_alarm(agent_id: int, most: int) -> None:
    """Tell those who manage agents that somebody opened more records than their roles allow, and was stopped."""
    agent = Agent.objects.get(pk=agent_id)
    able = Agent.objects.filter(is_active=True, is_demo=False, organization_id=agent.organization_id, roles__rights__right=Can.MANAGE_AGENTS)
    told = sorted(set(able.values_list("email", flat=True)))
    with override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("account/email/read_alarm_subject.txt", {"username": agent.username}).split())
        body = render_to_string("account/email/read_alarm_message.txt", {"agent": agent, "most": most})
    if told:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, bcc=told).send()


@app.periodic(cron="17 * * * *")
@job(name="agents.forget_old_log_ins")
def forget_old_log_ins(timestamp: int) -> None:
    """Remove what no longer counts: ended sessions and old failures of log-ins."""
    SessionStore.clear_expired()
    lockout.forget_old()


@app.periodic(cron="37 3 * * *")
@job(name="agents.forget_old_acts")
def forget_old_acts(timestamp: int) -> None:
    """Remove the keys under which acts were done long ago; nobody tries these again."""
    forget_old_keys()


@app.periodic(cron="*/5 * * * *")
@job(name="agents.seal_audit", queueing_lock="agents.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seal what was done in the last minutes; where somebody writes for so long that it is not settled what is there, the next run does."""
    try:
        seal_trail()
    except OperationalError as error:
        if not is_lock_timeout(error):
            raise
        log.warning("Audit trail not sealed: somebody has been writing to it for longer than a second")
