"""News items as agencies send them in ninjs (IPTC, versions 1 to 3): what of one is a document."""

from collections.abc import Mapping
from typing import Any

# Names that ninjs has and a source of ours has not.
OWN = frozenset({"body_text", "body_html", "body_xhtml", "bodies", "headlines", "versioncreated", "contentcreated"})
DEAD = frozenset({"canceled", "cancelled"})
DATES = ("contentcreated", "firstcreated", "versioncreated")


def is_ninjs(value: Mapping[str, Any]) -> bool:
    return not OWN.isdisjoint(value)


def is_story(item: Mapping[str, Any]) -> bool:
    """Whether the item is a text that still stands: no picture, no package, not cancelled."""
    return item.get("type", "text") == "text" and item.get("pubstatus", item.get("pubStatus")) not in DEAD


def source_from(item: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a request's source that a ninjs item gives. What it lacks is absent, and refused where it is
    read."""
    return _told(item, "text", publisher=_publisher(item))


def article_from(item: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a request's article that a ninjs item gives, under the id by which its sender knows it."""
    return _told(
        item,
        "body",
        outlet=_publisher(item),
        external_id=item.get("guid") or item.get("uri"),
        author=item.get("byline") or item.get("by"),
        tags=item.get("keywords"),
    )


def as_request(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a request; a ninjs item alone is its article."""
    return {"article": article_from(fields)} if "article" not in fields and is_ninjs(fields) else fields


def _told(item: Mapping[str, Any], text_name: str, **more: Any) -> dict[str, Any]:
    """What articles and sources have in common. The date is that of the first version: what a later one adds may have
    been learnt from others."""
    page, text = _body(item)
    url = next((told for told in (item.get("url"), item.get("uri")) if _is_web(told)), None)
    fields = {
        "title": item.get("headline") or _first(item.get("headlines")) or item.get("title"),
        "url": url,
        "published_at": next((item[name] for name in DATES if item.get(name)), None),
        "language": item.get("language"),
        "html": page,
        text_name: None if page else text,
    }
    return {name: value for name, value in (fields | more).items() if value}


def _body(item: Mapping[str, Any]) -> tuple[Any, Any]:
    """The body as a page, and as plain text."""
    bodies = [one for one in _listed(item.get("bodies")) if isinstance(one, Mapping)]
    pages = [one.get("value") for one in bodies if "html" in str(one.get("contenttype", ""))]
    plain = [one.get("value") for one in bodies if "html" not in str(one.get("contenttype", ""))]
    page = item.get("body_html") or item.get("body_xhtml") or next(iter(pages), None)
    return as_page(page), item.get("body_text") or next(iter(plain), None)


def as_page(page: Any) -> Any:
    """A piece of HTML as the page that is read: what comes from agencies and feeds has no head. None for none."""
    return f"<html><body><article>{page}</article></body></html>" if isinstance(page, str) and page.strip() else None


def _publisher(item: Mapping[str, Any]) -> Any:
    sources = (one.get("name") for one in _listed(item.get("infosources")) if isinstance(one, Mapping))
    return next((name for name in (*sources, item.get("source"), item.get("copyrightholder")) if name), None)


def _first(headlines: Any) -> Any:
    return next((one.get("value") for one in _listed(headlines) if isinstance(one, Mapping) and one.get("value")), None)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_web(told: Any) -> bool:
    return isinstance(told, str) and told.startswith(("http://", "https://"))
