"""All addresses. Public ones carry the language (``/en/…``; Vietnamese has no prefix)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtail_urls

from bantin.web.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("desk/", include(wagtail_urls)),
    path("accounts/", include("allauth.urls")),
    *i18n_patterns(
        # newsroom
        prefix_default_language=False,
    ),
]
