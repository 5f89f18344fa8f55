"""How an English text thanks the wire that it took from."""

import re

from service.languages.pack import Credits

_NAME = r"[A-Z][\w&.’'-]*(?: (?:of |the |for )?[A-Z][\w&.’'-]*){0,4}"
_LISTED = rf"({_NAME})(?:\s?[/,]\s?{_NAME})*"
# "Additional reporting by AP", "With files from The Canadian Press": people sign so too.
_HELPED = re.compile(
    r"(?i:(?:additional|with|further)(?: additional)? (?:reporting|material|files|copy) (?:by|from)(?: the)?)\s+"
    rf"{_LISTED}"
)
# "Source: AFP", "© 2024 AFP": anything may be named so, a platform or the paper itself.
_OWNED = re.compile(rf"(?i:\bsource:|(?:©|copyright)(?: ?\(c\))?(?: \d{{4}})?)(?i: the)?\s+{_LISTED}")
# What a wire's name ends in; and, where a credit stands, initials or "Press" will do ("AP", "The Canadian Press").
_WIRE = re.compile(r"\b(?:Wires?|Newswires?|(?:News|Press) (?:Agency|Association|Service))\Z")
_AGENCY = re.compile(rf"\b[A-Z]{{2,5}}\Z|{_WIRE.pattern}|\bPress\Z")

CREDITS = Credits(helped=_HELPED, owned=_OWNED, wire=_WIRE, agency=_AGENCY)
