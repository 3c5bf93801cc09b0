"""Drafts, who may approve them, and each request for approval.

Nothing here is public. A release's row is its newest draft, every save is a Wagtail revision, and
what the public reads is an edition of ``publish.record``.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import LockableMixin, Orderable, PreviewableMixin, RevisionMixin

from bantin.core.folding import fold
from bantin.decide.releases import richtext
from bantin.receive.contacts.models import Language
from bantin.receive.subjects.models import Area, Topic

BODY_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote", "hr"]


class PressImage(AbstractImage):
    """A picture on the desk, in private storage until an edition carries it to the record."""

    alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = ("title", "file", "alt", "caption", "credit", "collection", "tags")

    @property
    def default_alt_text(self) -> str:
        """What stands for the picture where nobody wrote anything better; never its file name."""
        return self.alt

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class PressRendition(AbstractRendition):
    """A smaller copy of a desk picture, for the desk only."""

    image = models.ForeignKey(PressImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            ),
        ]


class PressDocument(AbstractDocument):
    """A file on the desk, in private storage until an edition carries it to the record."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]


class Release(LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """An official text being written; its editions are on the record.

    Deliberately without Wagtail's ``DraftStateMixin`` and ``WorkflowMixin``: they bring publishing,
    scheduling and approval of their own, which anyone with a permission, and every superuser, may
    use without a second factor. A release has nothing to publish; ``publish.record`` seals what
    was approved. So the row is the newest draft, and every save is a revision.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    body = RichTextField(_("text"), features=BODY_FEATURES)
    language = models.CharField(_("language"), max_length=2, choices=Language, default="vi")
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), related_name="+")
    areas = ParentalManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="+")
    embargo_note = models.TextField(_("embargo note"), max_length=500, blank=True)
    folded = models.TextField(editable=False, default="")  # the title without marks, for search
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-updated_at"]
        permissions = [
            ("submit_release", _("Can submit a release for approval")),
            ("seal_release", _("Can approve a release")),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Clean the text, and keep the folded title beside the title."""
        self.body = richtext.cleaned(self.body)
        self.folded = fold(self.title)
        super().save(**options)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The public look, marked as a draft."""
        return "releases/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """This release, and the language in which its readers will see the page."""
        return {"release": self, "page_language": self.language, "request": request}


class ReleaseImage(Orderable):
    """A picture in a release, with the words that go with it there."""

    release = ParentalKey(Release, on_delete=models.CASCADE, related_name="images")
    image = models.ForeignKey(
        PressImage, verbose_name=_("image"), on_delete=models.PROTECT, related_name="+"
    )
    alt = models.CharField(_("alternative text"), max_length=300)
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)


class ReleaseAttachment(Orderable):
    """A document that goes out with a release."""

    release = ParentalKey(Release, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        PressDocument, verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200, blank=True)


class State(models.TextChoices):
    """Where a release stands, as the desk's lists show it."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("waiting for approval")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved, not live yet")
    LIVE = "live", _("live")
    CHANGED = "changed", _("live, being changed")


class Authorisation(models.Model):
    """A written authorisation to speak: who, on which topics, from when to when."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("authorised person"),
        on_delete=models.PROTECT,
        related_name="authorisations",
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="+")
    valid_from = models.DateTimeField(_("valid from"))
    valid_to = models.DateTimeField(_("valid to"))
    document = models.CharField(_("number of the document"), max_length=120)

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        constraints = [
            models.CheckConstraint(
                name="authorisation_ends_after_it_begins",
                condition=Q(valid_to__gt=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.document}"


class SignOff(models.Model):
    """One request to approve one revision of a release, and what became of it."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("release")
        CORRECTION = "correction", _("correction notice")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    class Status(models.TextChoices):
        OPEN = "open", _("waiting for approval")
        APPROVED = "approved", _("approved")
        LIVE = "live", _("live")
        RETURNED = "returned", _("sent back")
        VOIDED = "voided", _("void: changed afterwards")
        RETRACTED = "retracted", _("taken back")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ORIGINAL)
    reason = models.TextField(_("what changed and why"), max_length=1000, blank=True)
    go_live_at = models.DateTimeField(_("go-live"), null=True, blank=True)  # empty: at approval
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision_note = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release"], condition=Q(status="open"), name="sign_off_one_open_per_release"
            ),
            models.CheckConstraint(
                name="sign_off_decided_by_someone_at_some_time",
                condition=Q(status="open", decided_by=None, decided_at=None)
                | (~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sign_off_sent_back_with_a_reason",
                condition=~Q(status="returned") | ~Q(decision_note=""),
            ),
            models.CheckConstraint(
                name="sign_off_change_with_a_reason",
                condition=Q(kind="original") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} ({self.get_status_display()})"


class LookedAt(models.Model):
    """The revision of a release that a person saw last, and the one before it.

    What changed since the last look is what lies between the two, so that reloading the page does
    not lose it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    previous = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "release"], name="looked_at_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.release_id}"
