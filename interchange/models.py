"""What import and rebuilding keep about themselves."""

from django.db import models


class SearchRules(models.Model):
    """One row: the fingerprint of the rules by which all search columns were last written (`interchange.search_rules`)."""

    only = models.BooleanField(default=True, unique=True)
    fingerprint = models.CharField(max_length=64)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="search_rules_one_row")]

    def __str__(self) -> str:
        return self.fingerprint
