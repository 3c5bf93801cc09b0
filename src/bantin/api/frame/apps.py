from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrameConfig(AppConfig):
    name = "bantin.api.frame"
    label = "api_frame"
    verbose_name = _("API")
    default_auto_field = "django.db.models.BigAutoField"
