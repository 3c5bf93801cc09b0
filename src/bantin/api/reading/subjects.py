"""Topics and areas."""

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from bantin.api.reading import schemas
from bantin.core.clock import database_now
from bantin.publish.newsroom import addresses, queries

router = Router(tags=["subjects"])


@router.get("/topics", response=schemas.Topics, operation_id="topics")
def topics(request: HttpRequest) -> schemas.Topics:
    """Every topic, with the number of its current editions."""
    counted = queries.counted_topics(database_now())
    return schemas.Topics(
        items=[
            schemas.Topic(
                code=topic.code,
                vi=topic.name_vi,
                en=topic.name_en,
                editions=count,
                page=addresses.public(reverse("newsroom:topic", args=[topic.code])),
            )
            for topic, count in counted
        ]
    )


@router.get("/areas", response=schemas.Areas, operation_id="areas")
def areas(request: HttpRequest) -> schemas.Areas:
    """Every area, with the number of its current editions; wholes before their parts."""
    counted = queries.counted_areas(database_now())
    codes = {area.pk: area.code for area, _count in counted}
    return schemas.Areas(
        items=[
            schemas.Area(
                code=area.code,
                vi=area.name_vi,
                en=area.name_en,
                editions=count,
                page=addresses.public(reverse("newsroom:area", args=[area.code])),
                part_of=codes.get(area.parent_id) if area.parent_id else None,
            )
            for area, count in counted
        ]
    )
