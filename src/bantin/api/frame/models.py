"""What all web processes of an office have to know of each other."""

from django.db import models


class Allowance(models.Model):
    """Until when somebody has used up what a limit allows; forgotten when that is over.

    ``name`` is a keyed hash: nobody reads from a copy of this table who asked.
    """

    name = models.CharField(primary_key=True, max_length=32)
    used_until = models.FloatField()  # seconds since 1970

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
