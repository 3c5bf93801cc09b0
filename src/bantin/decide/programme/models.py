"""The programme: where and when our texts are meant to appear."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bantin.receive.contacts.models import Outlet


class Column(models.Model):
    """A regular place in an outlet: a column, a special page or a bulletin."""

    class Kind(models.TextChoices):
        COLUMN = "column", _("column")
        SPECIAL_PAGE = "special_page", _("special page")
        BULLETIN = "bulletin", _("bulletin")

    outlet = models.ForeignKey(
        Outlet, verbose_name=_("outlet"), on_delete=models.PROTECT, related_name="columns"
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COLUMN)

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["outlet__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "name"], name="column_once_in_an_outlet"),
        ]

    def __str__(self) -> str:
        return self.name
