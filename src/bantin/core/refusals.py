"""Refusals: the clear no that a person reads; what, why, what next."""

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):
    """An action declined; nothing was changed.

    Subclasses set ``message`` to a lazily translated sentence with ``%(name)s`` places that says
    what was refused, why, and what to do next. The values are given by keyword.
    """

    message: str | Promise = ""

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(values)

    def __str__(self) -> str:
        return str(self.message) % self.values
