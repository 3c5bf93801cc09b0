from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "bantin.api.reading"
    label = "api_reading"
    verbose_name = _("API: the record")
    default_auto_field = "django.db.models.BigAutoField"
