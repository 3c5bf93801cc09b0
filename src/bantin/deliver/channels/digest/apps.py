from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigestChannelConfig(AppConfig):
    name = "bantin.deliver.channels.digest"
    label = "digest_channel"
    verbose_name = _("Daily digest")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.digest.channel import DigestChannel

        registry.register(DigestChannel(), heard_by="email")
