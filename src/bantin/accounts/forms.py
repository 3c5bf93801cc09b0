"""The form for a member of staff: name, position, language and roles; no superusers."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from bantin.accounts.models import User
from bantin.accounts.roles import Role

FIELDS = ["username", "display_name", "title", "email", "language", "groups"]


class RolesField(forms.ModelMultipleChoiceField[Group]):
    """Roles by their names instead of the groups' codes."""

    def __init__(self, **options: Any) -> None:
        groups = Group.objects.filter(name__in=Role.values)
        super().__init__(queryset=groups, widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj: Group) -> str:
        """The role's name, with what it may do."""
        return str(Role(obj.name).label)


class _StaffForm(forms.ModelForm[User]):
    """What both forms share; Wagtail's fields for Western names and superusers are gone."""

    email = forms.EmailField(label=_("E-mail"), required=False)
    groups = RolesField(
        label=_("Roles"),
        required=False,
        help_text=_(
            "A role is the only way to rights. Give approval only to the spokesperson and to "
            "persons with a written authorisation."
        ),
    )
    first_name = last_name = is_superuser = None


class StaffCreationForm(_StaffForm, UserCreationForm):
    """A new account."""

    class Meta:
        model = User
        fields = FIELDS


class StaffEditForm(_StaffForm, UserEditForm):
    """An account that is there; nobody changes their own roles."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["groups"]

    class Meta:
        model = User
        fields = [*FIELDS, "is_active"]
