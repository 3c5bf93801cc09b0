from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficialConfig(AppConfig):
    name = "bantin.trace.official"
    label = "official"
    verbose_name = _("Is this official?")
    default_auto_field = "django.db.models.BigAutoField"
