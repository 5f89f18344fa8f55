"""Who asks, and what they may do."""

from enum import StrEnum

from service.domain.values import Frozen

# The desk of an installation that has only one.
MAIN_DESK = "main"


class Scope(StrEnum):
    """What a key or a person may be let do. `admin` may do all of it."""

    ARTICLES_WRITE = "articles:write"
    REPORTS_READ = "reports:read"
    DOCUMENTS_WRITE = "documents:write"
    REGISTRY_WRITE = "registry:write"
    WEBHOOKS_WRITE = "webhooks:write"
    REVIEWS_WRITE = "reviews:write"
    METRICS_READ = "metrics:read"
    ADMIN = "admin"


class Audience(StrEnum):
    """Who a route is for that needs no scope: everybody, or whoever is known, whatever else they may do."""

    ALL = "all"
    KNOWN = "known"


Need = Scope | Audience


class CallerKind(StrEnum):
    """How a caller is known: by a key, signed in, by a proxy's word, or not at all, where no key was made yet."""

    KEY = "key"
    PERSON = "person"
    PROXY = "proxy"
    ANYBODY = "anybody"


class Caller(Frozen):
    """Who asks. `desk` None: an admin of all desks, whose own work goes to the main one."""

    name: str
    desk: str | None
    scopes: frozenset[Scope]
    kind: CallerKind

    @property
    def home(self) -> str:
        """The desk that what they make belongs to."""
        return self.desk or MAIN_DESK

    def may(self, need: Need) -> bool:
        return isinstance(need, Audience) or bool({need, Scope.ADMIN} & self.scopes)


ANYBODY = Caller(name="anybody", desk=MAIN_DESK, scopes=frozenset(Scope), kind=CallerKind.ANYBODY)
