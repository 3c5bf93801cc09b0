from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhookChannelConfig(AppConfig):
    name = "bantin.deliver.channels.webhook"
    label = "webhook_channel"
    verbose_name = _("Webhooks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.webhook.channel import WebhookChannel

        registry.register(WebhookChannel())
