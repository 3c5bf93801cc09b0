from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate  # noqa: TID251 - the groups follow `migrate`
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "bantin.accounts"
    label = "accounts"
    verbose_name = _("Staff")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts import grants, guards, signins
        from bantin.accounts.roles import Role

        for role in Role:
            grants.grant(role, "wagtailadmin.access_admin")
        grants.grant(
            Role.ADMINISTRATOR, *(f"accounts.{verb}_user" for verb in ("add", "change", "view"))
        )
        grants.grant(Role.ADMINISTRATOR, "accounts.view_export")
        # core is the last app, so that the permissions of all others are there already
        post_migrate.connect(grants.apply_grants, sender=apps.get_app_config("core"))
        signins.connect()
        guards.TRIGGERS.keep()


class StaffUsersConfig(WagtailUsersAppConfig):
    user_viewset = "bantin.accounts.desk.StaffViewSet"
