"""Why a program's request cannot be compared."""

from django.utils.translation import gettext_lazy as _

from bantin.trace.official.errors import CannotCompare


class UnknownBody(CannotCompare):
    """Neither JSON nor a form."""

    status = 415
    message = _(
        "A body of this kind is not taken. Send JSON with “text”, or multipart/form-data with “file”."
    )
