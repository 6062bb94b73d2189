from agents.models.agent import MOST_READS, Agent, Role, RoleRight
from agents.models.audit import AuditEntry, AuditPersonal, AuditSeal, ReadEntry
from agents.models.export import Export
from agents.models.idempotency import IdempotencyKey
from agents.models.login import LoginSession, LoginTries
from agents.models.organization import Channel, Organization, Reason
from agents.models.search import MOST_SAVED, RecentSearch, SavedSearch
from agents.models.session import LONGEST_LABEL, MAX_SESSIONS, CallSession, Tab

__all__ = [
    "LONGEST_LABEL",
    "MAX_SESSIONS",
    "MOST_READS",
    "MOST_SAVED",
    "Agent",
    "AuditEntry",
    "AuditPersonal",
    "AuditSeal",
    "CallSession",
    "Channel",
    "Export",
    "IdempotencyKey",
    "LoginSession",
    "LoginTries",
    "Organization",
    "ReadEntry",
    "Reason",
    "RecentSearch",
    "Role",
    "RoleRight",
    "SavedSearch",
    "Tab",
]
