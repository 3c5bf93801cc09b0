"""The editor of a release. Every save goes through ``note_edit``."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.log_actions import log
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views import snippets

from bantin.accounts.models import User
from bantin.decide.releases import actions, errors, queries
from bantin.decide.releases.models import Release, SignOff

PANELS = [
    FieldPanel("title"),
    FieldPanel("summary", help_text=gettext_lazy("Two or three sentences for lists and mails.")),
    FieldPanel("body"),
    InlinePanel(
        "images",
        panels=[
            FieldPanel("image"),
            FieldPanel("alt"),
            FieldPanel("caption"),
            FieldPanel("credit"),
        ],
        heading=gettext_lazy("Images"),
        label=gettext_lazy("image"),
        help_text=gettext_lazy(
            "The alternative text says what the picture shows, for people who cannot see it."
        ),
    ),
    InlinePanel(
        "attachments",
        panels=[FieldPanel("document"), FieldPanel("title")],
        heading=gettext_lazy("Attachments"),
        label=gettext_lazy("attachment"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
            FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
            FieldPanel("language"),
        ],
        heading=gettext_lazy("Filed under"),
    ),
    MultiFieldPanel(
        [
            HelpPanel(gettext_lazy("For those who decide. The embargo note is never published.")),
            FieldPanel("embargo_note"),
        ],
        heading=gettext_lazy("Internal"),
    ),
]


class _Saving:
    """What every save of a release does besides saving."""

    request: HttpRequest
    object: Any
    overwrite_revision = None  # a revision is never rewritten: it may have been approved

    def save_instance(self) -> Release:
        """Save, and void what was asked for or approved, in the same transaction."""
        release: Release = super().save_instance()  # type: ignore[misc]
        assert isinstance(self.request.user, User)  # noqa: S101 - the desk asks for a login
        voided = actions.note_edit(release, by=self.request.user, at=timezone.now())
        if any(sign_off.status == SignOff.Status.VOIDED for sign_off in voided):
            messages.warning(
                self.request,
                _("The request for approval is void, because the text changed. Submit it again."),
            )
        return release

    def get_success_url(self) -> str:
        """On to the request for approval, or back to the editor."""
        if "action-submit" in self.request.POST:
            return reverse("release_submit", args=[self.object.pk])
        return reverse("releases:edit", args=[self.object.pk])

    def get_success_message(self, instance: Release | None = None) -> str | None:
        """Which draft was saved."""
        if "action-submit" in self.request.POST:
            return None
        return _("The draft “%(title)s” is saved.") % {"title": (instance or self.object).title}

    def get_success_buttons(self) -> list[Any]:
        """None: the editor stays open."""
        return []


class ReleaseCreateView(_Saving, snippets.CreateView):
    """Write a new release."""


class ReleaseCopyView(_Saving, snippets.CopyView):
    """Write a release that starts as a copy."""


class ReleaseEditView(_Saving, snippets.EditView):
    """Write on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The request that is pending, so that nobody voids it unawares."""
        pending = queries.pending_sign_off(self.object)
        last = self.object.sign_offs.order_by("-submitted_at", "-pk").first()
        returned = last if last and last.status == SignOff.Status.RETURNED else None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "pending": pending, "returned": returned}


class ReleaseRevertView(_Saving, RevisionsRevertMixin, snippets.EditView):
    """Go back to an earlier revision: a new revision with its words."""

    view_name = "revisions_revert"


class ReleaseDeleteView(snippets.DeleteView):
    """Delete a draft that was never submitted."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before asking for confirmation, too."""
        if self.user_has_permission("delete") and self.object.sign_offs.exists():
            messages.error(request, str(errors.HasHistory(title=self.object.title)))
            return redirect("releases:edit", self.object.pk)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def delete_action(self) -> None:
        """Delete and log."""
        log(instance=self.object, action="wagtail.delete", user=self.request.user, deleted=True)
        actions.delete(self.object.pk)


class SubmitItem(ActionMenuItem):
    """“Save and submit…” in the editor's footer."""

    name = "action-submit"
    label = gettext_lazy("Save and submit for approval…")
    icon_name = "resubmit"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """For those who may submit, in an editor that may save."""
        return not context.get("locked_for_user") and queries.may_submit(context["request"].user)
