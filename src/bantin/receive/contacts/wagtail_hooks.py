"""Contacts and outlets in the desk's menu."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from bantin.receive.contacts import desk

register_snippet(desk.ContactsViewSetGroup)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    """The page of one contact, changes to it, and the import."""
    return [
        path("contact/<int:pk>/", desk.contact_page, name="contact_page"),
        path("contact/<int:pk>/<slug:what>/", desk.change, name="contact_change"),
        path("contacts-import/", desk.import_list, name="contact_import"),
    ]
