"""``/metrics``: only for whoever has the token, and right figures."""

from datetime import timedelta

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from bantin.core.clock import database_now
from bantin.core.models import Heartbeat

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer một-chuỗi-bí-mật"}


def test_without_a_token_there_are_no_metrics(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_wrong_token_is_refused(client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = "một-chuỗi-bí-mật"
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "một-chuỗi-bí-mật"}):
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == 401
        assert b"bantin_" not in answer.content


def test_a_stranger_can_parse_what_the_office_says(client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = "một-chuỗi-bí-mật"
    Heartbeat.objects.create(kind="worker", host="a", at=database_now() - timedelta(seconds=90))

    answer = client.get("/metrics", headers=TOKEN)

    families = {f.name: f for f in text_string_to_metric_families(answer.content.decode())}
    age = families["bantin_heartbeat_age_seconds"].samples
    assert [sample.labels["kind"] for sample in age] == ["worker"]
    assert 89 < age[0].value < 120
    assert families["bantin_held"].samples[0].value == 0
    assert "no-store" in answer.headers["Cache-Control"]
