"""Who asks, and what they may do."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from service.domain.spending import MoneyADay, TokensADay
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
    """Who asks: their id, and the name by which they are told. `desk` None: an admin of all desks, whose own work goes
    to the main one."""

    name: str
    desk: str | None
    scopes: frozenset[Scope]
    kind: CallerKind
    id: str = ""

    @property
    def home(self) -> str:
        """The desk that what they make belongs to."""
        return self.desk or MAIN_DESK

    def may(self, need: Need) -> bool:
        return isinstance(need, Audience) or bool({need, Scope.ADMIN} & self.scopes)


ANYBODY = Caller(id="anybody", name="anybody", desk=MAIN_DESK, scopes=frozenset(Scope), kind=CallerKind.ANYBODY)


class DeskRole(StrEnum):
    """What people are let do, by what they are to a desk; later ones may do more."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def scopes(self) -> frozenset[Scope]:
        return SCOPES[self]


SCOPES = {
    DeskRole.READER: frozenset({Scope.REPORTS_READ}),
    DeskRole.EDITOR: frozenset(
        {
            Scope.REPORTS_READ,
            Scope.ARTICLES_WRITE,
            Scope.DOCUMENTS_WRITE,
            Scope.REGISTRY_WRITE,
            Scope.REVIEWS_WRITE,
        }
    ),
    DeskRole.ADMIN: frozenset({Scope.ADMIN}),
}


class KeyLimits(Frozen):
    """What holds for the articles that a key asks for; None: no bound but the desk's. Tokens and US dollars that
    language models may take for them in a day, and how many of them may wait."""

    tokens_a_day: TokensADay | None = None
    money_a_day: MoneyADay | None = None
    articles_waiting: int | None = Field(None, ge=1, le=10**9)


class ApiKey(KeyLimits):
    """A key as it is shown after it was made. `id` is the part by which it is found, and may be told. `desk` None: of
    all desks. `last_used_at` is right to a minute."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    desk: str | None
    requests_a_minute: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    @property
    def limits(self) -> KeyLimits:
        return KeyLimits(**{name: getattr(self, name) for name in KeyLimits.model_fields})

    def as_caller(self) -> Caller:
        return Caller(id=self.id, name=self.name, desk=self.desk, scopes=frozenset(self.scopes), kind=CallerKind.KEY)


class AuditEntry(Frozen):
    """One deed: who did what to what, when and from where. It names things by their ids and holds nothing of them.
    `outcome` is `done`, or why it was refused."""

    number: int
    at: datetime
    who: str
    kind: str
    desk: str | None
    action: str
    target: str
    address: str
    outcome: str


class Person(Frozen):
    """Somebody who signs in. `joined`: they have a password, or come by single sign-on. `invited_until`: an invitation
    is under way until then. `desk` None: of all desks."""

    id: str
    name: str
    role: DeskRole
    desk: str | None
    joined: bool
    invited_until: datetime | None
    created_at: datetime
    removed_at: datetime | None

    def as_caller(self) -> Caller:
        return Caller(id=self.id, name=self.name, desk=self.desk, scopes=self.role.scopes, kind=CallerKind.PERSON)
