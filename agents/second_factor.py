"""The second factor: six digits that a phone shows for half a minute (TOTP), and recovery codes for a lost phone.

What is stored and compared is django-allauth's; here stand the limits, and that a code counts once.
"""

import time
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from agents import devices, lockout
from agents.actors import actor_of
from agents.audit import record
from agents.backends import address_of, tell_failure
from agents.models import Agent
from agents.verbs import Verb

TOTP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie encrypted in the database, under the installation's key, so that a copy of it alone makes no codes."""

    def get_totp_issuer(self) -> str:
        return str(settings.TOTP_ISSUER)

    def get_totp_label(self, user: Agent) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def is_on(agent: Agent) -> bool:
    return bool(Authenticator.objects.filter(user=agent, type=TOTP).exists())


def picture_of(agent: Agent, secret: str) -> dict[str, str]:
    """What the phone reads the secret from: a picture as an address of its own kind, and the letters to type instead."""
    adapter = Adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(agent, secret))
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", "letters": letters}


def left_codes(agent: Agent) -> int:
    """How many recovery codes are not used yet."""
    own = Authenticator.objects.filter(user=agent, type=RECOVERY).first()
    return len(own.wrap().get_unused_codes()) if own else 0


def try_code(request: HttpRequest, agent: Agent, code: str) -> Authenticator | None:
    """What this code is of, which it uses up; none if it is wrong, or was tried too often. Each failure stands in the audit trail."""
    attempt = lockout.count_code(agent, devices.known(request, agent))
    found = _use(request, agent, code) if attempt.allowed else None
    if found is None:
        tell_failure(request, agent, attempt, "wrong code")
        return None
    lockout.forgive(attempt)
    return found


@transaction.atomic
def _use(request: HttpRequest, agent: Agent, code: str) -> Authenticator | None:
    """One code at a time of an account: of two that come together, the second finds the first one used.

    No recovery code is used up without its row in the audit trail.
    """
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    for one in Authenticator.objects.filter(user=agent, type__in=(TOTP, RECOVERY)):
        if not (one.type == TOTP and _is_of_now(one)) and one.wrap().validate_code(code):
            one.record_usage()
            if one.type == RECOVERY:
                record(actor_of(agent, ip=address_of(request) or None), Verb.RECOVERY_CODE_USED, agent, left=left_codes(agent))
            return one
    return None


def _is_of_now(totp: Authenticator) -> bool:
    """Whether the code of this half minute was used already; kept in the row, since the cache may forget it."""
    used = totp.last_used_at
    return used is not None and used.timestamp() // TOTP_PERIOD >= time.time() // TOTP_PERIOD


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"agents.second_factor:{key}".encode()).digest())) for key in keys])
