"""A browser shows its cookie, or stands behind a proxy, whichever page had it ask: what changes anything is done for
pages of ours alone."""

import re
from urllib.parse import urlsplit

from flask import request

from service.errors import NotAllowed

SAFE = ("GET", "HEAD", "OPTIONS")
OURS = ("same-origin", "none")
# A path, and nothing that a browser takes for another site's address: `//host`, `/\\host`, white space, a scheme.
PATH = re.compile(r"/(?![/\\])[!-\[\]-~]{0,1999}")


def check_origin(*, told: bool) -> None:
    """Raises NotAllowed for a request that another site's page had a browser make. `told`: one that does not say which
    page it comes from is refused as well."""
    if request.method in SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        ours = site in OURS
    elif origin is not None:
        ours = urlsplit(origin).netloc.lower() == request.host.lower()
    else:
        ours = not told
    if not ours:
        raise NotAllowed("This was asked by another site's page, or does not say by which: see Origin.")


def own_path(told: str | None, usual: str) -> str:
    """A path of this service that somebody is to be led to; the usual one in place of anything else."""
    return told if told and PATH.fullmatch(told) else usual
