from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    name = "bantin.publish.record"
    label = "record"
    verbose_name = _("Public record")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.publish.record import notice_guards, timestamp_guards

        notice_guards.TRIGGERS.keep()
        timestamp_guards.TRIGGERS.keep()
