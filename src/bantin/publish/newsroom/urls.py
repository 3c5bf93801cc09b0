"""Public addresses. ``urlpatterns`` exist in both languages, ``single`` once for the whole site."""

from django.urls import path, re_path

from bantin.publish.newsroom import feeds
from bantin.publish.newsroom.views import files, lists, pages, releases

app_name = "newsroom"
urlpatterns = [
    path("", pages.home, name="home"),
    path("thong-cao/<slug:name>/", releases.release, name="release"),
    path("thong-cao/<slug:name>/phien-ban/<int:number>/", releases.edition, name="edition"),
    path("chu-de/", lists.topics, name="topics"),
    path("chu-de/<slug:code>/", lists.topic, name="topic"),
    path("chu-de/<slug:code>/feed.atom", feeds.topic_feed, name="topic_feed"),
    path("dia-ban/", lists.areas, name="areas"),
    path("dia-ban/<slug:code>/", lists.area, name="area"),
    path("luu-tru/", lists.archive, name="archive"),
    re_path(r"^luu-tru/(?P<year>[12]\d{3})/$", lists.archive_year, name="archive_year"),
    re_path(
        r"^luu-tru/(?P<year>[12]\d{3})/(?P<month>0[1-9]|1[0-2])/$",
        lists.archive_month,
        name="archive_month",
    ),
    path("tim-kiem/", lists.search, name="search"),
    path("gioi-thieu/", pages.about, name="about"),
    path("he-thong-thiet-ke/", pages.styleguide, name="styleguide"),
    path("feed.atom", feeds.feed, name="feed"),
]

single = [
    re_path(
        r"^media/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]{1,255})$", files.media, name="media"
    ),
    path("cap/feed.atom", feeds.cap_feed, name="cap_feed"),
    path("cap/<uuid:uid>.<int:number>.xml", feeds.cap_message, name="cap"),
    path("en", files.english_home),
    path("robots.txt", files.robots, name="robots"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
    path(".well-known/security.txt", files.security, name="security"),
]
