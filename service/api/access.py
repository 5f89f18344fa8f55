"""Who asks: found once for each request, before any view."""

from flask import g

from service.domain import ANYBODY, Caller


def caller() -> Caller:
    """Who makes the request that is being answered."""
    found: Caller = g.get("caller", ANYBODY)
    return found
