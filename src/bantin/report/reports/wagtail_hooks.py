"""What this app adds to the desk."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.report.reports import desk
from bantin.trace.coverage.desk.access import may_read


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the desk that belong to figures."""
    return [
        path("figures/", desk.figures, name="figures"),
        path("figures/figures.csv", desk.figures_csv, name="figures_csv"),
        path("figures/figures.xlsx", desk.figures_xlsx, name="figures_xlsx"),
        path("figures/editions/", desk.editions, name="figures_editions"),
        path("figures/pickup/", desk.pickup, name="figures_pickup"),
        path("figures/deliveries/", desk.deliveries, name="figures_deliveries"),
    ]


class FiguresItem(MenuItem):
    """Shown to those who may read the figures."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may open it."""
        return may_read(request)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Figures in the side bar."""
    return FiguresItem(
        _("Figures"), reverse("figures"), name="figures", icon_name="table", order=900
    )


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The style of the figures' pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("reports/figures.css"))
