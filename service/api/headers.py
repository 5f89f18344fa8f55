"""What a request's headers ask for, which is a stranger's word; and how an answer's headers tell limits."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

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


class Allowance(NamedTuple):
    """A limit, and what is left of it, in whole numbers of `unit`: `most` within `window_s` seconds, of which
    `resets_s` are still to go; 0: at any time."""

    policy: str
    most: int
    left: int
    window_s: int = 0
    resets_s: int = 0
    unit: str = ""


def told_limits(allowances: Iterable[Allowance]) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit`, as the IETF's draft for them has it."""
    policies, states = list[str](), list[str]()
    for one in allowances:
        unit = f';qu="{one.unit}"' if one.unit else ""
        window, resets = (f";w={one.window_s}", f";t={one.resets_s}") if one.window_s else ("", "")
        policies.append(f'"{one.policy}";q={one.most}{unit}{window}')
        states.append(f'"{one.policy}";r={one.left}{resets}')
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)} if policies else {}
