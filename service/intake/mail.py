"""An article that comes as a mail (RFC 5322): its subject, its sender, its day, and the text or page in it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from service.errors import Malformed
from service.intake.reading import REQUEST_BYTES, request_from
from service.intake.request import Request

PARTS = 200  # a mail of more is no article


def request_from_mail(raw: bytes) -> Request:
    """The request that a mail brings. Raises Malformed where there is no text in it, or BadInput."""
    message = message_from_bytes(raw[: REQUEST_BYTES + 1], policy=policy.default)
    try:
        if sum(1 for _ in message.walk()) > PARTS:
            raise Malformed(f"A mail has at most {PARTS} parts.")
        name, text = _text(message)
        fields: dict[str, Any] = {
            name: text,
            "title": _header(message, "Subject"),
            "outlet": parseaddr(_header(message, "From") or "")[0] or None,
            "external_id": _header(message, "Message-ID"),
            "published_at": _day(message),
        }
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Malformed("Not a mail that can be read.") from error
    return request_from({"article": {key: value for key, value in fields.items() if value}})


def _text(message: EmailMessage) -> tuple[str, str]:
    """The mail's page, else its text; what is attached is none of it."""
    body = message.get_body(("html", "plain"))
    if body is None or not (text := str(body.get_content()).strip()):
        raise Malformed("The mail has no text.")
    return ("html" if body.get_content_subtype() == "html" else "body"), text


def _header(message: EmailMessage, name: str) -> str | None:
    told = message.get(name)
    return " ".join(str(told).split()) or None if told is not None else None


def _day(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message, "Date") or "").isoformat()
    except ValueError:
        return None
