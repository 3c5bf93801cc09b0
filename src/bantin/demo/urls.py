"""Addresses of the demo's own pages; 404 outside the demo."""

from django.urls import path

from bantin.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("thu/", views.inbox, name="inbox"),
    path("thu/<str:name>/", views.message, name="message"),
    path("thu/<str:name>/html/", views.message_html, name="message_html"),
]
