"""A message in Slack's Block Kit, within its limits. What a stranger says stands in plain text, where nothing is a
mention, a link or a style; Slack's own markup holds words of ours alone."""

import json
from typing import Any

from service.domain import ChatDeed, ClaimShown
from service.domain.chat import OURS
from service.exports.chat.content import ChatClaim, ChatContent, fitted
from service.exports.chat.wording import escaped, words_of

Block = dict[str, Any]
# Slack refuses messages far below what its blocks may hold together: bolt-js#2509 tells of 13,200 characters.
MOST = 12_000
SAID = 2_000  # of the room that one text has, which is 3,000
CONFIRM = "An editor's acceptance lets it go out as a fact-check."


def slack_message(told: ChatContent) -> str:
    """The body for an incoming webhook, as JSON; claims that there is no room for are counted."""
    return fitted(told, _body, lambda body: len(body) <= MOST)


def answer(text: str) -> str:
    """What only the one who pressed a button sees, as JSON."""
    said = words_of(text, SAID)
    told = {"response_type": "ephemeral", "replace_original": False, "text": escaped(said), "blocks": [_section(said)]}
    return json.dumps(told | _quiet(), ensure_ascii=False, separators=(",", ":"))


def _body(told: ChatContent) -> str:
    blocks = [{"type": "header", "text": _plain(told.title)}, _section("\n".join(told.lines))]
    if told.counts:
        fields = [{"type": "mrkdwn", "text": f"*{kind}*\n{number}", "verbatim": True} for kind, number in told.counts]
        blocks.append({"type": "section", "fields": fields})
    for claim in told.claims:
        blocks += _claim(claim)
    if told.footing:
        blocks.append({"type": "context", "elements": [_plain(note) for note in told.footing]})
    if told.link:
        button = {"type": "button", "text": _plain(told.read_on), "url": told.link}
        blocks.append({"type": "actions", "elements": [button | {"action_id": f"{OURS}{ChatDeed.OPEN}"}]})
    message = {"text": escaped(" · ".join((told.title, *told.lines))), "blocks": blocks} | _quiet()
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _quiet() -> dict[str, bool]:
    """Nothing in the text that stands for the blocks is a style, and no address is opened to show what is there."""
    return {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


def _claim(claim: ChatClaim) -> list[Block]:
    blocks = [_section("\n".join((claim.verdict.capitalize(), *claim.lines)))]
    if claim.acts:
        blocks.append({"type": "actions", "elements": _buttons(claim, claim.acts)})
    return blocks


def _buttons(claim: ChatClaim, about: ClaimShown) -> list[Block]:
    assign = _button(ChatDeed.ASSIGN, "Assign to me", about)
    if about.verdict is None:
        return [assign]
    confirm = {
        "title": _plain("Accept this claim?"),
        "text": _plain(f"As: {claim.verdict}. {CONFIRM}"),
        "confirm": _plain("Accept"),
        "deny": _plain("Not now"),
    }
    return [_button(ChatDeed.ACCEPT, "Accept", about) | {"confirm": confirm}, assign]


def _button(deed: ChatDeed, text: str, about: ClaimShown) -> Block:
    value = about.model_dump_json(exclude_none=True)
    return {"type": "button", "text": _plain(text), "action_id": f"{OURS}{deed}", "value": value}


def _section(text: str) -> Block:
    return {"type": "section", "text": _plain(text)}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": escaped(text), "emoji": False}
