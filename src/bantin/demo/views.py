"""The demo's own pages: who to be, what to try, and the mail that arrived."""

import base64
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from csp.decorators import csp
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bantin.accounts.models import User
from bantin.accounts.roles import Role
from bantin.demo import mailbox

PASSWORD = "bantin-demo-2026"  # noqa: S105 - printed by the demo for everyone
PERIOD = 30  # seconds that a one-time code lives
View = Callable[..., HttpResponseBase]


def _demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@_demo_only
def start(request: HttpRequest) -> HttpResponse:
    """The accounts with their one-time codes of this moment, and six things to try."""
    now = time.time()
    left = PERIOD - int(now) % PERIOD
    context = {
        "accounts": _accounts(int(now) // PERIOD),
        "password": PASSWORD,
        "left": left,
        "refresh": left + 1,
        "arrived": len(mailbox.names(settings.MAIL_SINK)),
    }
    return render(request, "demo/start.html", context)


@_demo_only
def inbox(request: HttpRequest) -> HttpResponse:
    """The mail that arrived, newest first."""
    page = Paginator(mailbox.names(settings.MAIL_SINK), 50).get_page(request.GET.get("p"))
    lines = [mailbox.line(settings.MAIL_SINK, name) for name in page]
    return render(request, "demo/inbox.html", {"page": page, "lines": lines})


@_demo_only
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message: headers, text, and the HTML in a frame of its own."""
    read = _read(name)
    context = {
        "name": name,
        "subject": read["Subject"],
        "headers": mailbox.headers(read),
        "text": mailbox.part(read, "plain"),
        "has_html": bool(mailbox.part(read, "html")),
    }
    return render(request, "demo/message.html", context)


@_demo_only
def message_html(request: HttpRequest, name: str) -> HttpResponseBase:
    """The HTML part, cleaned; nothing in it can run, load or reach the page around it."""
    clean, style = mailbox.harmless(mailbox.part(_read(name), "html"))
    page = format_html(
        '<!doctype html><meta charset="utf-8"><title>{}</title><style>{}</style>{}',
        name,
        mark_safe(style),  # noqa: S308 - text of a style element without "<"
        mark_safe(clean),  # noqa: S308 - cleaned
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = {
        "default-src": ["'none'"],
        "style-src": [f"'sha256-{digest}'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups"],
    }
    return csp(policy)(lambda _request: HttpResponse(page))(request)


def _read(name: str) -> Any:
    try:
        return mailbox.read(settings.MAIL_SINK, name)
    except FileNotFoundError as error:
        raise Http404 from error


def _accounts(counter: int) -> list[dict[str, Any]]:
    """Everyone with a role, and the code of this half minute of those who need one."""
    secrets = {
        row.user_id: decrypt(row.data["secret"])
        for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    }
    staff = User.objects.filter(is_active=True, groups__name__in=Role.values).distinct()
    return [
        {
            "username": user.username,
            "name": user.get_full_name(),
            "roles": ", ".join(
                str(Role(group.name).label)
                for group in user.groups.all()
                if group.name in Role.values
            ),
            "code": format_hotp_value(hotp_value(secrets[user.pk], counter))
            if user.pk in secrets
            else "",
        }
        for user in staff.order_by("pk").prefetch_related("groups")
    ]
