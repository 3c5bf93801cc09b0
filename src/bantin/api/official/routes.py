"""Is this official? The page's own limits and comparison; nothing of what is sent is kept."""

import pydantic
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import ValidationError

from bantin.api.frame import problems
from bantin.api.frame.limits import Rate, network_of, seconds_to_wait
from bantin.api.keys.bearer import holder
from bantin.api.official import schemas, shapes
from bantin.api.official.errors import UnknownBody
from bantin.core.clock import database_now
from bantin.trace.official import queries, reading
from bantin.trace.official.errors import CannotCompare, TooLong
from bantin.trace.official.uploads import form_of

router = Router(tags=["verify"])


@router.post(
    "/verify",
    response=schemas.Recognised,
    operation_id="verify",
    url_name="verify",
    openapi_extra={"requestBody": schemas.BODY},
)
def verify(request: HttpRequest) -> schemas.Recognised | HttpResponse:
    """Compare a text or a file, word by word, with everything that was published.

    It is compared and forgotten: nothing of it is stored or written to a log, so there is nothing
    for an Idempotency-Key to repeat. A text needs six words; 60 in ten minutes without a key.
    """
    request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined] # as on the page
    wait = _seconds_to_wait(request)
    if wait:
        return problems.too_often(wait)
    try:
        text = reading.text_to_compare(*_sent(request))
    except CannotCompare as refusal:
        return problems.answer(
            refusal.status, title=_("Nothing was compared."), detail=str(refusal)
        )
    return shapes.recognised(queries.recognise(text, database_now()))


def _seconds_to_wait(request: HttpRequest) -> float:
    """Comparing is work: who has no key may ask for less of it than of reading."""
    if holder(request):
        return 0.0
    return seconds_to_wait(f"verify {network_of(request)}", Rate(*settings.API_RATES["verify"]))


def _sent(request: HttpRequest) -> tuple[str, bytes | None]:
    if request.content_type == "multipart/form-data":
        return form_of(request)
    if request.content_type != "application/json":
        raise UnknownBody
    try:
        return schemas.Asked.model_validate_json(request.body).text, None
    except RequestDataTooBig as error:
        raise TooLong(most=reading.MOST_CHARACTERS) from error
    except pydantic.ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise ValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from None
