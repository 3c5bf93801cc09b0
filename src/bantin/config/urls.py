"""All addresses. Public ones carry the language (``/en/…``; Vietnamese has no prefix)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtail_urls

from bantin.accounts import urls as accounts_urls
from bantin.decide.releases import urls as desk_urls
from bantin.deliver.channels.webpush import urls as webpush_urls
from bantin.publish.newsroom import urls as newsroom_urls
from bantin.trace.official import urls as official_urls
from bantin.web import metrics
from bantin.web.health import health

handler404 = "bantin.web.views.not_found"
urlpatterns = [
    path("", include("bantin.publish.record.public")),
    path("", include((newsroom_urls.single, "newsroom_files"))),
    path("", include((official_urls.single, "official_files"))),
    path("", include("bantin.deliver.channels.websub.urls")),
    path("", include("bantin.deliver.channels.email.urls")),
    path("", include((webpush_urls.single, "webpush_files"))),
    path("demo/", include("bantin.demo.urls")),
    path("api/v1/", include("bantin.api.v1", namespace="api-1")),
    path("health", health, name="health"),
    path("metrics", metrics.show, name="metrics"),
    path("desk/", include(desk_urls)),  # before Wagtail's: some of its pages are switched off
    path("desk/", include(wagtail_urls)),
    path("accounts/", include(accounts_urls)),
    *i18n_patterns(
        path("", include("bantin.publish.newsroom.urls")),
        path("", include("bantin.trace.official.urls")),
        path("", include("bantin.receive.contacts.urls")),
        path("", include("bantin.deliver.channels.webpush.urls")),
        path("", include("bantin.deliver.channels.webhook.urls")),
        path("", include("bantin.deliver.embargoes.urls")),
        path("", include("bantin.api.reading.urls")),
        prefix_default_language=False,
    ),
]
