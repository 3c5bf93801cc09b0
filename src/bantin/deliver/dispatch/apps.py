from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "bantin.deliver.dispatch"
    label = "dispatch"
    verbose_name = _("Deliveries")
    default_auto_field = "django.db.models.BigAutoField"
