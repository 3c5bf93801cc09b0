"""The desk's lists speak the reader's language, whichever was read first."""

from django.utils import translation
from wagtail.snippets.models import get_snippet_models


def test_lists_made_in_english_stand_under_trang_chu_for_a_vietnamese_reader() -> None:
    with translation.override("en"):
        crumbs = {
            model.__name__: model.snippet_viewset.breadcrumbs_items
            for model in get_snippet_models()
        }
    assert crumbs
    with translation.override("vi"):
        first = {name: str(items[0]["label"]) for name, items in crumbs.items()}
    assert set(first.values()) == {"Trang chủ"}, first
