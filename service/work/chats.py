"""What goes to a chat: an event with the report that it is about, written in a process of its own."""

import logging

from service.domain import Ruleset, WebhookMessage
from service.errors import Busy, NotFound, Refused, Unfinished
from service.exports.chat.content import ChatPlace
from service.exports.chat.messages import chat_message, chat_message_of
from service.sandbox import Sandbox
from service.store import Store
from service.store.webhooks import Due

LOG = logging.getLogger(__name__)


class ChatRendering:
    """Writes messages for chats. Serves many threads."""

    def __init__(self, sandbox: Sandbox, ruleset: Ruleset, public_url: str | None) -> None:
        """`ruleset` weighs what a desk changed in a report whose own is no longer held; `public_url` is where people
        reach the service."""
        self._sandbox, self._ruleset, self._public_url = sandbox, ruleset, public_url

    def written(self, store: Store, due: Due) -> str:
        """A message that is due, with its report as the desk sees it now; where that cannot be had or written, with
        what the event alone tells: no message is lost for it. Raises StoreUnavailable."""
        message = WebhookMessage.model_validate_json(due.body)
        place = ChatPlace(self._public_url, interactive=due.interactive)
        report_id = message.data.get("report_id")
        if report_id is None:
            return chat_message(due.format, message, None, place)
        try:
            kept, events = store.reports.kept(report_id), store.reviews.of(report_id)
            place = place._replace(seen=events[-1].number if events else 0)
            return self._sandbox.run(chat_message_of, due.format, message, kept, events, place, self._ruleset)
        except (Busy, NotFound, Refused, Unfinished) as error:
            LOG.warning("%s is told without its report: %s", due.delivery.id, error.kind)
            return chat_message(due.format, message, None, place)
