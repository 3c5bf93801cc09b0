"""Staff accounts on the desk, for administrators."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import account
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.users.models import UserProfile
from wagtail.users.views import users

from bantin.accounts.forms import StaffCreationForm, StaffEditForm
from bantin.accounts.models import User
from bantin.accounts.roles import Role


def role_names(user: User) -> str:
    """The roles of ``user``, in words."""
    held = {group.name for group in user.groups.all()}
    return ", ".join(str(role.label) for role in Role if role.value in held)


class StaffIndexView(users.IndexView):
    """Accounts with their roles; disabled ones are marked, none is deleted."""

    page_title = _("Staff")
    add_item_label = _("Add an account")
    search_fields = ["username", "display_name", "title", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        """Name, login name, position, roles, whether the account works, last login."""
        title_column = self._get_title_column_class(TitleColumn)
        return [
            title_column(
                "display_name",
                label=_("Name"),
                accessor="get_full_name",
                sort_key="display_name",
                get_url=self.get_edit_url,
            ),
            Column("username", label=_("Login name"), sort_key="username"),
            Column("title", label=_("position")),
            Column("roles", label=_("Roles"), accessor=role_names),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last login"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """All accounts with their groups."""
        return User.objects.prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """By what the reader chose."""
        return queryset.order_by(self.ordering or "username")


class StaffFilterSet(WagtailFilterSet):
    """By role, and whether the account works."""

    role = django_filters.MultipleChoiceFilter(
        label=_("Role"),
        field_name="groups__name",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = django_filters.BooleanFilter(label=_("Active"), widget=BooleanRadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("is_searching", None)  # Wagtail's own filters want to know
        super().__init__(*args, **kwargs)

    class Meta:
        model = User
        fields: list[str] = []


class StaffViewSet(users.UserViewSet):
    """Add, change and disable accounts. Nobody is deleted: the record names who decided."""

    icon = "user"
    menu_label = _("Staff")
    menu_name = "staff"
    menu_order = 900
    add_to_settings_menu = False
    add_to_admin_menu = True
    inspect_view_enabled = False
    copy_view_enabled = False
    index_view_class = StaffIndexView
    filterset_class = StaffFilterSet

    def get_form_class(self, for_update: bool = False) -> type:  # noqa: FBT001, FBT002 - Wagtail's
        """Our form, with names as they are written here."""
        return StaffEditForm if for_update else StaffCreationForm


class ProfileForm(forms.ModelForm[User]):
    """What a person may say about themselves."""

    class Meta:
        model = User
        fields = ["display_name", "title", "language"]


class ProfilePanel(account.BaseSettingsPanel):
    """Name, position and language on the account page."""

    name = "profile"
    title = _("Profile")
    order = 100
    form_class = ProfileForm


class AccountView(account.AccountView):
    """A person's own page, without Wagtail's fields for Western names, avatars and languages."""

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        """Profile and appearance."""
        user = self.request.user
        profile = UserProfile.get_for_user(user)
        kinds = (ProfilePanel, account.ThemeSettingsPanel)
        return [kind(self.request, user, profile) for kind in kinds]
