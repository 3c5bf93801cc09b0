"""Sign-in, second factor and language: allauth without sign-up, e-mail and password mails."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from bantin.accounts import views


def switched_off(request: HttpRequest) -> HttpResponse:
    """Answer like an address that never was."""
    raise Http404


urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    re_path(
        r"^(?:signup|email|confirm-email|login/code|password/(?:set|reset))/",
        switched_off,
    ),
    path("", include("allauth.urls")),
]
