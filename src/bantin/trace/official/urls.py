"""Addresses: ``urlpatterns`` in both languages, ``single`` once for the whole site."""

from django.urls import path, re_path

from bantin.trace.official import views

app_name = "official"
urlpatterns = [
    path("kiem-chung/", views.check, name="check"),
    re_path(r"^kiem-chung/(?P<prefix>[0-9a-f]{16,64})/$", views.printed, name="printed"),
]

single = [
    re_path(r"^kiem-chung/(?P<sha256>[0-9a-f]{64})\.svg$", views.code, name="code"),
]
