"""How English outlets mark the words below a picture."""

import itertools
import re

from service.languages.pack import Captions

LEAD_CAPTION_WORDS = 14
PREPOSITIONS = frozenset(
    "in at on of near outside inside during over above with from after before behind between along across next by"
    " around under amid".split()
)
FUNCTION_WORDS = PREPOSITIONS | frozenset("a an the and or to for his her its their".split())
PLACES = frozenset(
    "province city district village camp base airport town region county area border bridge square street"
    " river market hospital university prison stadium church mosque".split()
)
_MARKED = re.compile(
    r"(?:photo(?:graph)?s?|pictures?|images?|videos?|audio|footage|caption|screen ?(?:shot|grab)s?)"
    r"(?: (?:credit|by|courtesy)\b.*| ?: ?\S.*| (?:showing|of|from|released)\b.*:)|file (?:photo|image)\b.*",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"[(\[](?:[^()\[\]]{0,40}\b(?:photo(?:graph)?|image|picture|video|screen ?(?:shot|grab))s?"
    r"(?: ?[/:,]| by| credit| courtesy| via|[)\]])[^()\[\]]{0,80}"
    r"|[^()\[\]]{0,60}(?:getty images|/(?:ap|afp|reuters|getty|epa)))[)\]]?\.?$",
    re.IGNORECASE,
)


def is_lead(line: str) -> bool:
    """A verbless line, "Marchers on the town bridge.": names or one noun phrase, then where or when.

    There is no grammar here, so a line that may hold a verb is prose: a claim lost is worse than a caption kept.
    """
    words = line.rstrip(".").split()
    place = next((n for n, word in enumerate(words) if word in PREPOSITIONS), 0)
    if not place or not line.endswith(".") or len(words) > LEAD_CAPTION_WORDS:
        return False
    plain = [word for word in words[1:place] if word[:1].islower() and word not in FUNCTION_WORDS]
    if plain and not (words[0].endswith("ed") and len(plain) == 1):
        return False
    return not any(
        name[:1].isupper() and word[:1].islower() and word not in FUNCTION_WORDS | PLACES
        for name, word in itertools.pairwise(words[1:])
    )


CAPTIONS = Captions(marked=_MARKED, credited=_CREDITED, is_lead=is_lead)
