from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EndpointsConfig(AppConfig):
    name = "bantin.deliver.endpoints"
    verbose_name = _("Endpoints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role

        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(role, *(f"endpoints.{verb}_endpoint" for verb in ("add", "change", "view")))
        grant(Role.SPOKESPERSON, "endpoints.view_endpoint")
