"""What came in, whole and unchanged, before anyone interprets it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Arrival(models.Model):
    """Bytes that reached us by one way at one instant; never changed."""

    class Way(models.TextChoices):
        FETCHED = "fetched", _("fetched")
        UPLOADED = "uploaded", _("uploaded")
        ENTERED = "entered", _("entered by hand")

    way = models.CharField(_("way"), max_length=10, choices=Way)
    source = models.CharField(_("source"), max_length=2000)  # address or file name
    content_type = models.CharField(_("content type"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    body = models.BinaryField()  # gzip
    at = models.DateTimeField(_("arrived"))

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sha256"], name="arrival_same_bytes_from_a_source_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.size})"
