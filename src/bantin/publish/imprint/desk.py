"""Spokespersons, the press desk, time limits and the office's own words, on the desk."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSetGroup

from bantin.accounts.models import User
from bantin.core.clock import database_now
from bantin.publish.imprint import actions
from bantin.publish.imprint.models import PressDesk, Spokesperson, TimeLimit, Wording
from bantin.web.viewsets import DeskViewSet


def _state(person: Spokesperson) -> str:
    today: date = timezone.localdate()
    return str(person.state(today))


class SpokespersonViewSet(DeskViewSet):
    """Who speaks for the agency."""

    model = Spokesperson
    icon = "user"
    menu_label = _("Spokespersons")
    menu_name = "spokespersons"
    admin_url_namespace = "spokespersons"
    base_url_path = "spokespersons"
    copy_view_enabled = False
    list_display = [
        "name",
        "kind",
        "position_vi",
        "since",
        "until",
        Column("state", label=_("Status"), accessor=_state),
    ]
    search_fields = ["name", "position_vi", "position_en"]
    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("position_vi"),
        FieldPanel("position_en"),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("email")], heading=_("For the press")),
        MultiFieldPanel(
            [FieldPanel("about_vi"), FieldPanel("about_en")], heading=_("May speak about")
        ),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        FieldPanel("document"),
        FieldPanel("document_url"),
        FieldPanel("position"),
    ]


class PressDeskViewSet(DeskViewSet):
    """How the press reaches the office."""

    model = PressDesk
    icon = "mail"
    menu_label = _("Press desk")
    menu_name = "press-desk"
    admin_url_namespace = "press_desk"
    base_url_path = "press-desk"
    copy_view_enabled = False
    list_display = ["__str__", "phone", "phone_always", "email"]
    panels = [FieldPanel(field.name) for field in PressDesk._meta.fields if field.name != "id"]


class TimeLimitViewSet(DeskViewSet):
    """By when the office answers."""

    model = TimeLimit
    icon = "time"
    menu_label = _("Time limits")
    menu_name = "time-limits"
    admin_url_namespace = "time_limits"
    base_url_path = "time-limits"
    copy_view_enabled = False
    list_display = ["duty_vi", "limit_vi", "source_vi", "valid_from", "valid_to", "confirmed"]
    panels = [FieldPanel(field.name) for field in TimeLimit._meta.fields if field.name != "id"]


class WriteView(CreateView):
    """Write down who wrote the words and when, and let them count."""

    def save_instance(self) -> Wording:
        """Keep what came before; only the newest wording counts."""
        assert isinstance(self.request.user, User)  # noqa: S101 - the desk is for staff
        wording: Wording = self.form.save(commit=False)
        return actions.write(wording, by=self.request.user, at=database_now())

    def get_success_buttons(self) -> list[object]:
        """None: a wording is written anew and never edited."""
        return []


class WordingViewSet(DeskViewSet):
    """The office's own words about its policies. They are written anew, never changed."""

    model = Wording
    icon = "doc-full"
    menu_label = _("Policies")
    menu_name = "policies"
    admin_url_namespace = "policies"
    base_url_path = "policies"
    copy_view_enabled = False
    inspect_view_enabled = True
    add_view_class = WriteView
    list_display = ["policy", "manner", "at", "by"]
    list_filter = ["policy"]
    inspect_view_fields = ["policy", "manner", "text_vi", "text_en", "at", "by"]
    panels = [
        FieldPanel("policy"),
        FieldPanel("manner"),
        FieldPanel("text_vi"),
        FieldPanel("text_en"),
    ]


class ImprintViewSetGroup(SnippetViewSetGroup):
    """All four under one heading."""

    items = (SpokespersonViewSet, PressDeskViewSet, TimeLimitViewSet, WordingViewSet)
    menu_label = _("Spokespersons")
    menu_name = "imprint"
    menu_icon = "user"
    menu_order = 460
