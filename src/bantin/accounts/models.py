"""Staff accounts, the use of their second factor, and what they took out of the office."""

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing]  # by mixins of Wagtail
    """A member of the press office's staff."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    display_name = models.CharField(_("name"), max_length=120, blank=True)
    title = models.CharField(_("position"), max_length=160, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.VIETNAMESE
    )

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """The name as the agency writes it, else the login name."""
        return self.display_name or super().get_full_name() or self.username


class SecondFactorUse(models.Model):
    """A second factor that was really shown, in one login session, at one instant."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factor_uses")
    session = models.CharField(max_length=64)  # SHA-256 of the session key, never the key
    method = models.CharField(max_length=16)  # "totp", "webauthn" or "recovery_codes"
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "session", "at"], name="second_factor_use_lookup")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.method} {self.at:%Y-%m-%d %H:%M:%S}"


class Export(models.Model):
    """Personal data that a member of staff took out of the office as a file: never the rows.

    Triggers keep what is written here (:mod:`bantin.accounts.guards`).
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    by = models.ForeignKey(
        User, verbose_name=_("exported by"), on_delete=models.PROTECT, related_name="exports"
    )
    at = models.DateTimeField(_("when"))
    table = models.ForeignKey(
        ContentType, verbose_name=_("data"), on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(_("format"), max_length=4, choices=Format)
    purpose = models.CharField(_("purpose"), max_length=300)
    filter = models.JSONField(_("filter used"), default=dict)
    rows = models.PositiveIntegerField(_("rows"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="export_has_a_purpose", condition=~Q(purpose="")),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M} {self.table.model} ({self.rows})"

    @property
    def what(self) -> str:
        """The table in words."""
        model = self.table.model_class()
        return str(model._meta.verbose_name_plural if model else self.table.model)
