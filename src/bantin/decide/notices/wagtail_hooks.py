"""Where notices are written on the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from bantin.decide.notices.desk import writing
from bantin.decide.notices.queries import is_notice
from bantin.decide.releases.models import Release


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """Addresses of the form."""
    return [
        path("notices/new/", writing.new, name="notice_new"),
        path("notices/new-drill/", writing.new_drill, name="notice_new_drill"),
        path("notices/<int:pk>/edit/", writing.edit, name="notice_edit"),
    ]


@hooks.register("before_edit_snippet")
def own_form(request: HttpRequest, instance: object) -> HttpResponse | None:
    """A notice is written in its own form, not in the editor of releases."""
    if isinstance(instance, Release) and is_notice(instance):
        return redirect("notice_edit", instance.pk)
    return None


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """Notices and drills look different at every step."""
    return format_html('<link rel="stylesheet" href="{}">', static("notices/desk.css"))
