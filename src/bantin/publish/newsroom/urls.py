"""Public addresses. ``urlpatterns`` exist in both languages, ``single`` once for the whole site."""

from django.urls import URLPattern, path, re_path

from bantin.publish.newsroom.feeds import FORMATS, notices
from bantin.publish.newsroom.feeds import views as feeds
from bantin.publish.newsroom.views import (
    exchange,
    files,
    imprint,
    lists,
    pages,
    releases,
    search,
    sitemaps,
    transparency,
)

app_name = "newsroom"


def _feed(folder: str, name: str, *, about: str) -> list[URLPattern]:
    """A feed's address in each format."""
    return [
        path(
            f"{folder}feed.{code}",
            feeds.feed,
            {"form": code, "about": about},
            name=form.view_name(name),
        )
        for code, form in FORMATS.items()
    ]


urlpatterns = [
    path("", pages.home, name="home"),
    path("thong-cao/<slug:name>/", releases.release, name="release"),
    path("thong-cao/<slug:name>/phien-ban/<int:number>/", releases.edition, name="edition"),
    path("chu-de/", lists.topics, name="topics"),
    path("chu-de/<slug:code>/", lists.topic, name="topic"),
    *_feed("chu-de/<slug:code>/", "topic_feed", about="topic"),
    path("dia-ban/", lists.areas, name="areas"),
    path("dia-ban/<slug:code>/", lists.area, name="area"),
    *_feed("dia-ban/<slug:code>/", "area_feed", about="area"),
    path("luu-tru/", lists.archive, name="archive"),
    re_path(r"^luu-tru/(?P<year>[12]\d{3})/$", lists.archive_year, name="archive_year"),
    re_path(
        r"^luu-tru/(?P<year>[12]\d{3})/(?P<month>0[1-9]|1[0-2])/$",
        lists.archive_month,
        name="archive_month",
    ),
    path("tim-kiem/", search.search, name="search"),
    path("gioi-thieu/", pages.about, name="about"),
    path("nguoi-phat-ngon/", imprint.spokespersons, name="spokespersons"),
    path("chinh-sach/", imprint.policies, name="policies"),
    path("chinh-sach/<slug:name>/", imprint.policy, name="policy"),
    path("minh-bach/", transparency.transparency, name="transparency"),
    path("he-thong-thiet-ke/", pages.styleguide, name="styleguide"),
    *_feed("", "feed", about="everything"),
    path("nguon-tin/", feeds.directory, name="feeds"),
]

single = [
    re_path(
        r"^media/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]{1,255})$", files.media, name="media"
    ),
    *_feed("tieng-viet/", "vietnamese_feed", about="vietnamese"),
    path("cap/feed.atom", notices.cap_feed, name="cap_feed"),
    path("cap/<uuid:uid>.<int:number>.xml", notices.cap_message, name="cap"),
    *[
        path(
            f"thong-cao/<slug:name>/{edition}{form}", exchange.exchange, {"form": form}, name=called
        )
        for form in exchange.FORMS
        for edition, called in (("", "newest_exchange"), ("phien-ban/<int:number>/", "exchange"))
    ],
    re_path(
        r"^thong-cao/(?P<name>[-a-z0-9]+)/phien-ban/(?P<number>[0-9]{1,5})"
        r"/anh/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]{1,255})$",
        files.press_picture,
        name="press_picture",
    ),
    path("thong-cao/<slug:name>/phien-ban/<int:number>/card.png", releases.card, name="card"),
    path("en", files.english_home),
    path("robots.txt", files.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap/news.xml", sitemaps.news, name="sitemap_news"),
    re_path(
        r"^sitemap/(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])\.xml$",
        sitemaps.month,
        name="sitemap_month",
    ),
    path(".well-known/security.txt", files.security, name="security"),
    path(".well-known/trust.txt", files.trust, name="trust"),
    path("trust.txt", files.trust),
]
