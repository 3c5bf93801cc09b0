from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebPushChannelConfig(AppConfig):
    name = "bantin.deliver.channels.webpush"
    label = "webpush_channel"
    verbose_name = _("Web Push")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.webpush.channel import WebPushChannel

        registry.register(WebPushChannel())
