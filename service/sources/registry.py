"""What the desk knows of outlets: grade, owner, wire, alliances. Editorial judgement in a file, not measurement."""

from pathlib import Path

from service.domain import Alliance, Document, Frozen, Grade
from service.languages.names import name_tokens
from service.text.tables import read_table
from service.text.urls import domain_of, site_of
from service.text.wire_credits import wire_credit

SHIPPED = Path(__file__).with_name("registry.toml")


class Outlet(Frozen):
    """One who publishes. `owner` is whose it is in the end; a government's outlet names the government there."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    grade: Grade = Grade.F
    owner: str | None = None
    wire: bool = False
    note: str | None = None

    def is_called(self, name: str) -> bool:
        return any(name_tokens(name) == name_tokens(own) for own in (self.name, *self.aliases))

    def is_at(self, host: str) -> bool:
        own = (domain_of(f"https://{domain}") for domain in self.domains)
        return any(host == domain or host.endswith(f".{domain}") for domain in own)


class Registry(Frozen):
    """The desk's outlets and the alliances that always stand for it."""

    outlets: tuple[Outlet, ...] = ()
    alliances: tuple[Alliance, ...] = ()

    def outlet(self, name: str | None, url: str | None = None) -> Outlet | None:
        """The outlet at the address; failing an address, the one of that name. A known name at an address that is not
        its own is nobody known: anyone can print "Reuters" above a text."""
        if host := domain_of(url):
            at = next((outlet for outlet in self.outlets if outlet.is_at(host)), None)
            called = self._called(name)
            return at or (called if called and not called.domains else None)
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

    @property
    def wires(self) -> tuple[str, ...]:
        """Every name a known wire goes by."""
        return tuple(name for outlet in self.outlets if outlet.wire for name in (outlet.name, *outlet.aliases))

    def _called(self, name: str | None) -> Outlet | None:
        return next((outlet for outlet in self.outlets if name and outlet.is_called(name)), None)


def load_registry(path: Path | None = None) -> Registry:
    """The registry in a TOML file (None: the shipped one). Raises BadInput naming the key that is wrong."""
    return read_table(path or SHIPPED, Registry)
