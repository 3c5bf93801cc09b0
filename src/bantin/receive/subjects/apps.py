from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "bantin.receive.subjects"
    label = "subjects"
    verbose_name = _("Topics and areas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role

        everything = [f"{v}_{m}" for v in ("add", "change", "view") for m in ("topic", "area")]
        for role in (Role.PRESS_OFFICER, Role.ADMINISTRATOR):
            grant(role, *(f"subjects.{name}" for name in everything))
