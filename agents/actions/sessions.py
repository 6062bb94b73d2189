"""Call sessions and their tabs (S1–S5)."""

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents.actors import Actor
from agents.audit import record
from agents.desk import Record, SessionEnded, has_unfinished_work
from agents.models import LONGEST_LABEL, MAX_PINNED, MAX_SESSIONS, Agent, CallSession, Tab
from agents.models.session import CallSessionQuerySet
from agents.permissions import Can
from agents.verbs import Verb
from contactcenter.actions import action
from contactcenter.errors import Conflict, NotAllowed
from contactcenter.masking import name_for


@action(Can.USE_CONSOLE)
def open_session(actor: Actor, opened: Record, *, unsaved: Collection[int] = (), instead: int | None = None) -> CallSession:
    """Open a session on a record, or the tab in the session that has its customer already.

    A fifth session replaces the one longest on the desk (`replaced` names it), but none with unsaved work: unsent text, which the browser
    knows (`unsaved`), or a cart with lines. Raises Conflict("all_unsaved") when all four have some; then the agent says which one
    makes room (`instead`).
    """
    of = {"customer_id": opened.owner_id, "guest_order_id": opened.guest_order_id}
    if session := _session_of(actor, **of):
        return _show(actor, session, opened)
    agent = Agent.objects.select_for_update(no_key=True).get(pk=actor.agent_id)
    if session := _session_of(actor, **of):  # opened by another click while we waited
        return _show(actor, session, opened)
    slots, replaced = _make_room(actor, unsaved, instead)
    label = opened.owner_label[:LONGEST_LABEL]
    session = CallSession.objects.create(agent=agent, label=label, current=opened.kind, slot=slots[0], **of)
    session.replaced = replaced
    _put_tab(session, opened)
    record(actor, Verb.SESSION_OPENED, session, kind=opened.kind, number=opened.number)
    return session


@action(Can.USE_CONSOLE)
def open_tab(actor: Actor, session: CallSession, opened: Record, *, beside: bool = False) -> CallSession:
    """Open a record as a tab of this session, in place of the one of its kind; or `beside` it, which is pinned then.

    Raises Conflict("other_customer") for a record of somebody else (S5).
    """
    session = _own_open(actor, session)
    if not opened.is_of(session):
        raise Conflict("other_customer", _("This record belongs to %(name)s.") % {"name": name_for(actor, opened.owner_label)})
    return _show(actor, session, opened, beside=beside)


@action(Can.USE_CONSOLE)
def open_tab_of_other(actor: Actor, session: CallSession, opened: Record) -> CallSession:
    """Open another customer's record in this contact on purpose: a household, a gift (S5)."""
    return _show(actor, _own_open(actor, session), opened)


@action(Can.USE_CONSOLE)
def pin_tab(actor: Actor, session: CallSession, *, kind: str, number: str, pinned: bool) -> CallSession:
    """Have a tab stay when another of its kind is opened, or no longer: where one of its kind makes way already, that stays instead.

    Raises Conflict("too_many_pinned"); one that is gone changes nothing.
    """
    session = _own_open(actor, session)
    tab = session.tabs.filter(kind=kind, number=number).exclude(pinned=pinned).first()
    if tab is None:
        return session
    if pinned and session.tabs.filter(pinned=True).count() >= MAX_PINNED:
        raise Conflict("too_many_pinned", _("%(n)d tabs are pinned already. Unpin one first.") % {"n": MAX_PINNED})
    if not pinned:
        session.tabs.filter(kind=kind, pinned=False).update(pinned=True)
    tab.pinned = pinned
    tab.save(update_fields=["pinned"])
    record(actor, Verb.TAB_PINNED if pinned else Verb.TAB_UNPINNED, session, kind=kind, number=number)
    return session


@action(Can.USE_CONSOLE)
def close_tab(actor: Actor, session: CallSession, *, kind: str, number: str = "") -> CallSession:
    """Close the tab of a record, or without a number that of the kind which is not pinned; closing one that is gone changes nothing."""
    session = _own_open(actor, session)
    gone, _rows = session.tabs.filter(kind=kind, **({"number": number} if number else {"pinned": False})).delete()
    if gone:
        if session.current == kind and not session.tabs.filter(kind=kind).exists():
            session.current = CallSession.SEARCH
            session.save(update_fields=["current"])
        record(actor, Verb.TAB_CLOSED, session, kind=kind)
    return session


@action(Can.USE_CONSOLE)
def close_session(actor: Actor, session: CallSession) -> CallSession:
    """End a session; it can be opened again from "Recent". Closing it twice is closing it once."""
    session = _own(actor, session)
    if session.is_open:
        _close(actor, session)
    return session


@action(Can.USE_CONSOLE)
def reopen_session(actor: Actor, session: CallSession, *, unsaved: Collection[int] = (), instead: int | None = None) -> CallSession:
    """Begin a new contact with a closed session: its tabs, at its old number if that is free, opened now.

    Where the same person has an open one, that one is returned. Where there is no room, as in `open_session`.
    """
    session = _own_from_desk(actor, session)
    return _bring_back(actor, session, now(), unsaved, instead)


