"""A claim in the article's own words: whole clauses, no verb turned, no word taken for another.

A pronoun is followed by a name in brackets where whom it stands for is certain, and left as it is otherwise.
"""

import re
from collections.abc import Iterator, Sequence

from service.analysts.embedded.attribution import Attributed
from service.analysts.embedded.claims.facts import finite
from service.analysts.embedded.people import Cast
from service.analysts.embedded.people.agreement import PRONOUNS, fits
from service.analysts.embedded.people.nouns import Sort, for_one_person
from service.domain import Claimant, ClaimantKind, Modality, Mode, Span


def told_text(parts: Sequence[Span], told: Attributed, claimant: Claimant, cast: Cast, modality: Modality) -> str:
    """What somebody told in `parts`: the words alone where they are a clause, else with who told it and how. What is
    denied stands alone: with the verb of denying it would be denied twice."""
    direct = told.mode is Mode.DIRECT
    lead = len(parts[0].text) - len(_TIE.sub("", parts[0].text))
    opened = (Span.of(cast.text, parts[0].start + lead, parts[0].end), *parts[1:])
    said = (" " if direct else ", ").join(part.text.rstrip(" ,") if not direct else part.text for part in opened)
    if not _clause(said) and modality is not Modality.DENIED:
        return _sentence(_tidy(_whole(told, parts, cast.text) or said))
    if direct:
        return _sentence(_in_marks(_tidy(said)))
    return _sentence(_tidy(_bracketed(said, opened[0], claimant, cast)))


def stated_text(part: Span) -> str:
    """What the article tells in its own voice."""
    return _sentence(_tidy(part.text))


def quoted_text(part: Span) -> str:
    """A quotation that goes on without a verb of saying."""
    return _sentence(_in_marks(_tidy(part.text)))


_TIE = re.compile(r"^[\s,:]*(?:that\s+)?", re.I)
_SUBJECTLESS = re.compile(r"(?:(?:not|never) )?(?:to|having)\s+\w")
NOUNS = 12  # words: longer contents without a verb that is known here are clauses with a verb that is not
CLAUSE = 400  # characters: a clause that is longer is read better without who told it


def _clause(said: str) -> bool:
    """Whether the words are a clause with a subject: no "to have left", no "having left", no nouns alone."""
    if _SUBJECTLESS.match(said):
        return False
    return finite(said) or len(said.split()) > NOUNS


def _whole(told: Attributed, parts: Sequence[Span], text: str) -> str | None:
    """The clause from who tells to what is told, as it stands; None where it runs over lines or on and on."""
    spans = [told.cue, *parts, *([told.source] if told.source else [])]
    clause = text[min(span.start for span in spans) : max(span.end for span in spans)]
    return clause if len(clause) <= CLAUSE and "\n" not in clause else None


# ---------------------------------------------------------------- names in brackets

_PRONOUN = re.compile(r"(?:he|she|his|her|its|it)\b(?![’'])", re.I)
# "It had captured the base" tells what somebody did; "it was raining" and "it would reopen" tell of no doer.
_DOING = re.compile(r"\s+(?:(?:has|had|will|would|also)\s+){0,2}[a-z]{3,}\s+(?:the|an?|its|all|more than|\d[\d.,]*)\s")
_BEING = re.compile(r"\s+(?:was|is|will be|would be|has been|had been|takes?|took|means?|seems?|appears?)\b")
_OWNED = re.compile(r"\s+[\w“\"]")
_SENTENCES = 3  # back: nobody else may be named or spoken of in them


def _bracketed(said: str, opening: Span, claimant: Claimant, cast: Cast) -> str:
    """What is said with the name behind a pronoun that opens it, where only one can be meant."""
    found = _PRONOUN.match(opening.text)
    name = _meant(found, opening, claimant, cast) if found else None
    return f"{said[: found.end()]} ({name}){said[found.end() :]}" if found and name else said


def _meant(found: re.Match[str], opening: Span, claimant: Claimant, cast: Cast) -> str | None:
    word, after = found.group().lower(), opening.text[found.end() :]
    if (word == "her" and not _OWNED.match(after)) or cast.in_quotes(opening.start):
        return None
    if word == "it" and (_BEING.match(after) or not _DOING.match(after)):
        return None
    if claimant.kind in {ClaimantKind.UNNAMED, ClaimantKind.AUTHOR} or not cast.could_be(claimant, word):
        return None
    named_here = claimant.mention is not None and claimant.antecedent is None
    rivals = set(_fitting(word, opening.start, cast)) - {claimant.name}
    return claimant.name if named_here and not rivals else None


def _fitting(word: str, at: int, cast: Cast) -> Iterator[str]:
    """Whom the sentences before `at`, and its own, name or speak of that the pronoun may stand for."""
    near = list(cast.backwards(at))[: _SENTENCES + 1]
    start = near[-1].start if near else at
    yield from (one.name for _, one in cast.names.within(start, at) if fits(one, word))
    if PRONOUNS[word][0] is Sort.PERSON:
        yield from filter(for_one_person, _WORD.findall(cast.text[start:at]))


_WORD = re.compile(r"\b[a-z]{3,}\b")

# ---------------------------------------------------------------- shape

_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Uu]s|[Mm]e|[Oo]urs|[Mm]ine|[Yy]ou|[Yy]our)\b")
_QUOTES = "“”\"‘’'"
_SPACES = re.compile(r"\s+")
_EDGES = re.compile(r"^[\s,;:]+(?:[—–-]+\s+)?|^[—–-]+\s+|[\s,;:—–-]+$")
_ENDS = (".", "!", "?", ".”", '."', "…", "!”", "?”")


def _in_marks(said: str) -> str:
    """Words of the first or second person stay somebody's: between quotation marks."""
    return f"“{_sentence(said)}”" if _FIRST_PERSON.search(said) and said[:1] not in _QUOTES else said


def _tidy(said: str) -> str:
    """One line without the marks at its edges; quotation marks only where they come in pairs."""
    said = _EDGES.sub("", _SPACES.sub(" ", said))
    inner = said[1:-1]
    if said[:1] in _QUOTES and said[-1:] in _QUOTES and not any(mark in inner for mark in '“”"'):
        said = inner
    if said.count("“") != said.count("”"):
        said = said.replace("“", "").replace("”", "")
    if said.count('"') % 2:
        said = said.replace('"', "")
    return _EDGES.sub("", said)


def _sentence(said: str) -> str:
    first = len(said) - len(said.lstrip(_QUOTES))
    said = said[:first] + said[first : first + 1].upper() + said[first + 1 :]
    said = said.rstrip(",;: ")
    return said if said.endswith(_ENDS) else f"{said}."
