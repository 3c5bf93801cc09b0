"""Facts about pictures and files on the record."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from bantin.api.frame.framing import say_when
from bantin.api.frame.schemas import Sha256
from bantin.api.reading import queries, schemas, shapes
from bantin.core.clock import database_now
from bantin.publish.record.queries import changed_at, public_media

router = Router(tags=["record"])


@router.get("/media/{sha256}", response=schemas.Media, operation_id="media")
def media(request: HttpRequest, response: HttpResponse, sha256: Sha256) -> schemas.Media:
    """What a picture or file is, where its bytes are, and which editions have it."""
    at = database_now()
    found = public_media(sha256, at)
    if found is None:
        raise Http404
    carriers = queries.carrying(sha256, at)
    words = next(_words(carriers[0].content, sha256))
    say_when(response, changed_at(at), at)
    return schemas.Media(
        sha256=sha256,
        content_type=found.content_type,
        size=found.size,
        width=found.width,
        height=found.height,
        url=shapes.media_address({"sha256": sha256}, words["filename"]),
        editions=[
            schemas.CarriedBy(uid=one.uid, number=one.number, url=shapes.address(one))
            for one in carriers
        ],
        **words,
    )


def _words(content: Mapping[str, Any], sha256: str) -> Iterator[dict[str, str]]:
    """What an edition calls a file; a smaller copy is called as its picture."""
    for image in content["images"]:
        if sha256 in {image["sha256"], *(size["sha256"] for size in image["sizes"])}:
            names = {"filename": image["filename"], "title": image["caption"]}
            yield {**names, "alt": image["alt"], "credit": image["credit"]}
    for file in content["attachments"]:
        if file["sha256"] == sha256:
            yield {"filename": file["filename"], "title": file["title"], "alt": "", "credit": ""}
