"""Whether two sentences make one claim, by their words alone. Where they do not tell, they do not: what is shown beside
a claim must be of that claim."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from service.languages import pack_for
from service.languages.negations import denies
from service.languages.words import content, stems

FEWEST = 3  # shared words below which nothing tells
MOST_OF = 0.6  # of the longer one's words
ADDED = 1  # words that a review may have beyond the claim's
TURNED = 3  # words that stand in reverse order: who did it and who suffered it have changed places around the deed
# How a review says that something was claimed, which is no part of it.
FRAME = frozenset(
    content(
        "photo photograph image picture video clip footage post viral show showing find found claim claiming according"
        " study report reveal prove",
        "en",
    )
)
# Words that turn a claim round, bound it, or make another of whom it names: of each, both have it or neither.
TURNING = frozenset(
    "against without before after off down under until no not never none nobody nothing neither nor only all every most"
    " half less fewer more than almost nearly deputy vice former ex acting fake".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<=[\w,;:’'”)] )[A-Z][\w’'-]*")


def same_claim(claim: str, reviewed: str, language: str | None) -> bool:
    """Whether a review of `reviewed` is one of `claim`. One holds the other's telling words, and not many more; numbers
    are the same, and no name is new; nothing is denied, bounded or turned round in one alone."""
    ours, theirs = stems(claim, language) - FRAME, stems(reviewed, language) - FRAME
    shared = ours & theirs
    if len(shared) < FEWEST or len(shared) < MOST_OF * max(len(ours), len(theirs)):
        return False
    more, added = ours - theirs, theirs - ours
    if (more and added) or len(added) > ADDED or added & _names(reviewed, language):
        return False
    titles, others = _titles(claim, language), _titles(reviewed, language)
    if not (titles <= others or others <= titles):
        return False
    return (
        _figures(claim, language) == _figures(reviewed, language)
        and _small(claim) == _small(reviewed)
        and denies(claim, language) == denies(reviewed, language)
        and not _clash(claim, reviewed, language)
        and _longest_turned(_places(claim, reviewed, language)) < TURNED
    )


def _names(text: str, language: str | None) -> frozenset[str]:
    """The stems of the words that are written as names where a sentence does not begin."""
    return frozenset(stem for name in _NAME.findall(text) for stem in content(name, language))


def _figures(text: str, language: str | None) -> frozenset[object]:
    """Every number of a text but years: reviews seldom repeat them."""
    plain = _YEAR.sub(" ", text)
    pack = pack_for(language)
    return pack.figures(plain) if pack else frozenset(re.findall(r"\d+", plain))


def _small(text: str) -> frozenset[str]:
    return TURNING & frozenset(re.findall(r"[a-z]+", text.casefold()))


def _titles(text: str, language: str | None) -> frozenset[str]:
    """The titles in a text, which its telling words do without."""
    pack = pack_for(language)
    return pack.names.titles & frozenset(re.findall(r"\w+", text.casefold())) if pack else frozenset()


def _clash(claim: str, reviewed: str, language: str | None) -> bool:
    pack = pack_for(language)
    if pack is None:
        return False
    unlike = pack.negated(claim) ^ pack.negated(reviewed)
    return bool(unlike) or bool(pack.clashes(claim, reviewed, None, None))


def _places(claim: str, reviewed: str, language: str | None) -> list[int]:
    """Where the review's words first stand in the claim, in the review's order."""
    at = {word: place for place, word in reversed(list(enumerate(content(claim, language))))}
    return [at[word] for word in dict.fromkeys(content(reviewed, language)) if word in at and word not in FRAME]


def _longest_turned(places: Sequence[int]) -> int:
    """How many of them stand in falling order at most."""
    ends: list[int] = []
    for place in places:
        fallen = -place
        nth = bisect_left(ends, fallen)
        ends[nth : nth + 1] = [fallen]
    return len(ends)
