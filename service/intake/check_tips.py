"""A tip that a bot of Meedan Check is told of, as an article: its words, or the page that it is but a link to."""

import re
from datetime import datetime, timedelta
from typing import Any

from pydantic import ConfigDict, Field

from service.domain import Frozen
from service.domain.publishing import TIP_PREFIX
from service.errors import BadInput
from service.intake.fields import LANGUAGE_TAG, Moment
from service.intake.reading import request_from, shaped
from service.intake.request import Request

TAKEN = "create_project_media"
# What the bot is to subscribe to that event with: fields of ProjectMedia in Check's schema.
FRAGMENT = "dbid quote url language_code media { quote url }"
# An event is told within seconds; one that is older was kept by somebody, and sent again.
OLDEST, AHEAD = timedelta(hours=1), timedelta(minutes=5)
LINK = re.compile(r"\s*(https?://\S+)\s*")


class TipMedia(Frozen):
    """What was sent in, among what else is told of it."""

    model_config = ConfigDict(extra="ignore")

    quote: str | None = None
    url: str | None = None


class CheckTip(TipMedia):
    """The item of the workspace that it became."""

    dbid: int = Field(ge=1, le=10**15)
    language_code: str | None = None
    media: TipMedia | None = None


class CheckTeam(Frozen):
    """The workspace, by its own short name."""

    model_config = ConfigDict(extra="ignore")

    slug: str


class CheckEvent(Frozen):
    """What a bot is told, as far as it is needed: `data` is shaped by the bot's own fragment."""

    model_config = ConfigDict(extra="ignore")

    event: str
    time: Moment
    team: CheckTeam
    data: dict[str, Any] | None = None


def event_from(fields: dict[str, Any], now: datetime) -> CheckEvent:
    """Raises BadInput, also for an event of another time."""
    told = shaped(CheckEvent, fields)
    if not now - OLDEST <= told.time <= now + AHEAD:
        raise BadInput("Should be an event of the last hour: this one was kept, and sent again.", "/time")
    return told


def request_of(event: CheckEvent) -> Request:
    """The request that a tip makes. Raises BadInput for one that holds neither words nor a link."""
    if event.data is None:
        raise BadInput(f"Missing: have the bot subscribe to {TAKEN} with `{FRAGMENT}`.", "/data")
    tip = shaped(CheckTip, event.data)
    media = tip.media or TipMedia()
    text, url = tip.quote or media.quote, tip.url or media.url
    link = LINK.fullmatch(text or "")
    fields: dict[str, Any] = {"external_id": f"{TIP_PREFIX}{tip.dbid}"}
    if text and text.strip() and not link:
        fields["body"] = text
    elif address := (link[1] if link else url):
        fields["url"] = address
    else:
        raise BadInput("Missing: a tip has words, or a link.", "/data/quote")
    if tip.language_code and LANGUAGE_TAG.fullmatch(tip.language_code) and tip.language_code != "und":
        fields["language"] = tip.language_code
    return request_from({"article": fields})
