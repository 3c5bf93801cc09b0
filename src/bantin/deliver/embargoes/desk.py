"""Texts under embargo on the desk: offer, and who was offered, accepted and read what, when."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.auth import permission_denied

from bantin.accounts.models import User
from bantin.core.clock import database_now
from bantin.core.refusals import Refusal
from bantin.decide.releases.queries import may_see_releases
from bantin.deliver.dispatch.models import Delivery
from bantin.deliver.embargoes import actions, errors, letters, queries
from bantin.deliver.embargoes.forms import OfferForm
from bantin.deliver.embargoes.models import Embargo
from bantin.publish.record.models import Edition
from bantin.receive.accreditations.queries import current_agreement
from bantin.receive.contacts.models import Contact

PAGE = 50
READS = 200  # of the log, on the page of an edition


def embargoes(request: HttpRequest) -> HttpResponse:
    """What waits for its instant, and what was ever offered."""
    if not _may_see(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    at = database_now()
    page = Paginator(queries.offered(at), PAGE).get_page(request.GET.get("p"))
    context = {
        "waiting": queries.waiting(at)[:PAGE],
        "page": page,
        "rows": [(one, badge(one.edition)) for one in page],
    }
    return render(request, "embargoes/desk/index.html", context)


def embargo(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: who was offered it, who accepted, and every read."""
    if not _may_see(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    at = database_now()
    edition = _find(pk)
    reads = list(queries.reads(pk)[: READS + 1])
    context = {
        **_about(edition),
        "badge": badge(edition),
        "live": hasattr(edition, "live"),
        "offers": Paginator(queries.offers(pk, at), PAGE).get_page(request.GET.get("p")),
        "mails": {status.value: status.label for status in Delivery.Status},
        "reads": reads[:READS],
        "more": len(reads) > READS,
        "may_offer": _may_offer(request) and queries.can_be_offered(edition, at),
        "may_see_contacts": request.user.has_perm("contacts.view_contact"),
    }
    return render(request, "embargoes/desk/embargo.html", context)


def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, look, send: three steps, each a POST of the one before."""
    if not _may_offer(request):
        return permission_denied(request)  # type: ignore[no-any-return]
    at = database_now()
    edition = _find(pk)
    form = OfferForm(request.POST or None, instance=Embargo.objects.filter(pk=pk).first())
    chosen = {int(key) for key in request.POST.getlist("contact") if key.isdecimal()}
    step = request.POST.get("step", "") if form.is_valid() else ""
    try:
        if not queries.can_be_offered(edition, at):
            messages.error(request, str(errors.NotUnderEmbargo(title=edition.title)))
            return redirect("embargo", pk)
        if step == "look":
            actions.refuse_telling(edition, form.subjects)
            return _look(request, edition, form, chosen)
        if step == "send":
            return _send(request, edition, form, chosen)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    everybody = queries.candidates(edition, at)
    people = everybody.filter(queries.can_be_mailed())
    matching = set(people.filter(queries.matches(edition)).values_list("pk", flat=True))
    context = {
        **_about(edition),
        "form": form,
        "agreement": current_agreement(),
        "people": people,
        "unreachable": everybody.exclude(queries.can_be_mailed()),
        "matching": matching,
        "chosen": chosen if request.method == "POST" else matching,
    }
    return render(request, "embargoes/desk/send.html", context)


def badge(edition: Edition) -> SafeString:
    """What became of an edition, in words; the colour is only an addition."""
    if hasattr(edition, "live"):
        colour, words = "live", _("public")
    elif hasattr(edition, "voided") or edition.sign_off.status != "approved":
        colour, words = "returned", _("approval ended: links are dead")
    else:
        colour, words = "approved", _("under embargo")
    return format_html('<span class="state state--{}">{}</span>', colour, words)


def approval_panel(request: HttpRequest, edition: Edition) -> str:
    """On the page of an approval: the way to send it under embargo."""
    at = database_now()
    if not _may_see(request) or not queries.can_be_offered(edition, at):
        return ""
    context = {
        "edition": edition,
        "embargo": queries.offered(at).filter(pk=edition.pk).first(),
        "may_offer": _may_offer(request),
    }
    return render_to_string("embargoes/desk/approval_panel.html", context, request)


def contact_panel(request: HttpRequest, contact: Contact) -> str:
    """On a contact's page: what they were offered, and every read."""
    if not _may_see(request):
        return ""
    context = {
        "offers": queries.of_contact(contact.pk),
        "reads": queries.reads_of_contact(contact.pk),
    }
    return render_to_string("embargoes/desk/contact_panel.html", context, request)


def _look(
    request: HttpRequest, edition: Edition, form: OfferForm, chosen: set[int]
) -> HttpResponse:
    """Everything that goes out, before it does."""
    people = queries.candidates(edition, database_now())
    people = people.filter(queries.can_be_mailed(), pk__in=chosen)
    if not people:
        raise errors.NobodyChosen
    context = {
        **_about(edition),
        "form": form,
        "people": people,
        "agreement": current_agreement(),
        "letters": [
            _letter(edition, form.subjects[code], code)
            for code in sorted({one.language for one in people}, reverse=True)
        ],
    }
    return render(request, "embargoes/desk/confirm.html", context)


def _letter(edition: Edition, subject: str, language: str) -> dict[str, str]:
    with translation.override(language):
        own = f"<{_('a link of their own')}>"
    text = letters.words(edition, language)
    text = text.replace(letters.LINK, own).replace(letters.SETTINGS, own)
    return {"language": language, "subject": subject, "text": text.strip()}


def _send(
    request: HttpRequest, edition: Edition, form: OfferForm, chosen: set[int]
) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - asked in _may_offer
    offers = actions.offer(
        edition.pk, chosen, subjects=form.subjects, by=request.user, at=database_now()
    )
    said = ngettext(
        "It is on its way to %(count)s accredited contact.",
        "It is on its way to %(count)s accredited contacts.",
        len(offers),
    )
    messages.success(request, said % {"count": len(offers)})
    return redirect("embargo", edition.pk)


def _find(pk: int) -> Edition:
    editions = Edition.objects.select_related("live", "voided", "sign_off")
    return get_object_or_404(editions, pk=pk)


def _about(edition: Edition) -> dict[str, Any]:
    embargo = Embargo.objects.filter(pk=edition.pk).first()
    return {"edition": edition, "until": letters.until(edition), "embargo": embargo}


def _may_see(request: HttpRequest) -> bool:
    """Who reads drafts and sees offers: titles stand on these pages."""
    user = request.user
    return (
        isinstance(user, User)
        and may_see_releases(user)
        and bool(user.has_perm("embargoes.view_offer"))
    )


def _may_offer(request: HttpRequest) -> bool:
    return _may_see(request) and queries.may_offer(request.user)  # type: ignore[arg-type] # a User
