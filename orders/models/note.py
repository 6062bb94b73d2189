"""Internal notes on an order."""

from django.db import models
from django.utils import timezone

from agents.models import Agent
from orders.models.order import Order


class OrderNote(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="notes")
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:60]
