"""Staff accounts and the use of their second factor."""

from django.contrib.auth.models import AbstractUser
from django.db import models
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
