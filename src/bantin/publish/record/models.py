"""The public record. Rows are added and never changed: triggers refuse UPDATE and DELETE.

An :class:`Edition` is what approval sealed. It is public from the instant of its
:class:`GoLive`; an edition with a :class:`Voiding` never goes live. Both rows cannot exist for
one edition (a trigger refuses the second).
"""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One sealed, numbered text: canonical bytes, and columns copied out of them for queries."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("release")
        CORRECTION = "correction", _("correction notice")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    release = models.ForeignKey(
        "releases.Release", on_delete=models.PROTECT, related_name="editions"
    )
    sign_off = models.OneToOneField(
        "releases.SignOff", on_delete=models.PROTECT, related_name="edition"
    )
    number = models.PositiveSmallIntegerField(_("number"))  # one more than the last that went live
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    uid = models.UUIDField()  # the release's, the same for all its editions
    slug = models.CharField(max_length=100)
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    text = models.TextField(_("plain text"))
    folded = models.TextField()  # title, summary and text without marks, for search
    canonical = models.BinaryField()  # RFC 8785 JSON in UTF-8
    sha256 = models.CharField(max_length=64, unique=True)
    go_live_at = models.DateTimeField(_("go-live"))
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.TextField(_("what changed and why"), blank=True)
    notice_expires_at = models.DateTimeField(_("in force until"), null=True)  # empty: no notice
    drill = models.BooleanField(_("drill"), default=False)  # a notice for an exercise, not public
    topics = models.ManyToManyField("subjects.Topic", related_name="editions")
    areas = models.ManyToManyField("subjects.Area", related_name="editions")
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sealed_at = models.DateTimeField(_("sealed"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(
                name="edition_change_names_what_it_replaces_and_why",
                condition=Q(kind="original", replaces=None)
                | (Q(replaces__isnull=False) & ~Q(kind="original") & ~Q(reason="")),
            ),
            models.CheckConstraint(name="edition_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="edition_drill_is_a_notice",
                condition=Q(drill=False) | Q(notice_expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["go_live_at"], name="edition_by_instant"),
            models.Index(fields=["uid", "number"], name="edition_by_release"),
            models.Index(
                fields=["notice_expires_at"],
                condition=Q(notice_expires_at__isnull=False),
                name="edition_notice_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        """The release's public page, in the reader's language."""
        return reverse("newsroom:release", args=[self.name])

    @property
    def content(self) -> dict[str, Any]:
        """The canonical JSON as Python values."""
        return json.loads(bytes(self.canonical))  # type: ignore[no-any-return]

    @property
    def notice(self) -> dict[str, Any] | None:
        """What makes it an urgent notice; None for an ordinary edition."""
        return self.content.get("notice") if self.notice_expires_at else None

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written; a notice may say the same in two."""
        translation = (self.notice or {}).get("translation")
        return [self.language, *([translation["language"]] if translation else [])]

    @property
    def name(self) -> str:
        """The last part of the release's address: its words and the first 8 digits of its uid."""
        return f"{self.slug}-{self.uid.hex[:8]}"


class GoLive(models.Model):
    """The instant at which an edition became public, with its place in the ledger."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="live")
    release = models.ForeignKey("releases.Release", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # the edition's, here so that it is unique
    at = models.DateTimeField(_("went live"))
    ledger_index = models.PositiveBigIntegerField(unique=True)
    jws = models.TextField()  # detached, EdDSA (RFC 7515, 7797, 8037)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="go_live_number_once"),
        ]
        indexes = [models.Index(fields=["at"], name="go_live_by_instant")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d %H:%M:%S}"


class SearchEntry(models.Model):
    """What search asks of a live edition. An index: it can be made anew, and is no record.

    On PostgreSQL the table has two columns more, the words of the title and of everything; on
    SQLite they are in a table of FTS5. A drill has no entry.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, primary_key=True, related_name="found_as"
    )
    language = models.CharField(max_length=2)
    live_at = models.DateTimeField()
    ledger_index = models.PositiveBigIntegerField()
    replaced_at = models.DateTimeField(null=True)  # when a later edition went live

    class Meta:
        indexes = [models.Index(fields=["-live_at", "-ledger_index"], name="search_newest_first")]

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Voiding(models.Model):
    """Why a sealed edition will never go live."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="voided")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.reason}"


class Media(models.Model):
    """Bytes in content-addressed private storage, named by their SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return self.sha256


class EditionMedia(models.Model):
    """That an edition carries these bytes; the canonical JSON says the same."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="media")
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="carried_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "media"], name="edition_media_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.media_id}"


class LedgerEntry(models.Model):
    """One leaf of the Merkle log: canonical JSON of what went live and when."""

    index = models.PositiveBigIntegerField(primary_key=True)
    data = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.index)


class LedgerNode(models.Model):
    """The hash of a complete subtree of 2**level leaves (RFC 6962)."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="ledger_node_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed tree head as a C2SP note; one for each size."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class Timestamp(models.Model):
    """What an outside authority signed about when a checkpoint was there (RFC 3161)."""

    checkpoint = models.OneToOneField(
        Checkpoint, primary_key=True, on_delete=models.PROTECT, related_name="timestamp"
    )
    response = models.BinaryField()
    at = models.DateTimeField()  # as the authority says

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.at:%Y-%m-%d %H:%M:%S}"
