from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimestampsConfig(AppConfig):
    name = "bantin.deliver.timestamps"
    label = "timestamps"
    verbose_name = _("Timestamps")
    default_auto_field = "django.db.models.BigAutoField"
