"""Our script on every page of the desk."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def start_from_data() -> SafeString:
    """Start choosers, inline panels and pickers without inline scripts."""
    return format_html('<script src="{}"></script>', static("bantin/desk.js"))
