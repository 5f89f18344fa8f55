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
    forecasting: Words
    developing: Words
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
    evidence settles it. What somebody has decided to do by a day or by a number is a plan, which can be checked.
    `retold`: the content is itself somebody's words."""
    clause = _first_clause(text)
    if foretold(text, clause):
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


def foretold(text: str, clause: str) -> bool:
    """Whether the clause tells what nobody decides, or what may be, or a plan with neither a figure nor a day."""
    if _found("forecasting", clause):
        return True
    told = _pattern("prediction").search(clause)
    if told is None:
        return any(_found("developing", match["verb"]) for match in _PERHAPS.finditer(_MAY.sub(" ", clause)))
    if (joint := _AND.search(clause, 0, told.start())) and happened(clause[: joint.start()]):
        return False  # what has happened is told first
    return _IF.search(text) is not None or not (numbered(clause) or _DAY.search(clause)) or not _decided(clause)


def _decided(clause: str) -> bool:
    """Whether what will be done is somebody's to decide: "will cut", "would be moved", and not "will fall"."""
    told = _WILL.search(clause)
    if told is None:
        return False
    verb, done = told["verb"].lower(), told["done"] or ""
    if verb in {"be", "have"}:
        return bool(done) and not _found("developing", done)
    return not _found("developing", verb)


def checkworthy(text: str, kind: ClaimType) -> bool:
    """A statement with something to hold it against: a number, a name, or a past event."""
    if kind in {ClaimType.OPINION, ClaimType.PREDICTION} or text.rstrip("”\"' .").endswith("?"):
        return False
    return bool(numbered(text) or _NAME.search(text[1:]) or happened(text))


def numbered(text: str) -> bool:
    """True when the text counts something; years and days of the month count nothing."""
    return bool(_FIGURE.search(_DATE.sub(" ", text)) or _found("counted", text))


_MAY = re.compile(r"(?<=[a-z\d,] )May\b|\bMay(?= \d)")  # the month
_NOT = r"(?:not|also|then|soon|now|still|again|initially|\w+ly)"
_DONE = (
    r"(?:\w+ed|\w+en|held|cut|shut|sold|built|paid|sent|put|set|made|lost|brought|kept|let|met|laid|found|bought|run)"
)
_WILL = re.compile(
    r"(?:\b(?:will|would|shall|won[’']t|wouldn[’']t|(?:is|are|am|was|were) (?:going|set|about|due) to"
    rf"|(?:plan|aim|intend)s? to)|[’']ll)\s+(?:{_NOT}\s+)*(?P<verb>\w+)(?:\s+(?:{_NOT}\s+)*(?P<done>{_DONE})\b)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|but)\b", re.IGNORECASE)
_PERHAPS = re.compile(rf"\b(?:may|might|could)\s+(?!have\b)(?:{_NOT}\s+)*(?:be\s+)?(?P<verb>\w+)", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|(?:19|20)\d\d|today|tonight|tomorrow"
    r"|next (?:week|month|year|spring|summer|autumn|winter))\b"
)
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
