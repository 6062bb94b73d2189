"""Who acts: one frozen object, built once at the door and handed to every action as its first argument."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from agents.models import Agent
from agents.permissions import OWN_ACCOUNT
from contactcenter.masking import sees


@dataclass(frozen=True)
class Actor:
    """An agent, a shopper, or the system itself.

    rights: the codes of `Can`; channel_ids: the channels whose rows this actor may see; all_channels: whether those are all of the
    organisation, future ones too; countries: theirs, where they were read with the agent; ip: where the request came from.
    """

    kind: str
    name: str
    agent_id: int | None = None
    organization_id: int | None = None
    rights: frozenset[str] = frozenset()
    channel_ids: tuple[int, ...] = ()
    all_channels: bool = False
    countries: tuple[str, ...] = ()
    call_session_id: int | None = None
    ip: str | None = None
    timezone: str = "UTC"
    agent: Agent | None = field(default=None, compare=False, repr=False)

    def may(self, right: str) -> bool:
        """Whether this kind of act is the actor's at all."""
        return right in self.rights

    @property
    def sees_in_full(self) -> bool:
        """Whether personal data is shown whole, and found by a part of it (`contactcenter.masking`)."""
        return sees(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


NOBODY = Actor(kind="nobody", name="")


def actor_of(agent: Agent, *, call_session_id: int | None = None, ip: str | None = None) -> Actor:
    """The actor that an agent's account makes today."""
    return Actor(
        kind="agent",
        name=str(agent),
        agent_id=agent.pk,
        organization_id=agent.organization_id,
        rights=agent.rights() | {OWN_ACCOUNT} if agent.is_active else frozenset(),
        channel_ids=agent.channel_ids(),
        all_channels=agent.all_channels,
        countries=agent.countries(),
        call_session_id=call_session_id,
        ip=ip,
        timezone=agent.timezone,
        agent=agent,
    )


def system(name: str, *, rights: frozenset[str] = frozenset(), channel_ids: tuple[int, ...] = ()) -> Actor:
    """The system's own hand: a job or a command, named after what runs."""
    return Actor(kind="system", name=name, rights=rights, channel_ids=channel_ids)
