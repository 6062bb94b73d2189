"""The names that a channel's customers have, under all that is like them."""

from django.db import models

from agents.models import Channel
from customers.models.customer import SearchField


class SearchRules(models.Model):
    """By which rules (`customers.terms.RULES`) the search columns and the names learnt were written last: a single row."""

    version = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.version)


class NameKey(models.Model):
    """One key of one name (customers.search.sounds.keys). Few even with millions of customers, who share their names.

    Written by customers.search.similar; a name that nobody has any more does no harm. number: how many had it when it was learnt.
    """

    class Kind(models.TextChoices):
        LAST = "l", "last name"
        FIRST = "f", "first name"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=1, choices=Kind)
    key = SearchField(max_length=40)
    name = SearchField()
    number = models.IntegerField(default=1)

    class Meta:
        # the frequent names of a sound first
        indexes = [models.Index(fields=["channel", "kind", "key", "-number"], name="name_key_frequent")]
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "key", "name"], name="name_key_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.name}"
