"""What this app adds to the desk, and what it takes away from it."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail import features as draftail
from wagtail.admin.search import SearchArea
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from bantin.accounts.models import User
from bantin.decide.releases import queries
from bantin.decide.releases.desk import editor, requests, viewsets
from bantin.decide.releases.models import Release

HIDDEN = {"explorer", "reports", "help", "settings", "snippets", "workflows"}

register_snippet(viewsets.ReleaseViewSet)
register_snippet(viewsets.AuthorisationViewSet)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the desk that belong to releases."""
    return [
        path("releases/submit/<int:pk>/", requests.submit, name="release_submit"),
        path("releases/<int:pk>/", requests.history, name="release_history"),
        path("sign-offs/<int:pk>/take-back/", requests.take_back, name="release_take_back"),
    ]


@hooks.register("construct_main_menu")
def only_ours(request: HttpRequest, items: list[Any]) -> None:
    """Leave out what an office without a page tree does not need."""
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_homepage_panels", order=-100)
def no_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Take Wagtail's panels away; each stage adds its own afterwards."""
    panels.clear()


@hooks.register("construct_snippet_action_menu")
def no_surprises(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """In a release's footer: save, save and submit, delete. Nothing that publishes."""
    if context["model"] is Release:
        kept = {"action-save", "action-submit", "action-delete", "action-locked"}
        items[:] = [item for item in items if item.name in kept]


@hooks.register("register_snippet_action_menu_item")
def submit_item(model: type) -> editor.SubmitItem | None:
    """Offer the way to a request for approval."""
    return editor.SubmitItem(order=10) if model is Release else None


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The desk's own style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("releases/desk.css"))


@hooks.register("register_rich_text_features", order=100)
def links_out_only(features: FeatureRegistry) -> None:
    """Links go to addresses: there is no page tree to choose from."""
    outside = reverse_lazy("wagtailadmin_choose_page_external_link")
    features.register_editor_plugin(
        "draftail",
        "link",
        draftail.EntityFeature(
            {
                "type": "LINK",
                "icon": "link",
                "description": _("Link"),
                "attributes": ["url", "id", "parentId"],
                "allowlist": {"href": "^(http:|https:|mailto:|tel:|undefined$)"},
                "chooserUrls": {
                    "pageChooser": outside,
                    "externalLinkChooser": outside,
                    "emailLinkChooser": reverse_lazy("wagtailadmin_choose_page_email_link"),
                    "phoneLinkChooser": reverse_lazy("wagtailadmin_choose_page_phone_link"),
                    "anchorLinkChooser": outside,
                },
            },
            js=["wagtailadmin/js/page-chooser-modal.js"],
        ),
    )


class ReleaseSearch(SearchArea):
    """The desk's search field looks for releases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For those who may see them."""
        return isinstance(request.user, User) and queries.may_see_releases(request.user)


@hooks.register("register_admin_search_area")
def search_area() -> SearchArea:
    """Searching in the side bar searches releases."""
    return ReleaseSearch(
        _("Releases"), reverse("releases:list"), name="releases", icon_name="doc-full", order=1
    )


@hooks.register("construct_search")
def only_our_search(request: HttpRequest, areas: list[Any]) -> None:
    """Pages are not searched: there are none."""
    areas[:] = [area for area in areas if area.name != "pages"]
