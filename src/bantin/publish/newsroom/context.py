"""What every public template may use of the record: the notices in force."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bantin.core.clock import database_now
from bantin.publish.record.notices import Alert, alerts


def notices(_request: HttpRequest) -> dict[str, Any]:
    """The banner's notices; the database is asked only by a page that shows the banner."""

    def in_force() -> list[Alert]:
        return alerts(database_now())

    return {"alerts": SimpleLazyObject(in_force)}
