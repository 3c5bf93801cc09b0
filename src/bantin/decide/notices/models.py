"""What a release needs beyond its text to be an urgent notice.

The row belongs to the release and is part of each of its revisions, so whatever changes here
voids an approval like a change of the text does.
"""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from bantin.decide.notices.polygons import check_polygons
from bantin.decide.releases.models import Release
from bantin.receive.subjects.cap import Category, Certainty, Response, Severity, Urgency


class NoticeDetails(models.Model):
    """Severity, area, expiry, instruction, and the cancellation that is approved beforehand.

    The area's names are the release's areas. The fields called ``other_…`` say the same in the
    other language: all of them are filled in, or none.
    """

    release = ParentalKey(Release, on_delete=models.CASCADE, related_name="notices")
    drill = models.BooleanField(_("drill"), default=False)
    category = models.CharField(_("kind of event"), max_length=9, choices=Category)
    event = models.CharField(_("what is happening"), max_length=80)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    urgency = models.CharField(_("urgency"), max_length=9, choices=Urgency)
    certainty = models.CharField(_("certainty"), max_length=8, choices=Certainty)
    response = models.CharField(_("what to do"), max_length=8, choices=Response)
    onset_at = models.DateTimeField(_("begins"), null=True, blank=True)  # empty: at go-live
    lasts = models.PositiveIntegerField(_("minutes in force"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    instruction = models.TextField(_("instruction"), max_length=1000)
    polygons = models.TextField(_("outline"), blank=True, validators=[check_polygons])
    cancel_title = models.CharField(
        _("title of the cancellation"), max_length=200, validators=[MinLengthValidator(5)]
    )
    cancel_text = models.TextField(
        _("text of the cancellation"), max_length=1000, validators=[MinLengthValidator(10)]
    )
    other_title = models.CharField(_("title"), max_length=200, blank=True)
    other_event = models.CharField(_("what is happening"), max_length=80, blank=True)
    other_text = models.TextField(_("text"), max_length=4000, blank=True)
    other_instruction = models.TextField(_("instruction"), max_length=1000, blank=True)
    other_cancel_title = models.CharField(
        _("title of the cancellation"), max_length=200, blank=True
    )
    other_cancel_text = models.TextField(_("text of the cancellation"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["release"], name="notice_one_for_a_release"),
            models.CheckConstraint(
                name="notice_expires_somehow_but_in_one_way",
                condition=Q(lasts__isnull=False, lasts__gt=0, expires_at=None)
                | Q(lasts=None, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_with_a_cancellation",
                condition=~Q(cancel_title="") & ~Q(cancel_text=""),
            ),
        ]

    def __str__(self) -> str:
        return self.event
