from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebSubChannelConfig(AppConfig):
    name = "bantin.deliver.channels.websub"
    label = "websub_channel"
    verbose_name = _("WebSub")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.websub.channel import HubChannel, WebSubChannel

        registry.register(WebSubChannel())
        registry.register(HubChannel())
