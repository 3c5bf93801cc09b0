"""Chat rooms on the desk: connect, try out, change, close."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_denied

from bantin.accounts.permissions import needs
from bantin.core.refusals import Refusal
from bantin.deliver.channels.base import Outcome
from bantin.deliver.channels.chat import actions, services
from bantin.deliver.channels.chat.actions import Wish
from bantin.deliver.channels.chat.channel import ChatChannel
from bantin.deliver.channels.chat.forms import RoomForm
from bantin.deliver.endpoints import actions as endpoints
from bantin.deliver.endpoints.models import Endpoint


@needs("endpoints.view_endpoint")
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms, and how to connect one."""
    rows = [(room, _service(room)) for room in _rooms().order_by("name")]
    context = {"rows": rows, "services": services.SERVICES, "may_change": _may_change(request)}
    return render(request, "chat/desk/rooms.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Connect a room."""
    if not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    form = RoomForm(request.POST or None)
    if form.is_valid():
        try:
            room = actions.connect(form.cleaned_data["address"], _wish(form), at=timezone.now())
        except Refusal as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(
                request, _("“%(name)s” is connected. Try it out now.") % {"name": room}
            )
            return redirect("chat_room", room.pk)
    context = {"form": form, "services": services.SERVICES}
    return render(request, "chat/desk/new.html", context)


@needs("endpoints.view_endpoint")
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room: what it gets, what was sent there, and what can be done."""
    one = get_object_or_404(_rooms(), pk=pk)
    form = RoomForm.of(one, request.POST or None)
    if request.method == "POST" and not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    if form.is_valid():
        try:
            actions.change(one, _wish(form), address=form.cleaned_data["address"])
        except Refusal as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("“%(name)s” is changed.") % {"name": one})
            return redirect("chat_room", pk)
    context = {
        "room": one,
        "service": _service(one),
        "masked": services.masked(one.address),
        "form": form,
        "may_change": _may_change(request),
        "sent": one.deliveries.select_related("edition").order_by("-queued_at", "-pk")[:50],
    }
    return render(request, "chat/desk/room.html", context)


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Try a room out, close it or open it again."""
    if not _may_change(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    one = get_object_or_404(_rooms(), pk=pk)
    if what == "test":
        _try_out(request, one)
    elif what == "close":
        endpoints.close(pk, at=timezone.now(), reason=_("closed on the desk"))
        messages.success(request, _("Nothing more is sent to “%(name)s”.") % {"name": one})
    else:
        endpoints.reopen(pk, at=timezone.now())
        messages.success(request, _("“%(name)s” gets texts again.") % {"name": one})
    return redirect("chat_room", pk)


def _try_out(request: HttpRequest, one: Endpoint) -> None:
    answer = actions.try_out(one, at=timezone.now())
    if answer.outcome is Outcome.HANDED_OVER:
        messages.success(request, _("The service took the test message. Look whether it is there."))
    else:
        said = _("The service did not take the test message. It said: %(reply)s")
        messages.error(request, said % {"reply": answer.reply})


def _rooms() -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(channel=ChatChannel.code)


def _may_change(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("endpoints.change_endpoint"))


def _service(one: Endpoint) -> str:
    try:
        return services.service_of(one.address).name
    except Refusal:
        return "–"


def _wish(form: RoomForm) -> Wish:
    return Wish(**{key: form.cleaned_data[key] for key in ("name", "language", "topics", "areas")})
