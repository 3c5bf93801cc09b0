"""Contacts and outlets on the desk."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import snippets

from bantin.accounts.permissions import needs
from bantin.core.refusals import Refusal
from bantin.receive.contacts import actions, lists
from bantin.receive.contacts.models import Consent, Contact, Language, Outlet, Subscription
from bantin.receive.contacts.queries import reachable, waiting
from bantin.receive.subjects.models import Topic
from bantin.web.viewsets import DeskViewSet

STATES = [
    ("reachable", gettext_lazy("gets our texts")),
    ("no_consent", gettext_lazy("no consent in force")),
    ("suppressed", gettext_lazy("suppressed")),
    ("paused", gettext_lazy("pauses")),
    ("forgotten", gettext_lazy("deleted at their own request")),
]


def state(contact: Contact) -> str:
    """One of ``STATES``; needs :func:`with_consent`."""
    if contact.forgotten_at:
        return "forgotten"
    if contact.suppressed_at:
        return "suppressed"
    if not contact.consents_now:  # type: ignore[attr-defined]
        return "no_consent"
    paused = contact.paused_until and contact.paused_until > timezone.now()
    return "paused" if paused else "reachable"


def with_consent(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """Contacts, each with whether a consent is in force."""
    in_force = Consent.objects.filter(contact=OuterRef("pk"), withdrawn_at=None)
    return contacts.annotate(consents_now=Exists(in_force))


def badge(contact: Contact) -> SafeString:
    """The state in words; its colour is only an addition."""
    now = state(contact)
    colour = {"reachable": "live", "suppressed": "returned", "forgotten": "retracted"}
    label = dict(STATES)[now]
    return format_html('<span class="state state--{}">{}</span>', colour.get(now, "open"), label)


class ContactFilters(WagtailFilterSet):
    """By kind, state, topic, outlet and language."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("kind"), choices=Contact.Kind.choices)
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("state"), choices=STATES, method="by_state"
    )
    topic = django_filters.ModelChoiceFilter(
        label=gettext_lazy("topic"), queryset=Topic.objects.all(), method="by_topic"
    )
    outlet = django_filters.ModelChoiceFilter(
        label=gettext_lazy("outlet"), queryset=Outlet.objects.all()
    )
    language = django_filters.ChoiceFilter(label=gettext_lazy("language"), choices=Language.choices)

    class Meta:
        model = Contact
        fields: list[str] = []

    def by_state(self, rows: QuerySet[Contact], _name: str, value: str) -> QuerySet[Contact]:
        """Those in one state."""
        if value == "suppressed":
            return rows.filter(suppressed_at__isnull=False)
        if value == "forgotten":
            return rows.filter(forgotten_at__isnull=False)
        if value == "reachable":
            return rows.filter(pk__in=reachable().values("pk"))
        in_force = Exists(Consent.objects.filter(contact=OuterRef("pk"), withdrawn_at=None))
        if value == "paused":
            return rows.filter(in_force, suppressed_at=None, paused_until__gt=timezone.now())
        return rows.filter(~in_force, suppressed_at=None, forgotten_at=None)

    def by_topic(self, rows: QuerySet[Contact], _name: str, value: Topic) -> QuerySet[Contact]:
        """Those who get texts on this topic."""
        asked = Subscription.objects.filter(Q(topic=None) | Q(topic=value), contact=OuterRef("pk"))
        return rows.filter(Exists(asked))


def named(contacts: QuerySet[Contact], words: str) -> QuerySet[Contact]:
    """Those with ``words`` in the name, the address or the outlet's name."""
    return contacts.filter(
        Q(name__icontains=words) | Q(email__icontains=words) | Q(outlet__name__icontains=words)
    )


