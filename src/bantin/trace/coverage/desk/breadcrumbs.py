"""Where a coverage page stands."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Crumb = dict[str, str | Promise]


def crumbs(*own: tuple[str, str | Promise]) -> list[Crumb]:
    """Home, coverage, and ``own`` (address, label) behind them."""
    items: list[Crumb] = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("coverage_list"), "label": _("Coverage")},
    ]
    return items + [{"url": url, "label": label} for url, label in own]
