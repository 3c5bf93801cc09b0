"""The address at which a mail provider posts; it carries no language."""

from django.urls import path

from bantin.deliver.channels.email.views import mail_events

urlpatterns = [path("mail-events", mail_events, name="mail_events")]
