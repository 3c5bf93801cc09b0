from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprintConfig(AppConfig):
    name = "bantin.publish.imprint"
    label = "imprint"
    verbose_name = _("Spokespersons and policies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role
        from bantin.publish.imprint.guards import TRIGGERS

        lists = [
            f"{v}_{m}" for v in ("add", "change", "view") for m in ("spokesperson", "timelimit")
        ]
        one = ["change_pressdesk", "view_pressdesk", "add_wording", "view_wording"]
        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(role, *(f"imprint.{name}" for name in (*lists, *one)))
        TRIGGERS.keep()
