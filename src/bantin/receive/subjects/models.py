"""Topics and areas: the lists that texts and subscriptions are filed under."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class _Named(models.Model):
    """Something with a stable code and a name in both languages."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.own_name()

    def own_name(self) -> str:
        """The name in the language of the reader, else in Vietnamese."""
        english = (get_language() or "vi").startswith("en")
        return self.name_en if english and self.name_en else self.name_vi

    own_name.short_description = _("name")  # type: ignore[attr-defined] # the column's heading
    name = property(own_name)


class Topic(_Named):
    """What releases and coverage are about."""

    description_vi = models.TextField(_("description in Vietnamese"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name_vi"]

    @property
    def description(self) -> str:
        """The description in the language of the reader, else in Vietnamese."""
        english = (get_language() or "vi").startswith("en")
        return self.description_en if english and self.description_en else self.description_vi


class Area(_Named):
    """A place: the province, a district, a ward or a commune."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name_vi"]
