from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EndpointsConfig(AppConfig):
    name = "bantin.deliver.endpoints"
    verbose_name = _("Endpoints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role

        grant(Role.PRESS_OFFICER, "endpoints.view_endpoint", "endpoints.change_endpoint")
        grant(Role.ADMINISTRATOR, "endpoints.view_endpoint")
