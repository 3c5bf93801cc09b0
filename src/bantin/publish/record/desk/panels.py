"""What the record adds to the desk's home: what waits, what goes live next, what went live last."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from bantin.decide.releases import queries as drafts
from bantin.publish.record import queries
from bantin.publish.record.models import Edition

SHOWN = 6


class WaitingPanel(Component):
    """Requests for approval, the longest waiting first."""

    name = "waiting"
    order = 100
    template_name = "record/desk/_waiting.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """The first of them and how many there are."""
        waiting = drafts.open_sign_offs()
        return {"waiting": waiting[:SHOWN], "count": waiting.count()}


class NextPanel(Component):
    """Sealed editions and their instants."""

    name = "next"
    order = 110
    template_name = "record/desk/_next.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """In the order in which they go live."""
        sealed = Edition.objects.filter(live=None, voided=None).select_related("sign_off")
        sealed = sealed.filter(sign_off__status="approved").order_by("go_live_at", "pk")
        return {"sealed": sealed[:SHOWN], "count": sealed.count()}


class PublishedPanel(Component):
    """The newest live editions."""

    name = "published"
    order = 200
    template_name = "record/desk/_published.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Newest first."""
        return {"editions": queries.public_editions(timezone.now())[:SHOWN]}
