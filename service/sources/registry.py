"""What the desk knows of outlets and actors: a file, and what was changed in it. Judgement, not measurement."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Protocol

from pydantic import Field

from service.domain import (
    ENTRIES,
    Actor,
    Alliance,
    Claim,
    Document,
    Frozen,
    Grade,
    Outlet,
    Provenance,
    RegistryEdit,
    RegistryKind,
)
from service.domain.identity import normalised
from service.errors import StoreUnavailable
from service.languages.names import name_tokens, same_house
from service.text.posts import PLATFORMS
from service.text.tables import read_table
from service.text.urls import domain_of, site_of
from service.text.wire_credits import wire_credit

SHIPPED = Path(__file__).with_name("registry.toml")
_HANDLE = re.compile(r"(?<![\w@])@(\w[\w.-]*)")

Entry = Outlet | Actor | Alliance
Tokens = tuple[str, ...]


class Registry(Frozen):
    """The desk's outlets and actors, and the alliances that always stand for it. `edition` is the number of the last
    edit in it; 0: it is as its file."""

    outlets: tuple[Outlet, ...] = ()
    actors: tuple[Actor, ...] = ()
    alliances: tuple[Alliance, ...] = ()
    edition: int = Field(0, exclude=True)

    def outlet(self, name: str | None, url: str | None = None) -> Outlet | None:
        """The outlet at the address; failing an address, the one of that name. A known name at an address that is not
        its own is nobody known: anyone can print "Reuters" above a text."""
        if host := domain_of(url):
            labels = host.split(".")
            at = (self._by_domain.get(".".join(labels[place:])) for place in range(len(labels)))
            called = self._called(name)
            return next(filter(None, at), called if called and not called.domains else None)
        return self._called(name)

    def grade_of(self, outlet: str | None, url: str | None = None) -> Grade:
        """The outlet's grade; F, cannot be judged, for one the desk does not know."""
        known = self.outlet(outlet, url)
        return known.grade if known else Grade.F

    def known(self, document: Document) -> Document:
        """The document with publisher, grade, owner and wire filled from the registry where it lacks them. For a
        publisher whom neither it nor the registry names stands its site."""
        outlet = self.outlet(document.publisher, document.url)
        publisher = document.publisher or (outlet.name if outlet else site_of(document.url))
        credit = document.wire or wire_credit(document.text, publisher, self.wires, document.language or "en")
        agency = self._called(credit)
        return document.model_copy(
            update={
                "publisher": publisher,
                "grade": document.grade or (outlet.grade if outlet else None),
                "owner": document.owner or (outlet.owner if outlet else None),
                "wire": agency.name if agency else credit,
            }
        )

    def own_accounts(self, claim: Claim) -> Claim:
        """The claim with `official` set wherever its words come from an account that the desk knows: true if it is the
        claimant's own, false if it is another's."""
        provenance = tuple(self._whose(one, claim.claimant.name) for one in claim.provenance)
        return claim if provenance == claim.provenance else claim.model_copy(update={"provenance": provenance})

    @cached_property
    def declared(self) -> tuple[Alliance, ...]:
        """The alliances, and for each actor that goes by several names one of those: they are one party."""
        named = (one for one in self.actors if one.aliases)
        return (
            *self.alliances,
            *(Alliance(name=one.name, members=one.aliases, source_url=one.source_url) for one in named),
        )

    @cached_property
    def wires(self) -> tuple[str, ...]:
        """Every name a known wire goes by."""
        return tuple(name for outlet in self.outlets if outlet.wire for name in (outlet.name, *outlet.aliases))

    def entries(self, kind: RegistryKind) -> Mapping[str, Entry]:
        """The entries of one kind by their names, as spellings share them."""
        return {normalised(one.name): one for one in getattr(self, kind)}

    def edited(self, edits: Iterable[RegistryEdit]) -> "Registry":
        """With what a desk changed, one edit a name: an entry is put in its place, added, or taken out."""
        tables = {kind: dict(self.entries(kind)) for kind in RegistryKind}
        edition = self.edition
        for edit in edits:
            tables[edit.kind].pop(normalised(edit.name), None)
            if edit.entry is not None:
                tables[edit.kind][normalised(edit.name)] = ENTRIES[edit.kind].model_validate(edit.entry)
            edition = max(edition, edit.number)
        changed = {str(kind): tuple(table.values()) for kind, table in tables.items()}
        return Registry.model_validate(changed | {"edition": edition})

    def _whose(self, provenance: Provenance, claimant: str) -> Provenance:
        holder = next(filter(None, (self._by_account.get(one) for one in _accounts(provenance))), None)
        if holder is None:
            return provenance
        own = any(same_house(name, claimant) for name in (holder.name, *holder.aliases))
        return provenance.model_copy(update={"official": own})

    def _called(self, name: str | None) -> Outlet | None:
        return self._by_name.get(tuple(name_tokens(name))) if name else None

    @cached_property
    def _by_name(self) -> Mapping[Tokens, Outlet]:
        names = [(name, one) for one in self.outlets for name in (one.name, *one.aliases)]
        return {tuple(name_tokens(name)): one for name, one in reversed(names)}

    @cached_property
    def _by_domain(self) -> Mapping[str, Outlet]:
        told = [(domain_of(f"https://{domain}"), one) for one in self.outlets for domain in one.domains]
        return {host: one for host, one in reversed(told) if host}

    @cached_property
    def _by_account(self) -> Mapping[str, Actor]:
        told = [(site_of(account), one) for one in self.actors for account in one.accounts]
        return {site: one for site, one in told if site and "/" in site}


def _accounts(provenance: Provenance) -> list[str]:
    """The accounts that a provenance names, as `site_of` writes them: by address, or by handle and platform."""
    words = " ".join(filter(None, (provenance.locator, provenance.span.text if provenance.span else None)))
    handles = [found.lower().rstrip(".") for found in _HANDLE.findall(words)]
    hosts = [host for host, platform in PLATFORMS.items() if platform == provenance.platform]
    return [*filter(None, (site_of(provenance.locator),)), *(f"{host}/{one}" for host in hosts for one in handles)]


class Edits(Protocol):
    """Where a desk's edits are kept."""

    def last(self) -> int:
        """The number of the last edit; 0: there is none. Raises StoreUnavailable."""
        ...

    def standing(self) -> tuple[RegistryEdit, ...]:
        """The last edit of each entry. Raises StoreUnavailable."""
        ...


class DeskRegistry:
    """The registry as it stands now, for a process that lives on: the file's, with the desk's edits, which are read
    again whenever there is a new one. While they cannot be read, what was known of them holds. Safe to share between
    threads."""

    def __init__(self, shipped: Registry, edits: Callable[[], Edits]) -> None:
        self._shipped, self._edits = shipped, edits
        self._lock, self._now = Lock(), shipped

    def __call__(self) -> Registry:
        with self._lock, suppress(StoreUnavailable):
            edits = self._edits()
            if edits.last() != self._now.edition:
                self._now = self._shipped.edited(edits.standing())
        return self._now


def load_registry(path: Path | None = None) -> Registry:
    """The registry in a TOML file (None: the shipped one). Raises BadInput naming the key that is wrong."""
    return read_table(path, Registry) if path else _shipped()


@cache
def _shipped() -> Registry:
    return read_table(SHIPPED, Registry)
