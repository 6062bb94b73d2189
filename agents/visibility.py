"""Who sees which rows, by kind of actor."""

from typing import Self, TypeVar

from django.db import models

from agents.actors import Actor
from agents.kinds import ActorKind

M = TypeVar("M", bound=models.Model)


class SeenByActor(models.QuerySet[M]):
    """Rows of a channel that may be some customer's. An agent, a key and the system see their channels'; a shopper sees their own only.

    CHANNEL: the path to the column that holds it.
    """

    CHANNEL = "channel_id"

    def visible_to(self, actor: Actor) -> Self:
        if actor.kind in (ActorKind.AGENT, ActorKind.KEY, ActorKind.SYSTEM):
            return self.filter(**{f"{self.CHANNEL}__in": actor.channel_ids})
        return self.of_shopper(actor) if actor.kind == ActorKind.SHOPPER else self.none()

    def of_shopper(self, actor: Actor) -> Self:
        """Those of a customer who has logged in. Who has not owns no row: rows without a customer are guests', each of another one."""
        return self.none() if actor.customer_id is None else self.filter(customer_id=actor.customer_id)
