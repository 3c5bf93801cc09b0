"""The receiver's own page."""

from django.urls import path

from bantin.deliver.channels.webhook import views

urlpatterns = [path("webhook/<str:token>/", views.log, name="webhook_log")]
