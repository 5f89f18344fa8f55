"""A claim's words made to stand alone: subject and names put in, "that" and quote marks taken off."""

import re
from collections.abc import Sequence

from service.analysts.embedded.claims.facts import finite
from service.analysts.embedded.people import VAGUE, Cast, Turn, fits
from service.analysts.embedded.people.nouns import Sort, sort_of
from service.domain import Claimant, ClaimantKind, Span


def alone(
    parts: Sequence[Span], claimant: Claimant, cue: str, cast: Cast, turns: Sequence[Turn], *, direct: bool
) -> str:
    """`parts`, the spans of a claim, as one sentence that can be read without the article."""
    lead = len(parts[0].text) - len(_LEAD.sub("", parts[0].text))
    opened = (Span.of(cast.text, parts[0].start + lead, parts[0].end), *parts[1:])
    wordings = [_with_names(part, claimant, cast, turns, direct=direct) for part in opened]
    said = _tidy(" ".join(wordings))
    if direct and claimant.kind not in {ClaimantKind.UNNAMED, ClaimantKind.AUTHOR}:
        said = _third_person(said, claimant.name)
    return _sentence(_with_subject(said, claimant, cue) if cue else said)


_LEAD = re.compile(r"^[\s,:]*(?:that\s+)?", re.I)
# Not in "he’s" or "they’re": what the letters stand for cannot be told apart.
_PRONOUN = re.compile(r"\b(?:he|him|his|she|her|it|its|they|them|their)\b(?![’'])", re.I)
_SUBJECTLESS = re.compile(r"(?:to|having)\s+[a-z]")
_EXPLETIVE = re.compile(
    r"\s+(?:is|was|will|won|would|will be|would be|has been|had been|seems?|appears?|remains?|takes?)\b"
)
_POSSESSED = re.compile(r"\s+[\w“\"]")
_NOT_POSSESSED = re.compile(r"\s+(?:to|in|on|at|for|from|and|or|that|as|by|with|when|because|if|after|before)\b")
_DEFINITE = re.compile(r"\bthe (?:military |army |local |rebel )?([a-z]+)\b(?! (?:of|in|at|on|near)\b)", re.I)


def _with_names(part: Span, claimant: Claimant, cast: Cast, turns: Sequence[Turn], *, direct: bool) -> str:
    """The first pronoun and the first "the camp" of a part with the names they stand for. Where the claimant will be
    put in as the subject ("to have stormed it"), the pronouns stay as they are."""
    subjectless = _SUBJECTLESS.match(part.text) or not (direct or finite(part.text))
    pronouns = [] if subjectless else _pronoun(part, claimant, cast, turns, direct=direct)
    changes = [*pronouns, *_place(part, cast)]
    said = part.text
    for start, end, instead in sorted(changes, reverse=True):
        said = said[:start] + instead + said[end:]
    return said


def _pronoun(
    part: Span, claimant: Claimant, cast: Cast, turns: Sequence[Turn], *, direct: bool
) -> list[tuple[int, int, str]]:
    for found in _PRONOUN.finditer(part.text):
        word, after = found.group().lower(), part.text[found.end() :]
        at = part.start + found.start()
        if word == "it" and (direct or _EXPLETIVE.match(after)):
            continue  # in a quotation "it" may point to anything the reporter left out
        if not direct and cast.in_quotes(at):
            continue
        if any(one.sort is not Sort.UNKNOWN and fits(one, word) for _, one in cast.names.within(part.start, at)):
            return []
        if word in {"him", "them"} and not found.start():
            return []  # "Reed called him a liar": whoever he is, he is not Reed
        stands_for = None if direct else _claimant_for(word, claimant, cast)
        known = stands_for or cast.stands_for(word, at, () if direct else turns)
        if known is None or known.kind is ClaimantKind.UNNAMED or known.name == claimant.name == word:
            return []
        return [(found.start(), found.end(), _possessive(known.name) if _owns(word, after) else known.name)]
    return []


def _claimant_for(pronoun: str, claimant: Claimant, cast: Cast) -> Claimant | None:
    return claimant if cast.could_be(claimant, pronoun) else None


def _owns(word: str, after: str) -> bool:
    if word == "her":
        return bool(_POSSESSED.match(after)) and not _NOT_POSSESSED.match(after)
    return word in {"his", "its", "their"}


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") and name.islower() else f"{name}’s"


def _place(part: Span, cast: Cast) -> list[tuple[int, int, str]]:
    """ "the camp" with the name the article gives it: "the Rivermouth camp", "the Dockers Union"."""
    for found in _DEFINITE.finditer(part.text):
        noun, at = found.group(1), part.start + found.start()
        if (
            sort_of(noun) in {Sort.PLACE, Sort.GROUP, Sort.ORGANISATION}
            and noun not in VAGUE
            and not cast.in_quotes(at)
        ):
            called = cast.names.called(noun, at)
            if called and called.name not in part.text:
                ends = called.name.lower().endswith(noun)
                return [(found.start(1), found.end(1) if ends else found.start(1), called.name + " " * (not ends))]
    return []


