"""Public addresses of texts under embargo. Each needs the signed token of one contact."""

from django.urls import path, re_path

from bantin.deliver.embargoes import views

app_name = "embargoes"
urlpatterns = [
    path("han-che/<str:token>/", views.text, name="text"),
    re_path(
        r"^han-che/(?P<token>[^/]+)/tep/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]{1,255})$",
        views.file,
        name="file",
    ),
]
