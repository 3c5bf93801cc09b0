"""Rich text as the desk keeps it: structure and links, nothing that runs, loads or styles."""

import nh3

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "b", "strong", "i", "em", "a", "blockquote", "hr", "br"}
SCHEMES = {"http", "https", "mailto", "tel"}


def cleaned(html: str) -> str:
    """``html`` without scripts, styles, word processors' markup and links to anything odd."""
    safe = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "xml"},
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return safe.replace("<br>", "<br/>").replace("<hr>", "<hr/>")  # as Wagtail's editor reads it