# ---------------------------------------------------------------- first person

_FIRST = (
    (re.compile(r"\b(?:I am|I[’']m)\b"), "{name} is"),
    (re.compile(r"\b(?:I have|I[’']ve|We have|we have|We[’']ve|we[’']ve)\b"), "{name} has"),
    (re.compile(r"\b(?:We are|we are|We[’']re|we[’']re)\b"), "{name} is"),
    (
        re.compile(r"\b(?:I|[Ww]e)(?= (?:will|would|can|could|did|had|should|must|may|might|was|never|[a-z]+ed)\b)"),
        "{name}",
    ),
    (re.compile(r"\b(?:[Mm]y|[Oo]ur)\b"), "{name}’s"),
)


def _third_person(said: str, name: str) -> str:
    """The first first-person word that can be turned without touching any other word, turned."""
    found = [(hit.start(), hit, instead) for pattern, instead in _FIRST if (hit := pattern.search(said))]
    if not found:
        return said
    _, hit, instead = min(found, key=lambda item: item[0])
    return said[: hit.start()] + instead.format(name=name) + said[hit.end() :]


# ---------------------------------------------------------------- subject and shape

_INFINITIVE = re.compile(r"(?:(not|never) )?to (?:(not|never) )?(have |be )?(\w+)( .*)?$", re.I | re.S)
_HAVING = re.compile(r"(?:(not|never) )?having (?=\w)", re.I)
_PARTICIPLE = re.compile(r"[a-z]{2,}ing\b")
_CLAIMING = re.compile(r"\b(?:claim|purport|profess|pretend|appear|seem)", re.I)
_PAST = {"saying": "said", "telling": "told", "writing": "wrote", "giving": "gave"}
NOUNS = 12  # words: longer contents without a verb that is known here are clauses with a verb that is not


def _with_subject(said: str, claimant: Claimant, cue: str) -> str:
    """A full clause as it is; "to have …", "having …" and nouns with the claimant as their subject."""
    name = "somebody" if claimant.name == "unnamed" else claimant.name
    having, infinitive = _HAVING.match(said), _INFINITIVE.match(said)
    if having:
        return f"{name} has {having.group(1) or ''} {said[having.end() :]}".replace("  ", " ")
    if infinitive:
        return f"{name} {_finite(infinitive, claiming=bool(_CLAIMING.search(cue)))}"
    if _PARTICIPLE.match(said) and not finite(said):
        return f"{name} was {said}"
    if finite(said) or len(said.split()) > NOUNS:
        return said
    return f"According to {name}, {said}" if cue.lower().startswith("according") else f"{name} {_told(cue)} {said}"


def _finite(infinitive: re.Match[str], *, claiming: bool) -> str:
    """ "to have left" as "has left", "to hold" as "holds" where it is claimed and "will hold" where it is promised."""
    before, after, auxiliary, verb, rest = infinitive.groups(default="")
    negation = "".join(f"{word} " for word in (before, after) if word)
    if auxiliary:
        return f"{'has' if auxiliary.lower() == 'have ' else 'is'} {negation}{verb}{rest}"
    if claiming:
        return f"does {negation}{verb}{rest}" if negation else f"{_third(verb)}{rest}"
    return f"will {negation}{verb}{rest}"


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"


def _told(cue: str) -> str:
    """The cue as a past form: "claiming" becomes "claimed"."""
    word = cue.strip().lower()
    if not re.fullmatch(r"[a-z]+ing", word):
        return cue.strip()
    return _PAST.get(word, f"{word[:-3]}ed")


_QUOTES = "“”\"‘’'"
_SPACES = re.compile(r"\s+")


def _tidy(said: str) -> str:
    """One line without the marks at its edges; quote marks only where they come in pairs."""
    said = _EDGES.sub("", _SPACES.sub(" ", said))
    inner = said[1:-1]
    if said[:1] in _QUOTES and said[-1:] in _QUOTES and not any(mark in inner for mark in '“”"'):
        said = inner
    if said.count("“") != said.count("”"):
        said = said.replace("“", "").replace("”", "")
    if said.count('"') % 2:
        said = said.replace('"', "")
    return _EDGES.sub("", said)


_EDGES = re.compile(r"^[\s,;:]+(?:[—–-]+\s+)?|^[—–-]+\s+|[\s,;:—–-]+$")


def _sentence(said: str) -> str:
    first = len(said) - len(said.lstrip(_QUOTES))
    said = said[:first] + said[first : first + 1].upper() + said[first + 1 :]
    said = said.rstrip(",;: ")
    return said if said.endswith((".", "!", "?", ".”", '."', "…")) else f"{said}."
