"""Events, the reactions they call for, signs of life of our processes, answers kept for repeats."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """Something that happened, recorded in the transaction in which it happened."""

    name = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="event_by_subject"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class Reaction(models.Model):
    """One handler's work on one event: done once, tried again after a failure, never lost."""

    class Status(models.TextChoices):
        DUE = "due"
        DONE = "done"
        QUARANTINED = "quarantined"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reactions")
    handler = models.CharField(max_length=160)
    status = models.CharField(max_length=12, choices=Status, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="reaction_once_per_event"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="due"), name="reaction_due"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} on {self.event_id} ({self.status})"


class Heartbeat(models.Model):
    """The last sign of life of one of our processes."""

    kind = models.CharField(max_length=32)
    host = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "host"], name="heartbeat_one_per_process_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}@{self.host}"


class KeptAnswer(models.Model):
    """What a program was answered to a request with an Idempotency-Key, kept for a repeat of it."""

    scope = models.CharField(max_length=120)  # whose key it is
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the request, in hexadecimal
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="kept_answer_one_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}: {self.status}"
