from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "bantin.decide.notices"
    label = "notices"
    verbose_name = _("Notices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.decide.notices import rules
        from bantin.decide.notices.desk.marks import mark_of
        from bantin.decide.releases import extensions

        extensions.register(
            "notices",
            check=rules.check,
            approval=rules.two_people,
            mark=mark_of,
            ends_elsewhere=rules.is_cancelled,
        )
