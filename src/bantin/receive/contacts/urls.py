"""Public addresses of contacts."""

from django.urls import path

from bantin.receive.contacts.views import preferences, signup, unsubscribing

app_name = "contacts"
urlpatterns = [
    path("dang-ky/", signup.subscribe, name="subscribe"),
    path("dang-ky/da-gui/", signup.asked, name="asked"),
    path("dang-ky/xac-nhan/<str:token>/", signup.confirm, name="confirm"),
    path("tuy-chon/<str:token>/", preferences.preferences, name="preferences"),
    path("tuy-chon/<str:token>/du-lieu.json", preferences.data, name="data"),
    path("tuy-chon/<str:token>/xoa/", preferences.forget, name="forget"),
    path("huy-dang-ky/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
]
