"""What a desk knows of outlets, of actors and of who stands with whom; and how it came to know it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from service.domain.article import Grade
from service.domain.evidence import Alliance
from service.domain.values import Frozen


class Outlet(Frozen):
    """One who publishes. `owner` is whose it is in the end; a government's outlet names the government there.
    `country` is an ISO 3166-1 code; `as_of` the year in which all of this was known to hold."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    grade: Grade = Grade.F
    owner: str | None = None
    wire: bool = False
    country: str | None = None
    as_of: int | None = None
    note: str | None = None


class Actor(Frozen):
    """A party that makes claims: the other names it goes by, and the addresses of the accounts that are its own."""

    name: str
    aliases: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    as_of: int | None = None
    source_url: str | None = None
    note: str | None = None


class RegistryKind(StrEnum):
    OUTLETS = "outlets"
    ACTORS = "actors"
    ALLIANCES = "alliances"


ENTRIES: dict[RegistryKind, type[Outlet | Actor | Alliance]] = {
    RegistryKind.OUTLETS: Outlet,
    RegistryKind.ACTORS: Actor,
    RegistryKind.ALLIANCES: Alliance,
}


class RegistryEdit(Frozen):
    """One entry as somebody set it, or took it out (`entry` is None). Edits are never changed; the last one of a name
    stands. `number` counts all of them, from 1 on."""

    number: int
    kind: RegistryKind
    name: str
    entry: dict[str, Any] | None
    who: str
    why: str
    made_at: datetime
