"""What surrounds every page of the console: the desk's sessions, the session bar, the tabs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.desk import Record, session_token
from agents.models import MAX_SESSIONS, Approval, CallSession, Tab
from agents.permissions import Can
from agents.requests import AgentRequest
from carts.desk import pieces_of
from console.standing import Brief, Standing, standing_of
from contactcenter.masking import name_for
from customers.models import Customer
from orders.counts import OrderCount, besides_of, order_count

REMEMBERED = 12  # sessions of which a browser keeps the tab looked at last
_TAB_COOKIE = re.compile(r"tab\d{1,18}")
KINDS = (Tab.Kind.CUSTOMER, Tab.Kind.ORDER, Tab.Kind.RETURN)
"""In this order their tabs stand."""


@dataclass(frozen=True)
class Desk:
    """One session in the sidebar, named as its agent may see it; `url` is the tab looked at last, `pieces` what lies in the cart."""

    session: CallSession
    label: str
    url: str
    is_current: bool
    pieces: int = 0


@dataclass(frozen=True)
class TabLink:
    kind: str
    label: str
    url: str
    is_current: bool
    number: str = ""
    pinned: bool = False
    close_url: str = ""
    pin_url: str = ""


@dataclass
class Bar:
    """The session bar: who is on the line. `foreign` names the other customer whose record this tab shows (S5)."""

    name: str
    opened_at: datetime
    actor: Actor
    customer: Customer | None = None
    orders: OrderCount | None = None
    foreign: str = ""

    @cached_property
    def standing(self) -> Standing | None:
        """What is wrong at this customer's; read when it is shown, unless the page has read it."""
        return standing_of(self.actor, self.customer.pk) if self.customer else None

    @property
    def briefs(self) -> list[Brief]:
        return self.standing.briefs(self.number) if self.standing else []

    @property
    def number(self) -> str:
        return self.customer.number if self.customer else ""

    @property
    def phone(self) -> str:
        return (self.customer.phone or self.customer.mobile) if self.customer else ""

    @property
    def lifetime_value(self) -> Decimal | None:
        return self.customer.lifetime_value if self.customer else None

    @property
    def currency(self) -> str:
        return self.customer.channel.currency if self.customer else ""


@dataclass
class Frame:
    """`current`, `number`: what this page shows, a kind of tab or "search" and the record's number; `opens`: the record that it shows and
    that is not, or no longer, a tab of its session: the page makes it that."""

    sessions: list[Desk]
    session: CallSession | None = None
    current: str = CallSession.SEARCH
    number: str = ""
    bar: Bar | None = None
    tabs: list[TabLink] = field(default_factory=list)
    token: str = ""
    kind: str = Tab.Kind.CUSTOMER
    opens: Record | None = None
    actor: Actor | None = None

    @cached_property
    def queued(self) -> int | None:
        """How many requests wait for a decision; None for whoever may decide none. Read when it is shown."""
        if self.actor is None or not self.actor.may(Can.DECIDE_APPROVALS):
            return None
        return Approval.objects.visible_to(self.actor).waiting().count()

    @property
    def slots(self) -> list[tuple[int, Desk | None]]:
        """The four places of the desk with what is in them: a session keeps its number until it is closed."""
        taken = {one.session.slot: one for one in self.sessions}
        return [(slot, taken.get(slot)) for slot in range(1, MAX_SESSIONS + 1)]

    @property
    def search_action(self) -> str:
        return reverse("console:session_search", args=[self.session.pk]) if self.session else reverse("console:search")

    @property
    def dock(self) -> bool:
        """Whether a cart can be built here: guests have none."""
        return self.bar is not None and self.bar.customer is not None


def build_frame(request: AgentRequest, session_id: int | None = None, current: str = CallSession.SEARCH, number: str = "") -> Frame:
    """The frame of a page in a session (or in none), in two queries: the desk with its customers, and their tabs.

    A session that is closed or another agent's leaves `session` empty; the caller answers "not found".
    """
    desk = open_desk(request.actor)
    session = next((one for one in desk if one.pk == session_id), None)
    sessions = [_desk_of(request, one, is_current=one is session) for one in desk]
    frame = Frame(sessions, session, current, number, actor=request.actor)
    if session is not None:
        customer = session.customer
        orders = order_count(customer.order_count, getattr(session, "besides", ())) if customer else None
        frame.bar = Bar(name_for(request.actor, session.name), session.opened_at, request.actor, customer, orders)
        frame.tabs = list(_tabs(session, session.tabs.all(), current, number))
        frame.token = session_token(session.agent_id, session.pk)
    return frame


