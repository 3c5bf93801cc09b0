"""What the desk's first page says about coverage."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from bantin.trace.coverage import queries
from bantin.trace.coverage.filters import ItemFilter, State

LISTED = 5
RECENT = timedelta(days=7)


class CoveragePanel(Component):
    """New items of the last seven days, drift and outdated copies, with the newest of them."""

    name = "coverage"
    template_name = "coverage/panel.html"
    order = 200

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Counts with the filters that list the same items."""
        at = timezone.now()
        since = timezone.localdate(at - RECENT).isoformat()
        filters = {
            "added": ItemFilter(since=since),
            "drift": ItemFilter(state=State.DRIFT),
            "outdated": ItemFilter(state=State.OUTDATED),
        }
        counts = {
            name: (queries.count(at, chosen), chosen.query_string)
            for name, chosen in filters.items()
        }
        newest = queries.listed(queries.items(at))[:LISTED]
        return {"counts": counts, "newest": newest, "request": parent_context.get("request")}
