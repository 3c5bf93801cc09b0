"""allauth's forms in this office's words, without the ways that it does not have."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Name and password. A lost password is replaced by the administrator, not by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _Named:
    """Fields with the names that they go by here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = getattr(self, "fields", {})
        if "code" in fields:
            fields["code"].label = _("Code from the app, or a recovery code")
            fields["code"].widget.attrs.pop("placeholder", None)
        if "name" in fields:
            fields["name"].label = _("Name of the device")


class CodeForm(_Named, AuthenticateForm):
    """The second factor at sign-in."""


class CodeAgainForm(_Named, ReauthenticateForm):
    """The second factor once more."""


class FirstCodeForm(_Named, ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")


class NewPasskeyForm(_Named, AddWebAuthnForm):
    """A new passkey."""


class PasskeyForm(_Named, EditWebAuthnForm):
    """A passkey's name."""
