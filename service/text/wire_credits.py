"""The wire that a text says it comes from."""

import re
from collections.abc import Iterable

from service.text.names import name_tokens

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
