"""What Slack sends when somebody presses a button of a message: whether it is Slack who sends it, and what for."""

import hmac
import re
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from pydantic import ConfigDict, Field

from service.domain import ChatAct, ChatDeed, ClaimShown, Frozen
from service.domain.chat import OURS
from service.errors import BadInput, Malformed, NotSignedIn
from service.exports.safe import one_line
from service.intake.reading import json_object, shaped

MOST_BYTES = 500_000  # a payload brings the message that it is about, of 50 blocks at most
SKEW_S = 300  # of the moment that a request tells to the one at which it comes, as Slack's documents have it
MOMENT = re.compile(r"[0-9]{1,12}", re.ASCII)
ANSWERED_AT = ("https", "hooks.slack.com")
PRESSED = "block_actions"
NAME = 80


class SlackUser(Frozen):
    """Who pressed the button: the id is Slack's, the name their own choice."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(pattern=r"^[A-Z0-9]{2,40}$")
    username: str = Field("", max_length=500)


class SlackAction(Frozen):
    """The button."""

    model_config = ConfigDict(extra="ignore")

    action_id: str = Field(max_length=255)
    value: str = Field("", max_length=2_000)


class SlackPayload(Frozen):
    """As much of a payload as is heeded here."""

    model_config = ConfigDict(extra="ignore")

    type: str = Field(max_length=100)
    user: SlackUser
    response_url: str = Field(max_length=2_000)
    actions: tuple[SlackAction, ...] = Field((), max_length=25)


def check_signature(secret: str, told_at: str, signature: str, body: bytes, now_s: float) -> None:
    """Raises NotSignedIn unless the secret makes this signature of the body and of a moment that is not five minutes
    away. `now_s` counts seconds since 1970."""
    made = f"v0={hmac.new(secret.encode(), b'v0:%b:%b' % (told_at.encode(), body), sha256).hexdigest()}"
    if not hmac.compare_digest(made.encode(), signature.encode()):
        raise NotSignedIn("X-Slack-Signature does not hold what the signing secret makes of the body.", given=True)
    if not MOMENT.fullmatch(told_at) or abs(now_s - int(told_at)) > SKEW_S:
        raise NotSignedIn("X-Slack-Request-Timestamp is more than five minutes away.", given=True)


def chat_act_from(body: bytes, own_address: str, came_from: str) -> ChatAct:
    """What is wanted. It may be answered at Slack's own place and where the webhook of `own_address` is, and nowhere
    else. Raises Malformed or BadInput."""
    payload = shaped(SlackPayload, json_object(_payload(body)))
    _check_answer(payload.response_url, own_address)
    pressed = payload.actions[0] if payload.type == PRESSED and payload.actions else None
    deed = next((one for one in ChatDeed if pressed and pressed.action_id == f"{OURS}{one}"), None)
    about = _about(pressed.value) if pressed and deed in {ChatDeed.ACCEPT, ChatDeed.ASSIGN} else None
    return ChatAct(who=_who(payload.user), deed=deed, about=about, answer_at=payload.response_url, address=came_from)


def _payload(body: bytes) -> str:
    """The one field of the form. Raises Malformed."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=5, strict_parsing=True, errors="strict")
    except ValueError as error:
        raise Malformed("Not a form that can be read.") from error
    if set(fields) != {"payload"} or len(fields["payload"]) != 1:
        raise Malformed("A form with one field, `payload`, is expected.")
    return fields["payload"][0]


def _check_answer(url: str, own_address: str) -> None:
    """Raises BadInput."""
    try:
        parts, own = urlsplit(url), urlsplit(own_address)
    except ValueError as error:
        raise BadInput("Should be an address.", "/response_url") from error
    if (parts.scheme, parts.netloc) not in {ANSWERED_AT, (own.scheme, own.netloc)}:
        raise BadInput("Should be at hooks.slack.com, or where the webhook is.", "/response_url")


def _about(value: str) -> ClaimShown:
    try:
        return shaped(ClaimShown, json_object(value))
    except (BadInput, Malformed) as error:
        raise BadInput("Should be as it was in the message.", "/actions/0/value") from error


def _who(user: SlackUser) -> str:
    """By what name an act is kept: the one that they chose, and the id that says who it was."""
    return f"{one_line(user.username)[:NAME]} (Slack {user.id})".strip()
