from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "bantin.receive.contacts"
    label = "contacts"
    verbose_name = _("Contacts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bantin.accounts.grants import grant
        from bantin.accounts.roles import Role

        grant(
            Role.PRESS_OFFICER,
            *(
                f"contacts.{v}_{m}"
                for v in ("add", "change", "view")
                for m in ("contact", "outlet")
            ),
        )
