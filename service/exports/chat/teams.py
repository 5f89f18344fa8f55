"""A message as an Adaptive Card, as a Workflows webhook of Microsoft Teams takes it. What a stranger says stands in
text runs, in which no Markdown is read."""

import json
from typing import Any

from service.exports.chat.content import ChatClaim, ChatContent, fitted
from service.exports.chat.wording import measure

Element = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.4"
# Teams takes 28 KB: fewer bytes than that in UTF-8, and in UTF-16.
MOST_BYTES = 27_000


def teams_message(told: ChatContent) -> str:
    """The body for a Workflows webhook, as JSON; claims that there is no room for are counted."""
    return fitted(told, _body, _fits)


def _fits(body: str) -> bool:
    return max(len(body.encode("utf-8", "replace")), 2 * measure(body)) <= MOST_BYTES


def _body(told: ChatContent) -> str:
    title = {"type": "TextBlock", "text": told.title, "size": "Large", "weight": "Bolder", "wrap": True}
    body: list[Element] = [title, *map(_line, told.lines)]
    if told.counts:
        facts = [{"title": kind, "value": str(number)} for kind, number in told.counts]
        body.append({"type": "FactSet", "facts": facts})
    body += map(_claim, told.claims)
    body += [_line(note, isSubtle=True, size="Small") for note in told.footing]
    card: Element = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": told.title,
        "msteams": {"width": "Full"},
        "body": body,
    }
    if told.link:
        card["actions"] = [{"type": "Action.OpenUrl", "title": told.read_on, "url": told.link}]
    message = {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}]}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _claim(claim: ChatClaim) -> Element:
    lines = [_line(claim.verdict.capitalize(), weight="Bolder"), *map(_line, claim.lines)]
    return {"type": "Container", "separator": True, "spacing": "Medium", "items": lines}


def _line(text: str, **style: Any) -> Element:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}