class ContactIndexView(snippets.IndexView):
    """All contacts."""

    is_searchable = True
    show_other_searches = False

    @cached_property
    def columns(self) -> list[Column]:
        """Name, address, outlet, kind, language, state."""
        return [
            self._get_title_column("__str__"),
            Column("email", label=_("e-mail"), accessor="email", sort_key="email"),
            Column("outlet", label=_("outlet"), accessor=lambda one: one.outlet or "–"),
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("language", label=_("language"), accessor="get_language_display"),
            Column("state", label=_("state"), accessor=badge),
        ]

    def get_base_queryset(self) -> QuerySet[Contact]:
        """Contacts with their outlets and states."""
        return with_consent(Contact.objects.select_related("outlet"))

    def search_queryset(self, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        """By a part of the name, the address or the outlet's name."""
        return named(queryset, self.search_query) if self.is_searching else queryset

    def waiting_for_confirmation(self) -> str:
        """How many people still have to confirm what they asked for on the public page."""
        count = waiting(timezone.now()).count()
        return ngettext(
            "%(count)s request waits for its confirmation",
            "%(count)s requests wait for their confirmation",
            count,
        ) % {"count": count}

    def get_edit_url(self, instance: Contact) -> str:
        """A name leads to the contact's page."""
        return reverse("contact_page", args=[instance.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Add one, import a list, or export what the list shows."""
        buttons = list(super().header_buttons)
        if self.request.user.has_perm("contacts.add_contact"):
            buttons.append(
                HeaderButton(_("Import a list…"), reverse("contact_import"), icon_name="upload")
            )
        if self.request.user.has_perm("contacts.change_contact"):
            address = f"{reverse('contact_export')}?{self.request.GET.urlencode()}"
            buttons.append(HeaderButton(_("Export the list…"), address, icon_name="download"))
        return buttons


class ContactForm(WagtailAdminModelForm):
    """A contact; whether it is for drills is said once, when it is added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "drills_only" in self.fields:
            self.fields["drills_only"].disabled = True


class ContactViewSet(DeskViewSet):
    """Who gets our texts. None is deleted: the deliveries to them are evidence."""

    model = Contact
    icon = "group"
    menu_label = gettext_lazy("Contacts")
    menu_name = "contacts"
    admin_url_namespace = "contacts_desk"
    base_url_path = "contacts"
    index_view_class = ContactIndexView
    index_template_name = "contacts/desk/index.html"
    filterset_class = ContactFilters
    copy_view_enabled = False
    list_per_page = 50
    panels = [
        FieldPanel("name"),
        FieldPanel("email"),
        FieldPanel("kind"),
        FieldPanel("language"),
        FieldPanel("pace"),
        FieldPanel("outlet"),
        FieldPanel("drills_only"),
    ]
    edit_handler = ObjectList(panels, base_form_class=ContactForm)


class OutletViewSet(DeskViewSet):
    """Newspapers, stations, news sites, agencies and creators' channels."""

    model = Outlet
    icon = "globe"
    menu_label = gettext_lazy("Outlets")
    menu_name = "outlets"
    admin_url_namespace = "outlets"
    base_url_path = "outlets"
    copy_view_enabled = False
    list_display = ["name", "get_kind_display", "domain", "province", "language"]
    list_filter = ["kind", "language"]
    search_fields = ["name", "domain", "code"]
    panels = [
        FieldPanel(name)
        for name in ("name", "code", "kind", "relation", "domain", "province", "language")
    ]


class ContactsViewSetGroup(snippets.SnippetViewSetGroup):
    """Both lists under one heading."""

    items = (ContactViewSet, OutletViewSet)
    menu_label = gettext_lazy("Contacts")
    menu_name = "contacts_menu"
    menu_icon = "group"
    menu_order = 300


class ConsentForm(forms.ModelForm[Consent]):
    """What the person agreed to, and how that reached us."""

    class Meta:
        model = Consent
        fields = ["text", "source"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class SubscriptionForm(forms.ModelForm[Subscription]):
    """What the person asked for; empty means any."""

    class Meta:
        model = Subscription
        fields = ["topic", "area", "language"]


class SuppressForm(forms.Form):
    """Why nothing more is sent."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)


class ImportForm(forms.Form):
    """A list of contacts."""

    file = forms.FileField(label=gettext_lazy("CSV file"))


@needs("contacts.view_contact")
def contact_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: consents, subscriptions, and what later stages know about them."""
    contact = get_object_or_404(with_consent(Contact.objects.select_related("outlet")), pk=pk)
    panels = [build(request, contact) for build in hooks.get_hooks("construct_contact_panels")]
    context = {
        "contact": contact,
        "badge": badge(contact),
        "consents": contact.consents.order_by("-given_at"),
        "subscriptions": contact.subscriptions.select_related("topic", "area"),
        "may_edit": request.user.has_perm("contacts.change_contact"),
        "consent_form": ConsentForm(),
        "subscription_form": SubscriptionForm(),
        "suppress_form": SuppressForm(),
        "panels": panels,
    }
    return render(request, "contacts/desk/contact.html", context)


@require_POST
@needs("contacts.change_contact")
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One change to a contact, from a form on its page."""
    contact = get_object_or_404(Contact, pk=pk)
    if what not in _CHANGES:
        raise Http404
    try:
        done = _CHANGES[what](request, contact)
    except Refusal as refusal:
        done = False
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Nothing was saved. Fill in every field of the form."))
    return redirect("contact_page", contact.pk)


def _record_consent(request: HttpRequest, contact: Contact) -> bool:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return False
    actions.record_consent(contact, **form.cleaned_data, at=timezone.now())
    return True


def _withdraw_consent(request: HttpRequest, contact: Contact) -> bool:
    actions.withdraw_consent(contact, at=timezone.now())
    return True


def _subscribe(request: HttpRequest, contact: Contact) -> bool:
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return False
    actions.subscribe(contact, **form.cleaned_data, at=timezone.now())
    return True


def _end_subscription(request: HttpRequest, contact: Contact) -> bool:
    key = request.POST.get("subscription", "")
    return key.isdecimal() and actions.end_subscription(contact, int(key))


def _suppress(request: HttpRequest, contact: Contact) -> bool:
    form = SuppressForm(request.POST)
    if not form.is_valid():
        return False
    actions.suppress(contact, at=timezone.now(), reason=form.cleaned_data["reason"])
    return True


def _lift(request: HttpRequest, contact: Contact) -> bool:
    actions.lift_suppression(contact)
    return True


_CHANGES = {
    "consent": _record_consent,
    "withdraw": _withdraw_consent,
    "subscribe": _subscribe,
    "end": _end_subscription,
    "suppress": _suppress,
    "lift": _lift,
}


@needs("contacts.add_contact")
def import_list(request: HttpRequest) -> HttpResponse:
    """Import contacts from a CSV file and report line by line."""
    form = ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            data = file.read(lists.LARGEST + 1)
            report = lists.import_contacts(data, source=file.name[:120], at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "report": report, "columns": lists.COLUMNS}
    return render(request, "contacts/desk/import.html", context)
