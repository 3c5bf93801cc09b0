from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "bantin.deliver.dispatch"
    label = "dispatch"
    verbose_name = _("Deliveries")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role
        from bantin.deliver.dispatch.guards import TRIGGERS

        grant(Role.PRESS_OFFICER, "dispatch.view_delivery", "dispatch.change_delivery")
        for role in (Role.SPOKESPERSON, Role.AUTHORISED_PERSON, Role.ADMINISTRATOR):
            grant(role, "dispatch.view_delivery")
        TRIGGERS.keep()
