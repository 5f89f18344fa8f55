"""How sure a claim is said to be, what type it is, and whether checking it could settle anything."""

import re
from functools import cache

from service.analysts.embedded.claims.facts import happened
from service.analysts.embedded.phrases import Words, any_of
from service.domain import ClaimType, Frozen, Modality
from service.languages.en.lexicon import words


class Certainty(Frozen):
    """The words that tell modality and type."""

    claiming: Words
    denying: Words
    hedging: Words
    opinion: Words
    prediction: Words
    causal: Words
    position: Words
    wishing: Words
    counted: Words


def modality(cue: str, content: str) -> Modality:
    """Denied or claimed by the verb that introduces it; hedged by its own words or by being only believed.

    What is shown, blamed or called so is asserted as much as what is said; only what is believed is hedged.
    Only the first clause counts for hedges: "may" in a later one does not weaken the statement itself.
    """
    if _found("denying", cue):
        return Modality.DENIED
    content = _MAY.sub(" ", content)
    if _found("hedging", cue) or _found("hedging", _first_clause(content)):
        return Modality.HEDGED
    return Modality.CLAIMED if _found("claiming", cue) else Modality.ASSERTED


def claim_type(text: str, cue: str = "", *, retold: bool = False) -> ClaimType:
    """AVeriTeC's types by their telling words; what is foretold or judged good or bad comes first, since no
    evidence settles it. `retold`: the content is itself somebody's words."""
    clause = _first_clause(text)
    if _found("prediction", clause):
        return ClaimType.PREDICTION
    if _found("wishing", cue) or _found("opinion", clause) or _FEELING.search(clause):
        return ClaimType.OPINION
    if retold:
        return ClaimType.QUOTE
    if _found("causal", text):
        return ClaimType.CAUSAL
    if numbered(text):
        return ClaimType.NUMERICAL
    return ClaimType.POSITION if _found("position", clause) else ClaimType.EVENT


def checkworthy(text: str, kind: ClaimType) -> bool:
    """A statement with something to hold it against: a number, a name, or a past event."""
    if kind in {ClaimType.OPINION, ClaimType.PREDICTION} or text.rstrip("”\"' .").endswith("?"):
        return False
    return bool(numbered(text) or _NAME.search(text[1:]) or happened(text))


def numbered(text: str) -> bool:
    """True when the text counts something; years and days of the month count nothing."""
    return bool(_FIGURE.search(_DATE.sub(" ", text)) or _found("counted", text))


_MAY = re.compile(r"(?<=[a-z\d,] )May\b|\bMay(?= \d)")  # the month
_FEELING = re.compile(r"\b(?:I|we) (?:think|believe|feel|hope|want|wish|love|hate)\b", re.I)
_NAME = re.compile(r"\b[A-Z][\w.-]+")
_FIGURE = re.compile(r"(?<![A-Za-z])\d")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(rf"\b(?:(?:{_MONTHS})\w*\.? \d{{1,2}}|\d{{1,2}} (?:{_MONTHS})\w*|(?:19|20)\d\d)\b")
_CLAUSE = re.compile(
    r"[;:]|, (?:and|but|while|because|which|who)\b| (?:because|although|though|unless|if|while|who|which)\b"
)


def _first_clause(text: str) -> str:
    return _CLAUSE.split(text, maxsplit=1)[0]


def _found(section: str, text: str) -> bool:
    return bool(_pattern(section).search(text))


@cache
def _pattern(section: str) -> re.Pattern[str]:
    listed: frozenset[str] = getattr(words(Certainty), section)
    return any_of(listed)
