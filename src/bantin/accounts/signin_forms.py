"""The sign-in form, without the ways that this office does not have."""

from typing import Any

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """Name and password. A lost password is replaced by the administrator, not by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
