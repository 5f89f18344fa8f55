"""What the desk knows of outlets: grade, owner, wire, alliances. Editorial judgement in a file, not measurement."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from service.domain import Alliance, Document, Frozen, Grade
from service.errors import BadInput
from service.names import name_tokens

Table = TypeVar("Table", bound=Frozen)
SHIPPED = Path(__file__).parent / "sources" / "registry.toml"


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
        return any(host == domain or host.endswith(f".{domain}") for domain in self.domains)


class Registry(Frozen):
    """The desk's outlets and the alliances that always stand for it."""

    outlets: tuple[Outlet, ...] = ()
    alliances: tuple[Alliance, ...] = ()

    def outlet(self, name: str | None, url: str | None = None) -> Outlet | None:
        """The outlet at the address; failing an address, the one of that name. A known name at an address that is not
        its own is nobody known: anyone can print "Reuters" above a text."""
        if host := _host(url):
            at = next((outlet for outlet in self.outlets if outlet.is_at(host)), None)
            called = self._called(name)
            return at or (called if called and not called.domains else None)
        return self._called(name)

    def grade_of(self, outlet: str | None, url: str | None = None) -> Grade:
        """The outlet's grade; F, cannot be judged, for one the desk does not know."""
        known = self.outlet(outlet, url)
        return known.grade if known else Grade.F

    def known(self, document: Document) -> Document:
        """The document with publisher, grade, owner and wire filled from the registry where it lacks them."""
        outlet = self.outlet(document.publisher, document.url)
        publisher = document.publisher or (outlet.name if outlet else None)
        credit = document.wire or wire_credit(document.text, publisher, self.wires)
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


def read_table(path: Path, model: type[Table]) -> Table:
    """A desk's TOML file as `model`. Raises BadInput: `field` is the JSON pointer of the key that is wrong."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        key = "/".join(str(part) for part in first["loc"])
        raise BadInput(f"{path.name}: {key}: {first['msg']}", field=f"/{key}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not TOML: {error}", field="") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}", field="") from error


# ---------------------------------------------------------------- wire credits

_NAME = r"[A-Z][\w&.’'-]*(?: (?:of |the |for )?[A-Z][\w&.’'-]*){0,4}"
_LISTED = rf"({_NAME})(?:\s?[/,]\s?{_NAME})*"
# "BEIRUT (Meridian) -", "LONDON, May 3 (Reuters) —", "BERLIN (dpa) -": a place, perhaps a day, the credit, a dash.
_DATELINE = re.compile(
    r"\A(?:[A-Z][\w.’'-]*[ ,/]+){1,6}(?:\d{1,2}(?:, \d{4})?,? )?(?:[-–—] )?"
    rf"\((?:{_LISTED}|([a-z]{{2,4}}))\)\s*[-–—:]"
)
# "… on Tuesday. (Meridian)", alone at the end of the text.
_PARENTHESIS = re.compile(rf"[.!?”\"’\n]\s*[(\[]{_LISTED}[)\]]\s*\Z")
# "… on Tuesday. — Reuters", "Additional reporting by AP", "With files from The Canadian Press": people sign so too.
_SIGNED = re.compile(rf"[.!?”\"’\n]\s*[-–—]{{1,2}}\s*{_LISTED}\.?\s*\Z")
_HELPED = re.compile(
    r"(?i:(?:additional|with|further)(?: additional)? (?:reporting|material|files|copy) (?:by|from)(?: the)?)\s+"
    rf"{_LISTED}"
)
# "Source: AFP", "© 2024 AFP": anything may be named so, a platform or the paper itself.
_OWNED = re.compile(rf"(?i:\bsource:|(?:©|copyright)(?: ?\(c\))?(?: \d{{4}})?)(?i: the)?\s+{_LISTED}")
_TAIL = 400  # characters: acknowledgements stand in the last lines
# What a wire's name ends in; and, where a credit stands, initials or "Press" will do ("AP", "The Canadian Press").
_WIRE = re.compile(r"\b(?:Wires?|Newswires?|(?:News|Press) (?:Agency|Association|Service))\Z")
_AGENCY = re.compile(rf"\b[A-Z]{{2,5}}\Z|{_WIRE.pattern}|\bPress\Z")


def wire_credit(text: str, publisher: str | None, known_wires: Iterable[str] = ()) -> str | None:
    """The wire a text says it comes from, by where the credit stands and how it looks, on a list or not.

    A name that `known_wires` has is given as it stands there. A wire's own text credits itself.
    """
    known = {name_tokens(wire): wire for wire in known_wires}
    credit = _credit(text.strip(), known) or _own_credit(publisher, known)
    return known.get(name_tokens(credit), credit) if credit else None


def _credit(text: str, known: dict[tuple[str, ...], str]) -> str | None:
    tail = text[-_TAIL:]
    if placed := _DATELINE.search(text) or _PARENTHESIS.search(tail):
        return next(name for name in placed.groups() if name)
    signed = [found[1].rstrip(".") for pattern in (_SIGNED, _HELPED) for found in pattern.finditer(tail)]
    owned = [found[1].rstrip(".") for found in _OWNED.finditer(tail)]
    credits = [name for name in signed if " " not in name] + [
        name for name in signed + owned if _is_agency(name, known)
    ]
    return credits[0] if credits else None


def _own_credit(publisher: str | None, known: dict[tuple[str, ...], str]) -> str | None:
    return publisher if publisher and (name_tokens(publisher) in known or _WIRE.search(publisher)) else None


def _is_agency(name: str, known: dict[tuple[str, ...], str]) -> bool:
    return name_tokens(name) in known or bool(_AGENCY.search(name))


def _host(url: str | None) -> str | None:
    """The host of an address; of a page in the Internet Archive, the host of what was archived."""
    try:
        parts = urlsplit(url or "")
        if parts.hostname == "web.archive.org" and "://" in parts.path:
            parts = urlsplit(f"http://{parts.path.split('://', 1)[1]}")
        return parts.hostname
    except ValueError:
        return None
