"""Items of the desk's menu for those who may open them."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class PermittedMenuItem(MenuItem):
    """Shown to those who have a permission."""

    def __init__(self, label: Any, url: Any, *, permission: str, **more: Any) -> None:
        super().__init__(label, url, **more)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return request.user.has_perm(self.permission)