@action(Can.USE_CONSOLE)
def undo_closing(actor: Actor, session: CallSession, *, unsaved: Collection[int] = (), instead: int | None = None) -> CallSession:
    """Go on with the contact that was closed: as `reopen_session`, but it counts as open since it was opened first."""
    session = _own_from_desk(actor, session)
    return _bring_back(actor, session, session.opened_at, unsaved, instead)


def _own_from_desk(actor: Actor, session: CallSession) -> CallSession:
    """The session, after the lock of the desk that it may come back to and its own."""
    Agent.objects.select_for_update(no_key=True).get(pk=actor.agent_id)
    return _own(actor, session)


def _bring_back(actor: Actor, session: CallSession, opened_at: datetime, unsaved: Collection[int], instead: int | None) -> CallSession:
    if session.is_open:
        return session
    again = _session_of(actor, session.customer_id, session.guest_order_id)
    if again is not None:
        return again
    slots, replaced = _make_room(actor, unsaved, instead)
    session.slot = session.slot if session.slot in slots else slots[0]
    session.opened_at, session.closed_at, session.replaced = opened_at, None, replaced
    session.on_desk_since = now()
    session.save(update_fields=["opened_at", "on_desk_since", "closed_at", "slot"])
    record(actor, Verb.SESSION_REOPENED, session)
    return session


def _desk(actor: Actor) -> CallSessionQuerySet:
    return CallSession.objects.of(actor.agent_id).open()


def _session_of(actor: Actor, customer_id: int | None, guest_order_id: int | None) -> CallSession | None:
    """The open session of this customer, or of this guest's order, under its lock."""
    return _desk(actor).select_for_update(no_key=True).filter(customer=customer_id, guest_order=guest_order_id).first()


def _make_room(actor: Actor, unsaved: Collection[int], instead: int | None) -> tuple[list[int], CallSession | None]:
    """The free slots, lowest first, after a session was closed where there was none; and that session, if the agent may see it."""
    open_now, replaced = list(_desk(actor).select_for_update(no_key=True)), None  # locked: one that another window is closing makes room
    if len(open_now) >= MAX_SESSIONS:
        seen = set(_desk(actor).visible_to(actor).values_list("pk", flat=True))
        goes = _to_replace(open_now, seen, unsaved, instead)
        _close(actor, goes)
        open_now.remove(goes)
        replaced = goes if goes.pk in seen else None
    taken = {one.slot for one in open_now}
    return [slot for slot in range(1, MAX_SESSIONS + 1) if slot not in taken], replaced


def _to_replace(open_now: list[CallSession], seen: set[int], unsaved: Collection[int], instead: int | None) -> CallSession:
    """What the agent can no longer see goes first, unsaved or not; then what the agent chose; then what was opened first."""
    hidden = next((one for one in open_now if one.pk not in seen), None)
    chosen = next((one for one in open_now if one.pk == instead), None)
    if goes := hidden or chosen:
        return goes
    at_work = has_unfinished_work([one.customer_id for one in open_now if one.customer_id])
    oldest = next((one for one in open_now if one.pk not in unsaved and one.customer_id not in at_work), None)
    if oldest is None:
        raise Conflict("all_unsaved", _("All four sessions have unsaved work. Choose the one to replace."))
    return oldest


def _close(actor: Actor, session: CallSession) -> None:
    session.closed_at = now()
    session.save(update_fields=["closed_at"])
    record(actor, Verb.SESSION_CLOSED, session)


def _own(actor: Actor, session: CallSession) -> CallSession:
    """The session under lock, if it is this agent's."""
    locked = CallSession.objects.select_for_update(of=("self",), no_key=True)
    session = locked.select_related("customer", "guest_order").get(pk=session.pk)  # by whose channels the trail is shown
    if session.agent_id != actor.agent_id:
        raise NotAllowed("not_own", _("This is somebody else's session."))
    return session


def _own_open(actor: Actor, session: CallSession) -> CallSession:
    session = _own(actor, session)
    if not session.is_open:
        raise SessionEnded(session)
    return session


def _show(actor: Actor, session: CallSession, opened: Record, *, beside: bool = False) -> CallSession:
    _put_tab(session, opened, beside=beside)
    record(actor, Verb.TAB_OPENED, session, kind=opened.kind, number=opened.number)
    return session


def _put_tab(session: CallSession, opened: Record, *, beside: bool = False) -> None:
    """The record becomes a tab of the session, which is locked, and the current one: in place of that of its kind which is not pinned, or
    beside it, while there is room for pins."""
    tabs = list(session.tabs.all())
    of_kind = [one for one in tabs if one.kind == opened.kind]
    tab = next((one for one in of_kind if one.number == opened.number), next((one for one in of_kind if not one.pinned), None))
    if beside and tab and tab.number != opened.number and sum(one.pinned for one in tabs) < MAX_PINNED:
        tab.pinned = True
        tab.save(update_fields=["pinned"])
        tab = None
    tab = tab or Tab(session=session, kind=opened.kind)
    tab.number, tab.label = opened.number, opened.label[:LONGEST_LABEL]
    tab.save()
    if session.current != opened.kind:
        session.current = opened.kind
        session.save(update_fields=["current"])
