"""What Wagtail needs to know about releases and authorisations."""

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList

from bantin.decide.releases.desk import editor, lists
from bantin.decide.releases.forms import ReleaseForm
from bantin.decide.releases.models import Authorisation, Release
from bantin.web.viewsets import DeskViewSet


class _NotChosen(DeskViewSet):
    """Nothing points at these, so Wagtail's chooser, which asks for no permission, is left out."""

    def register_chooser_viewset(self) -> None:
        """Do without."""


class ReleaseViewSet(_NotChosen):
    """Releases: list, editor, history, locks, preview. There is nothing to publish here."""

    model = Release
    icon = "doc-full"
    menu_label = gettext_lazy("Releases")
    menu_name = "releases"
    menu_order = 100
    add_to_admin_menu = True
    admin_url_namespace = "releases"
    base_url_path = "releases"
    copy_view_enabled = True
    list_per_page = 30
    filterset_class = lists.ReleaseFilters
    edit_handler = ObjectList(editor.PANELS, base_form_class=ReleaseForm)
    index_view_class = lists.ReleaseIndexView
    add_view_class = editor.ReleaseCreateView
    copy_view_class = editor.ReleaseCopyView
    edit_view_class = editor.ReleaseEditView
    delete_view_class = editor.ReleaseDeleteView
    revisions_revert_view_class = editor.ReleaseRevertView
    edit_template_name = "releases/desk/edit.html"


class AuthorisationViewSet(_NotChosen):
    """Who may speak, on which topics, from when to when."""

    model = Authorisation
    icon = "key"
    menu_label = gettext_lazy("Authorisations")
    menu_name = "authorisations"
    menu_order = 910
    add_to_admin_menu = True
    admin_url_namespace = "authorisations"
    base_url_path = "authorisations"
    copy_view_enabled = False
    list_display = ["person", "document", "valid_from", "valid_to"]
    search_fields = ["person__display_name", "person__username", "document"]
    panels = [
        FieldPanel("person"),
        FieldPanel("document"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("valid_from"),
        FieldPanel("valid_to"),
    ]
