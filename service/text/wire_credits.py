"""The wire that a text says it comes from."""

import re
from collections.abc import Iterable

from service.languages import pack_for
from service.languages.names import name_tokens
from service.languages.pack import WITHOUT_WORDS, Credits

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
_TAIL = 400  # characters: acknowledgements stand in the last lines


def wire_credit(
    text: str, publisher: str | None, known_wires: Iterable[str] = (), language: str | None = "en"
) -> str | None:
    """The wire a text says it comes from, by where the credit stands and how it looks, on a list or not.

    A name that `known_wires` has is given as it stands there. A wire's own text credits itself. Without a pack for the
    language only the place of a credit tells.
    """
    pack = pack_for(language)
    words = pack.credits if pack else WITHOUT_WORDS
    known = {name_tokens(wire): wire for wire in known_wires}
    credit = _credit(text.strip(), known, words) or _own_credit(publisher, known, words)
    return known.get(name_tokens(credit), credit) if credit else None


def _credit(text: str, known: dict[tuple[str, ...], str], words: Credits) -> str | None:
    tail = text[-_TAIL:]
    if placed := _DATELINE.match(text) or _PARENTHESIS.search(tail):
        return next(name for name in placed.groups() if name)
    signed = [found[1].rstrip(".") for pattern in (_SIGNED, words.helped) for found in pattern.finditer(tail)]
    owned = [found[1].rstrip(".") for found in words.owned.finditer(tail)]
    agencies = (name for name in signed + owned if name_tokens(name) in known or words.agency.search(name))
    return next(iter([*(name for name in signed if " " not in name), *agencies]), None)


def _own_credit(publisher: str | None, known: dict[tuple[str, ...], str], words: Credits) -> str | None:
    return publisher if publisher and (name_tokens(publisher) in known or words.wire.search(publisher)) else None
