"""The hub's address; our feeds name it."""

from django.urls import path

from bantin.deliver.channels.websub import views
from bantin.publish.newsroom.feeds import HUB_PATH

urlpatterns = [path(HUB_PATH.removeprefix("/"), views.hub, name="hub")]
