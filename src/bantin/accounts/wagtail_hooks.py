"""Links on a person's own account page of the desk."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, object]:
    """The way to authenticator app, passkeys and recovery codes."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("Authenticator app, passkeys and recovery codes. Approving needs one."),
    }


@hooks.register("register_account_menu_item")
def password(request: HttpRequest) -> dict[str, object]:
    """The way to a new password."""
    return {
        "url": reverse("account_change_password"),
        "label": _("Password"),
        "help_text": _("Change the password of this account."),
    }
