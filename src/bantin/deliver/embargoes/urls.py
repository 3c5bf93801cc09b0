"""Public addresses of texts under embargo. Each needs the signed token of one contact."""

from django.urls import path

from bantin.deliver.embargoes import views

app_name = "embargoes"
urlpatterns = [
    path("han-che/<str:token>/", views.text, name="text"),
    path("han-che/<str:token>/tep/<str:sha256>/<str:filename>", views.file, name="file"),
]
