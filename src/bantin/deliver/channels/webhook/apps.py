from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhookChannelConfig(AppConfig):
    name = "bantin.deliver.channels.webhook"
    label = "webhook_channel"
    verbose_name = _("Webhooks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.webhook.channel import WebhookChannel

        registry.register(WebhookChannel())
        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(role, *(f"endpoints.{verb}_endpoint" for verb in ("add", "change", "view")))
