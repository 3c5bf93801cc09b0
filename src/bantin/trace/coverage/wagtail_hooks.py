"""What this app adds to the desk."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.trace.coverage.desk import imports, outdated, register
from bantin.trace.coverage.desk.access import may_read
from bantin.trace.coverage.desk.panels import CoveragePanel


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the desk that belong to coverage."""
    return [
        path("coverage/", register.items, name="coverage_list"),
        path("coverage/items/<int:pk>/", register.item, name="coverage_item"),
        path("coverage/items/<int:pk>/trace/", register.trace, name="coverage_trace"),
        path("coverage/import/", imports.imports, name="coverage_import"),
        path("coverage/import/<int:pk>/", imports.run, name="coverage_import_run"),
        path("coverage/outdated/", outdated.outdated, name="coverage_outdated"),
        path("coverage/outdated.csv", outdated.outdated_csv, name="coverage_outdated_csv"),
    ]


class CoverageItem(MenuItem):
    """Shown to those who work with coverage."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may open it."""
        return may_read(request)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Coverage in the side bar."""
    return CoverageItem(
        _("Coverage"),
        reverse("coverage_list"),
        name="coverage",
        icon_name="doc-full-inverse",
        order=300,
    )


@hooks.register("construct_homepage_panels")
def panel(request: HttpRequest, panels: list[Any]) -> None:
    """New items, drift and outdated copies on the first page."""
    if may_read(request):
        panels.append(CoveragePanel())


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The style of the panel; pages of the register share it."""
    return format_html('<link rel="stylesheet" href="{}">', static("coverage/coverage.css"))
