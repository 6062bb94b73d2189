"""The log-in's session, in the database (`settings.SESSION_ENGINE`): read at every request, hence prepared."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from contactcenter.prepared import Given, Prepared

_running = Prepared(lambda: Session.objects.filter(session_key=Given("key", "text"), expire_date__gt=Given("now", "timestamptz")))


class SessionStore(db.SessionStore):
    """Django's own, but for how a row is read."""

    def _get_session_from_db(self) -> Session | None:
        found = _running.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
