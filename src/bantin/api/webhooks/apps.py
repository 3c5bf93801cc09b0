from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "bantin.api.webhooks"
    label = "api_webhooks"
    verbose_name = _("API: webhooks")
    default_auto_field = "django.db.models.BigAutoField"
