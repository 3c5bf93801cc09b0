"""The page where a recipient ends all subscriptions, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bantin.receive.contacts import actions, links
from bantin.receive.contacts.views.tokens import holder


@csrf_exempt  # the signed token is the authority, and mail programs post without a cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, act on POST: also RFC 8058's one-click POST, which must not be redirected.

    A mail scanner that opens every link changes nothing.
    """
    contact = holder(token, "unsubscribe")
    if contact is None:
        return render(request, "contacts/unsubscribe.html", {"step": "unknown"}, status=404)
    context = {"contact": contact, "preferences_url": links.preferences_path(contact.pk)}
    if request.method != "POST":
        return render(request, "contacts/unsubscribe.html", {"step": "ask", **context})
    actions.unsubscribe(contact, at=timezone.now())
    return render(request, "contacts/unsubscribe.html", {"step": "done", **context})
