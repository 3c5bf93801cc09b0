"""Feed subscribers and browsers on the desk: how many, since when, why some left."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from bantin.accounts.permissions import needs
from bantin.deliver.channels import registry
from bantin.deliver.endpoints import actions, overview
from bantin.deliver.endpoints.models import Endpoint
from bantin.deliver.endpoints.queries import open_endpoints

PAGE = 50
LISTED = ["websub", "hub"]
COUNTED = [*LISTED, "webpush"]  # browsers are counted and never shown one by one


@needs("endpoints.view_endpoint")
def endpoints(request: HttpRequest) -> HttpResponse:
    """Counts, the last thirty days, who follows, and the newest closings."""
    now = timezone.now()
    counted = overview.counts(COUNTED, now)
    listed = open_endpoints().filter(channel__in=LISTED).order_by("name", "pk")
    context = {
        "rows": [(one, overview.line(one.channel, now)) for one in counted],
        "page": Paginator(listed.select_related("contact"), PAGE).get_page(request.GET.get("p")),
        "closings": overview.newest_closings(COUNTED),
        "channels": {code: registry.channel(code).label for code in registry.codes()},
        "may_close": request.user.has_perm("endpoints.change_endpoint"),
        "days": overview.DAYS,
    }
    return render(request, "endpoints/desk/endpoints.html", context)


@require_POST
@needs("endpoints.change_endpoint")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Send nothing more to one that is listed."""
    found = Endpoint.objects.filter(channel__in=LISTED, pk=pk).exists()
    if found and actions.close(pk, at=timezone.now(), reason=gettext_noop("closed on the desk")):
        messages.success(request, _("Closed. Nothing more is sent there."))
    else:
        messages.info(request, _("It was closed already."))
    return redirect("endpoints")
