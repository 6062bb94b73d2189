from agents.models.agent import MOST_READS, Agent, Role, RoleRight
from agents.models.approval import Approval, Ceiling
from agents.models.audit import AuditEntry, AuditPersonal, AuditSeal, ReadEntry
from agents.models.export import Export
from agents.models.idempotency import IdempotencyKey
from agents.models.login import LoginSession, LoginTries
from agents.models.organization import Channel, Organization, Reason
from agents.models.search import MOST_SAVED, RecentSearch, SavedSearch
from agents.models.session import LONGEST_LABEL, MAX_PINNED, MAX_SESSIONS, CallSession, Tab
from agents.models.step import HasStatus, Step
from agents.models.versioned import Versioned

__all__ = [
    "LONGEST_LABEL",
    "MAX_PINNED",
    "MAX_SESSIONS",
    "MOST_READS",
    "MOST_SAVED",
    "Agent",
    "Approval",
    "AuditEntry",
    "AuditPersonal",
    "AuditSeal",
    "CallSession",
    "Ceiling",
    "Channel",
    "Export",
    "HasStatus",
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
    "Step",
    "Tab",
    "Versioned",
]
