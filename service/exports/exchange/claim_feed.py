"""Claims that a desk has accepted, as a feed that fact-check tools import: a DataFeed of ClaimReview (schema.org) in
JSON-LD, and RSS 2.0."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, NamedTuple

from lxml import etree

from service.domain import StandingClaim
from service.exports import words
from service.exports.exchange.claim_review import review_of
from service.exports.exchange.names import moment, urn
from service.exports.options import FormOptions
from service.exports.safe import one_line, web_address

TITLE = "Claims that were checked"


class FeedItemOut(NamedTuple):
    """A claim, and the address of the page on which it is published."""

    standing: StandingClaim
    page: str


class FeedOptions(NamedTuple):
    """Where the feed is had and where its next page is (None: there is none), when anything in it changed last, and who
    publishes it, whose `site` is which."""

    url: str
    next_url: str | None
    changed_at: datetime | None
    publisher: str | None
    site: str | None


def data_feed(items: Sequence[FeedItemOut], asked: FeedOptions) -> str:
    """The claims as a DataFeed."""
    told: dict[str, Any] = {"@context": "https://schema.org", "@type": "DataFeed", "name": TITLE, "url": asked.url}
    if asked.changed_at:
        told["dateModified"] = moment(asked.changed_at)
    if asked.publisher:
        told["publisher"] = {"@type": "Organization", "name": one_line(asked.publisher)}
    told["dataFeedElement"] = [_element(one, asked) for one in items]
    return json.dumps(told, ensure_ascii=False)


def rss(items: Sequence[FeedItemOut], asked: FeedOptions) -> bytes:
    """The claims as RSS, each with its ClaimReview's page as its link."""
    root = etree.Element("rss", version="2.0")
    channel = etree.SubElement(root, "channel")
    _put(channel, "title", f"{one_line(asked.publisher)}: {TITLE.lower()}" if asked.publisher else TITLE)
    _put(channel, "link", web_address(asked.site) or asked.url)
    _put(channel, "description", TITLE)
    if asked.changed_at:
        _put(channel, "lastBuildDate", format_datetime(asked.changed_at))
    for standing, page in items:
        claim = standing.claim
        item = etree.SubElement(channel, "item")
        _put(item, "title", f"{claim.label}: {claim.text}")
        _put(item, "link", page)
        _put(item, "description", f"{claim.claimant}: {claim.text}" if claim.claimant else claim.text)
        _put(item, "category", claim.label)
        _put(item, "guid", urn("claim", claim.claim_id)).set("isPermaLink", "false")
        _put(item, "pubDate", format_datetime(standing.changed_at))
    told: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return told


def fetched(item: FeedItemOut, publisher: str | None, site: str | None, *, raw: bool) -> dict[str, Any]:
    """The claim as Meedan's Fetch has its items; `raw`: with all that is kept of it."""
    claim = item.standing.claim
    counted = f"{words.count(claim.support, 'independent source')} for it, {claim.refute} against it."
    told = {
        **_review(item, publisher, site),
        "headline": one_line(f"{claim.label}: {claim.text}"),
        "text": one_line(f"{f'{claim.claimant}: ' if claim.claimant else ''}{claim.text} {counted.capitalize()}"),
        "keywords": claim.verdict,
    }
    return told | ({"raw": claim.model_dump(mode="json")} if raw else {})


def _element(item: FeedItemOut, asked: FeedOptions) -> dict[str, Any]:
    review = _review(item, asked.publisher, asked.site)
    del review["@context"]
    return {"@type": "DataFeedItem", "dateModified": moment(item.standing.changed_at), "item": [review]}


def _review(item: FeedItemOut, publisher: str | None, site: str | None) -> dict[str, Any]:
    """The ClaimReview, under the id that stays."""
    standing, page = item
    review = review_of(standing.claim, FormOptions(page=page, publisher=publisher, site=site))
    own = {
        "@id": urn("claim", standing.claim.claim_id),
        "identifier": standing.claim.claim_id,
        "dateModified": moment(standing.changed_at),
    }
    if standing.claim.accepted_at:
        own["datePublished"] = moment(standing.claim.accepted_at)
    if standing.claim.language:
        own["inLanguage"] = standing.claim.language
    return review | own


def _put(parent: Any, name: str, text: str) -> Any:
    element = etree.SubElement(parent, name)
    element.text = one_line(text)
    return element
