from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatChannelConfig(AppConfig):
    name = "bantin.deliver.channels.chat"
    label = "chat_channel"
    verbose_name = _("Chat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.chat.channel import ChatChannel

        registry.register(ChatChannel())
