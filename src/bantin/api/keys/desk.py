"""API keys on the desk: all of them, a new one, and revoking one."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bantin.accounts.models import User
from bantin.accounts.permissions import needs
from bantin.api.keys import actions
from bantin.api.keys.models import Key
from bantin.core.refusals import Refusal

PAGE = 50
A_YEAR = timedelta(days=365)


def _in_a_year() -> str:
    return (timezone.localdate() + A_YEAR).isoformat()


class KeyForm(forms.ModelForm[Key]):
    """Whose key it is, what it may do, and the last day on which it may."""

    until = forms.DateField(
        label=gettext_lazy("last day"),
        initial=_in_a_year,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Key
        fields = ["name", "contact", "reads_webhooks", "writes_webhooks", "fast"]

    def wishes(self) -> dict[str, Any]:
        """What :func:`bantin.api.keys.actions.make` asks for."""
        wishes = dict(self.cleaned_data)
        after = wishes.pop("until") + timedelta(days=1)
        midnight = datetime.combine(after, datetime.min.time())
        return {**wishes, "expires_at": timezone.make_aware(midnight)}


@needs("api_keys.view_key")
def index(request: HttpRequest) -> HttpResponse:
    """All keys, newest first; revoked ones stay, so that it is known who had one."""
    rows = Key.objects.select_related("contact", "made_by", "revoked_by")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        "now": timezone.now(),
        "may_add": request.user.has_perm("api_keys.add_key"),
        "may_change": request.user.has_perm("api_keys.change_key"),
    }
    return render(request, "api_keys/index.html", context)


@never_cache
@needs("api_keys.add_key")
def add(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once: nothing keeps it between two pages."""
    assert isinstance(request.user, User)  # noqa: S101 - it has a permission
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make(**form.wishes(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("until", str(refusal))
        else:
            return render(request, "api_keys/made.html", {"made": made})
    return render(request, "api_keys/add.html", {"form": form})


@require_POST
@needs("api_keys.change_key")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    assert isinstance(request.user, User)  # noqa: S101 - it has a permission
    key = get_object_or_404(Key, pk=pk)
    if actions.revoke(key.pk, by=request.user, at=timezone.now()):
        messages.success(request, _("Revoked. The next request with this key is refused."))
    else:
        messages.info(request, _("It was revoked already."))
    return redirect("api_keys")
