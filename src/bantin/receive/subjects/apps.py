from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    name = "bantin.receive.subjects"
    label = "subjects"
    verbose_name = _("Topics and areas")
    default_auto_field = "django.db.models.BigAutoField"
