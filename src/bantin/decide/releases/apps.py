from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

WRITE = ("add_release", "change_release", "view_release", "delete_release", "submit_release")
FILES = ("add", "change", "choose", "delete")


class ReleasesConfig(AppConfig):
    name = "bantin.decide.releases"
    label = "releases"
    verbose_name = _("Releases")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant, grant_on_files
        from bantin.accounts.roles import Role

        grant(Role.PRESS_OFFICER, *(f"releases.{name}" for name in (*WRITE, "lock_release")))
        grant(
            Role.SPOKESPERSON,
            *(f"releases.{name}" for name in (*WRITE, "lock_release", "unlock_release")),
            "releases.seal_release",
        )
        grant(Role.AUTHORISED_PERSON, "releases.view_release", "releases.seal_release")
        grant(
            Role.ADMINISTRATOR,
            *(f"releases.{verb}_authorisation" for verb in ("add", "change", "view")),
        )
        for role in (Role.PRESS_OFFICER, Role.SPOKESPERSON):
            grant_on_files(role, *(f"wagtailimages.{verb}_image" for verb in FILES))
            grant_on_files(role, *(f"wagtaildocs.{verb}_document" for verb in FILES))
