"""Under which names the service may be asked. A page may lead its own name to this machine, and so read what is here:
it cannot choose what the browser calls us (DNS rebinding)."""

from collections.abc import Callable, Iterable

from flask import request

from service.bootstrap.access import loopback
from service.errors import Misdirected

ANY = "*"


def checked(listening_on: str, others: Iterable[str]) -> Callable[[], None]:
    """What is to stand before every view: raises Misdirected for a `Host` that is neither loopback, nor the address
    that the service listens on, nor one of `others`; with `*` among these nothing is checked. No browser leaves out the
    name, and who does is let through."""
    known = {named(name) for name in (listening_on, *others)}

    def check() -> None:
        told = request.headers.get("Host")
        if told is None or ANY in known:
            return
        name = named(told)
        if not name or not (name in known or loopback(name)):
            raise Misdirected(f"Nobody here is called {told[:80]!r}: see CLAIMTRACE_HOSTS.")

    return check


def named(host: str) -> str:
    """The name or address in `host`, in lower case, without port, brackets or a last dot."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.rpartition(":")
    alone = host if ":" in name or not name or not port.isdigit() else name  # a bare IPv6 address has no port
    return alone.removesuffix(".")
