"""The record on the desk: approvals, comparing, home panels."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from bantin.accounts.models import User
from bantin.decide.releases import queries as drafts
from bantin.publish.record.desk import approvals, comparing, notices, panels


def _sees_drafts(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and drafts.may_see_releases(request.user)


class ForReaders(MenuItem):
    """An entry of the menu for those who may see drafts."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may see drafts."""
        return _sees_drafts(request)


@hooks.register("register_admin_menu_item")
def approvals_item() -> MenuItem:
    """Right below the releases."""
    return ForReaders(
        _("Approvals"), reverse_lazy("approvals"), name="approvals", icon_name="check", order=110
    )


@hooks.register("register_admin_menu_item")
def notices_item() -> MenuItem:
    """Between the releases and the approvals."""
    return ForReaders(
        _("Notices"), reverse_lazy("notices"), name="notices", icon_name="warning", order=105
    )


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the approvals."""
    return [
        path("notices/", notices.index, name="notices"),
        path("notices/<int:pk>/", notices.page, name="notice_page"),
        path("notices/<int:pk>/cancel/", notices.cancel, name="notice_cancel"),
        path("notices/<int:pk>/cap.xml", notices.cap, name="notice_cap"),
        path("approvals/", approvals.index, name="approvals"),
        path("approvals/<int:pk>/", approvals.approval, name="approval"),
        path("approvals/<int:pk>/approve/", approvals.approve, name="approval_approve"),
        path("approvals/<int:pk>/send-back/", approvals.send_back, name="approval_send_back"),
        path("approvals/<int:pk>/call-off/", approvals.call_off, name="approval_call_off"),
        path("releases/<int:pk>/compare/", comparing.compare, name="release_compare"),
    ]


@hooks.register("construct_homepage_panels")
def home(request: HttpRequest, shown: list[Any]) -> None:
    """What waits and what goes live next is for those who may see drafts; the rest is public."""
    if _sees_drafts(request):
        shown += [panels.WaitingPanel(), panels.NextPanel()]
    shown.append(panels.PublishedPanel())
