"""Which function writes a message for which chat."""

from collections.abc import Callable, Mapping, Sequence

from service.domain import MessageFormat, Report, ReviewEvent, Ruleset, WebhookMessage
from service.exports.chat.content import NOWHERE, ChatContent, ChatPlace, content
from service.exports.chat.slack import slack_message
from service.exports.chat.teams import teams_message
from service.weighing.reviewed import reviewed

WRITTEN: Mapping[MessageFormat, Callable[[ChatContent], str]] = {
    MessageFormat.SLACK: slack_message,
    MessageFormat.TEAMS: teams_message,
}


def chat_message(
    format: MessageFormat, message: WebhookMessage, report: Report | None = None, place: ChatPlace = NOWHERE
) -> str:
    """An event as a chat takes it, as JSON. `report` is the one that it is about, as its desk sees it (None: it is not
    to be had, and what the event tells has to do)."""
    return WRITTEN[format](content(message, report, place))


def chat_message_of(
    format: MessageFormat,
    message: WebhookMessage,
    kept: str,
    events: Sequence[ReviewEvent],
    place: ChatPlace,
    ruleset: Ruleset,
) -> str:
    """The same about a report that is kept as JSON, as its desk sees it after `events`. Raises BadInput for one that
    does not hold what was read."""
    return chat_message(format, message, reviewed(Report.model_validate_json(kept), events, ruleset), place)
