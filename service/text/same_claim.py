"""Whether two sentences make one claim, by their words; what is near by meaning is held against them too. Where they do
not tell, they do not: what is shown beside a claim must be of that claim."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from service.languages import pack_for
from service.languages.names import name_tokens
from service.languages.negations import denies
from service.languages.pack import Slot
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
# Words that stand for whoever speaks, or for what was named before: without a name behind them they are another's words
# in another mouth.
POINTING = frozenset(
    "i me my mine we us our ours you your he him his she her hers it its they them their theirs this these those"
    " here".split()
)
# Words of days that are another's some DAYS later, whatever a rule makes of them.
MOVING = frozenset("tomorrow tonight recently now currently ago next last latest morning afternoon evening".split())
DAYS = 2
# Two days that no day of the week, month, season or "last year" can have in common.
ONE_DAY, ANOTHER_DAY = datetime(2003, 1, 15, tzinfo=UTC), datetime(2010, 8, 5, tzinfo=UTC)
_NAMED = re.compile(r"\b\w+ [\[(][^\])]*[\])]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<=[\w,;:’'”)] )[A-Z][\w’'-]*")


class ToldClaim(NamedTuple):
    """A claim as an article tells it: its words, their language, who makes it, and when the article came out."""

    text: str
    language: str | None
    claimant: str
    published_at: datetime | None = None


def told_before(claim: ToldClaim, earlier: ToldClaim) -> bool:
    """Whether both articles tell one claim: their words make one whichever is held against the other, what they say of
    days means the same days, and what stands for somebody else stands for the same."""
    return (
        claim.language == earlier.language
        and same_claim(claim.text, earlier.text, claim.language)
        and same_claim(earlier.text, claim.text, claim.language)
        and _same_days(claim, earlier)
        and (not _pointing(claim.text, earlier.text) or name_tokens(claim.claimant) == name_tokens(earlier.claimant))
    )


def told_words(text: str, language: str | None) -> frozenset[str]:
    """The words by which a claim is found again: two that make one claim differ in one of them at most."""
    return stems(text, language) - FRAME


def same_claim(claim: str, reviewed: str, language: str | None) -> bool:
    """Whether a review of `reviewed` is one of `claim`. One holds the other's telling words, and not many more, and
    nothing in them tells the two apart."""
    ours, theirs = told_words(claim, language), told_words(reviewed, language)
    shared = ours & theirs
    if len(shared) < FEWEST or len(shared) < MOST_OF * max(len(ours), len(theirs)):
        return False
    more, added = ours - theirs, theirs - ours
    return not (more and added) and len(added) <= ADDED and not told_apart(claim, reviewed, language)


def same_by_meaning(claim: str, reviewed: str, language: str | None) -> bool:
    """Whether a review whose meaning is near to the claim's may be of it. Where they share most of their words, words
    decide: what differs there is who did it, to whom or what, and to vectors all these are near."""
    ours, theirs = told_words(claim, language), told_words(reviewed, language)
    few = len(ours & theirs) < MOST_OF * max(len(ours), len(theirs))
    return few and not told_apart(claim, reviewed, language)


def told_apart(claim: str, reviewed: str, language: str | None) -> bool:
    """Whether something tells that a review of `reviewed` is none of `claim`, however alike they are: another number, a
    new name, what is denied, bounded or turned round in one alone."""
    titles, others = _titles(claim, language), _titles(reviewed, language)
    new = told_words(reviewed, language) - told_words(claim, language)
    return (
        bool(new & _names(reviewed, language))
        or not (titles <= others or others <= titles)
        or _figures(claim, language) != _figures(reviewed, language)
        or _small(claim) != _small(reviewed)
        or denies(claim, language) != denies(reviewed, language)
        or _clash(claim, reviewed, language)
        or _longest_turned(_places(claim, reviewed, language)) >= TURNED
    )


def _same_days(claim: ToldClaim, earlier: ToldClaim) -> bool:
    """Where either text speaks of days as its article's day has them, both articles are dated and the days agree."""
    texts = claim.text, earlier.text
    moving = any(MOVING & _small_words(text) for text in texts)
    if not moving and not any(_days_clash(text, text, (ONE_DAY, ANOTHER_DAY), claim.language) for text in texts):
        return True
    if claim.published_at is None or earlier.published_at is None:
        return False
    if moving and abs((claim.published_at - earlier.published_at).days) > DAYS:
        return False
    return not _days_clash(*texts, (claim.published_at, earlier.published_at), claim.language)


def _days_clash(claim: str, earlier: str, dates: tuple[datetime, datetime], language: str | None) -> bool:
    pack = pack_for(language)
    clashes = pack.clashes(claim, earlier, *dates) if pack else ()
    return any(clash.slot is Slot.DATE for clash in clashes)


def _pointing(*texts: str) -> bool:
    """Whether any text has a word that stands for somebody whom it does not name."""
    return any(POINTING & _small_words(_NAMED.sub(" ", text)) for text in texts)


def _small_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.casefold()))


def _names(text: str, language: str | None) -> frozenset[str]:
    """The stems of the words that are written as names where a sentence does not begin."""
    return frozenset(stem for name in _NAME.findall(text) for stem in content(name, language))


def _figures(text: str, language: str | None) -> frozenset[object]:
    """Every number of a text but years: reviews seldom repeat them."""
    plain = _YEAR.sub(" ", text)
    pack = pack_for(language)
    return pack.figures(plain) if pack else frozenset(re.findall(r"\d+", plain))


def _small(text: str) -> frozenset[str]:
    return TURNING & _small_words(text)


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
