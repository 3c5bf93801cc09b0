from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccreditationsConfig(AppConfig):
    name = "bantin.receive.accreditations"
    label = "accreditations"
    verbose_name = _("Accreditations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role
        from bantin.receive.accreditations.guards import TRIGGERS

        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(
                role,
                *(f"accreditations.{verb}_accreditation" for verb in ("add", "change", "view")),
                *(f"accreditations.{verb}_agreement" for verb in ("add", "view")),
            )
        grant(
            Role.SPOKESPERSON, "accreditations.view_accreditation", "accreditations.view_agreement"
        )
        TRIGGERS.keep()
