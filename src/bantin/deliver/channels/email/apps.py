from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmailChannelConfig(AppConfig):
    name = "bantin.deliver.channels.email"
    label = "email_channel"
    verbose_name = _("E-mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.deliver.channels import registry
        from bantin.deliver.channels.email.channel import EmailChannel

        registry.register(EmailChannel())
