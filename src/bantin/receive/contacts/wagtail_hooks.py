"""Contacts and outlets in the desk's menu."""

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from bantin.receive.contacts import desk, exports

register_snippet(desk.ContactsViewSetGroup)


@hooks.register("insert_global_admin_css")
def look() -> SafeString:
    """The look of a contact's page."""
    return format_html('<link rel="stylesheet" href="{}">', static("contacts/desk.css"))


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The page of one contact, changes to it, the import and the export."""
    return [
        path("contact/<int:pk>/", desk.contact_page, name="contact_page"),
        path("contact/<int:pk>/<slug:what>/", desk.change, name="contact_change"),
        path("contacts-import/", desk.import_list, name="contact_import"),
        path("contacts-export/", exports.export, name="contact_export"),
    ]
