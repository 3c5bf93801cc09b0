"""The page about the API, in both languages."""

from django.urls import path

from bantin.api.reading import views

urlpatterns = [path("api/", views.page, name="api_page")]
