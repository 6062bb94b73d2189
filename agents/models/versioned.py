"""What several people may change at once."""

from django.db import models


class Versioned(models.Model):
    """`version` counts the changes, so that a page that shows an older state overwrites nothing (`agents.versions`).

    Figures that follow from other rows, such as how often a customer has ordered, are nobody's to overwrite and do not count. changed_by,
    changed_by_id: who made the newest change, and their id if they are an agent; nobody where the system or a file did.
    """

    version = models.PositiveIntegerField(default=1, db_default=1)
    changed_by = models.CharField(max_length=150, blank=True, default="", db_default="")
    changed_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
