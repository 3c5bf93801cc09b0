from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    name = "bantin.api.keys"
    label = "api_keys"
    verbose_name = _("API keys")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role

        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(role, *(f"api_keys.{verb}_key" for verb in ("add", "change", "view")))
