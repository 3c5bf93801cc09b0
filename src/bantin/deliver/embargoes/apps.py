from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmbargoesConfig(AppConfig):
    name = "bantin.deliver.embargoes"
    label = "embargoes"
    verbose_name = _("Texts under embargo")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role
        from bantin.deliver.channels import registry
        from bantin.deliver.embargoes.channel import EmbargoChannel
        from bantin.deliver.embargoes.guards import TRIGGERS
        from bantin.deliver.embargoes.queries import still_holds

        grant(Role.PRESS_OFFICER, "embargoes.add_offer", "embargoes.view_offer")
        grant(Role.SPOKESPERSON, "embargoes.view_offer")
        registry.register(EmbargoChannel(), only=still_holds, heard_by="email")
        TRIGGERS.keep()