def _desk_of(request: AgentRequest, session: CallSession, *, is_current: bool) -> Desk:
    pieces = getattr(session, "pieces", None) or 0
    return Desk(session, name_for(request.actor, session.name), last_url(request, session), is_current, pieces)


def open_desk(actor: Actor) -> list[CallSession]:
    """The agent's open sessions by their slots, with what the frame shows of each: customer, tabs, `besides` (orders.counts), `pieces`."""
    desk = CallSession.objects.visible_to(actor).open().order_by("slot").annotate(besides=besides_of("customer"), pieces=pieces_of("customer"))
    return list(desk.select_related("customer__channel").prefetch_related("tabs"))


def tab_url(session_id: int, kind: str, number: str = "") -> str:
    """Where a record of a session is, which is named by its number; without one, the session's search."""
    return reverse(f"console:{kind}", args=[session_id, number]) if number else reverse("console:session_search", args=[session_id])


def tab_key(kind: str, number: str) -> str:
    """What names a tab of a session: "order 10432", or "search"."""
    return f"{kind} {number}".rstrip()


def url_of_tab(session: CallSession, *keys: str) -> str:
    """Where the first of these tabs is that the session has; else its search. A kind alone means its tab that is not pinned, else any."""
    urls = {CallSession.SEARCH: tab_url(session.pk, CallSession.SEARCH)}
    for tab in sorted(session.tabs.all(), key=lambda one: one.pinned):
        url = tab_url(session.pk, tab.kind, tab.number)
        urls[tab_key(tab.kind, tab.number)] = url
        urls.setdefault(tab.kind, url)
    return next((urls[one] for one in keys if one in urls), urls[CallSession.SEARCH])


def last_url(request: AgentRequest, session: CallSession) -> str:
    """The tab looked at last: as this browser remembers it, else as the server does."""
    seen = unquote(request.COOKIES.get(cookie_of(session.pk), session.current))
    return url_of_tab(session, seen, seen.partition(" ")[0], session.current)


def show_record(frame: Frame, record: Record) -> None:
    """Show a record as a tab though the session has no such tab, or another one in its place; the page then opens it."""
    assert frame.session is not None
    others = [tab for tab in frame.session.tabs.all() if tab.pinned or tab.kind != record.kind]
    shown = Tab(session=frame.session, kind=record.kind, number=record.number, label=record.label)
    frame.tabs, frame.opens = list(_tabs(frame.session, [*others, shown], record.kind, record.number)), record
    url = tab_url(frame.session.pk, record.kind, record.number)
    frame.sessions = [replace(one, url=url) if one.is_current else one for one in frame.sessions]


def own_page(back: str) -> str:
    """An address of the console, and no other that somebody may have put there: else the search page."""
    plain = back.startswith("/console/") and back.isascii() and back.isprintable()
    return back if plain and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("console:home")


def cookie_of(session_id: int) -> str:
    """The cookie in which a browser keeps the tab of a session looked at last: reading a page writes nothing here."""
    return f"tab{session_id}"


def see(response: HttpResponse, session_id: int, key: str) -> None:
    """Have the browser remember which tab of the session it looked at last."""
    response.set_cookie(cookie_of(session_id), quote(key), path="/console/", secure=settings.HTTPS, httponly=True, samesite="Lax")


def old_cookies(request: AgentRequest) -> list[str]:
    """Those of sessions that were replaced long ago: a day of calls would fill what a browser keeps for one site."""
    ids = sorted(int(name.removeprefix("tab")) for name in request.COOKIES if _TAB_COOKIE.fullmatch(name))
    return [cookie_of(one) for one in ids[:-REMEMBERED]]


def _tabs(session: CallSession, tabs: Iterable[Tab], current: str, number: str):  # type: ignore[no-untyped-def]
    yield TabLink(CallSession.SEARCH, _("New Search"), tab_url(session.pk, CallSession.SEARCH), current == CallSession.SEARCH)
    for tab in sorted(tabs, key=lambda one: KINDS.index(one.kind)):
        here, of = (tab.kind, tab.number) == (current, number), [session.pk, tab.kind]
        close, pin = reverse("console:close_tab", args=of), reverse("console:pin_tab", args=of)
        yield TabLink(tab.kind, tab.name, tab_url(session.pk, tab.kind, tab.number), here, tab.number, tab.pinned, close, pin)
