"""What a request's headers ask for. Whatever they hold is a stranger's word."""

import re
from hashlib import sha256

from flask import request

from service.errors import BadInput, Malformed
from service.store.jobs import Key

# Seconds that a line is held at most, whatever `Prefer: wait` asks.
LONGEST_WAIT_S = 120
KEY = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"|([\x21\x23-\x7e]+)')
WAIT = re.compile(r"\s*wait\s*=\s*\"?(\d{1,6})\"?\s*", re.I)


def idempotency_key(body: bytes) -> Key | None:
    """The `Idempotency-Key`, a structured-field string or bare, and a fingerprint of the request. Raises Malformed."""
    told = request.headers.get("Idempotency-Key")
    if told is None:
        return None
    found = KEY.fullmatch(told.strip())
    name = (found[1] if found[1] is not None else found[2]) if found else ""
    if not name or len(name) > 255:
        raise Malformed('Idempotency-Key should be a quoted string of 1 to 255 characters, such as "8e03978e".')
    sent = b"\0".join((request.method.encode(), request.full_path.encode(), body))
    return Key(name=re.sub(r"\\(.)", r"\1", name), fingerprint=sha256(sent).hexdigest())


def wait_s() -> int | None:
    """The seconds of `Prefer: wait=N` (RFC 7240), as far as they are honoured. A preference nobody can read is none."""
    for told in request.headers.getlist("Prefer"):
        for preference in told.split(","):
            if found := WAIT.fullmatch(preference):
                return min(int(found[1]), LONGEST_WAIT_S)
    return None


def last_event() -> int:
    """The number of the last event that a reader has: from `Last-Event-ID`, or `after`. Raises BadInput."""
    told = request.headers.get("Last-Event-ID") or request.args.get("after") or "0"
    if not re.fullmatch(r"\d{1,9}", told):
        raise BadInput(f"The last event's number should be a whole number, not {told[:40]!r}.", "Last-Event-ID")
    return int(told)
