from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiOfficialConfig(AppConfig):
    name = "bantin.api.official"
    label = "api_official"
    verbose_name = _("Is this official?")
    default_auto_field = "django.db.models.BigAutoField"
