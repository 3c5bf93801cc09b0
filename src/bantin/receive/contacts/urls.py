"""Public addresses of contacts."""

from django.urls import path

from bantin.receive.contacts import views

app_name = "contacts"
urlpatterns = [path("huy-dang-ky/<str:token>/", views.unsubscribe, name="unsubscribe")]
