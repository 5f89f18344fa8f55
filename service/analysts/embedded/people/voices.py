"""Who can be said to have said something: people, bodies and papers, and no adjective, number or thing."""

import re
from functools import cache

from service.analysts.embedded.people.agreement import PRONOUNS
from service.analysts.embedded.people.nouns import People, for_one_person, sort_of
from service.domain import Claimant, ClaimantKind
from service.languages.en.lexicon import words

_WORD = re.compile(r"\w[\w’'-]*%?")
_QUALIFIED = re.compile(
    r"\s+(?:of|for|from|at|in|on|with|by|who|which|that|whose|to|close|familiar|about|inside|near|released|published"
    r"|prepared|filed|posted|taken)\b.*",
    re.IGNORECASE | re.DOTALL,
)


def speaks(claimant: Claimant) -> bool:
    """Whether an unnamed claimant's words are for somebody, or something, that tells. Whoever is named does."""
    if claimant.kind is not ClaimantKind.UNNAMED or claimant.name == "unnamed":
        return True
    nouns = _WORD.findall(_QUALIFIED.sub("", claimant.name))
    if not nouns:
        return False
    heads = (nouns[-1], nouns[0]) if "and" in nouns else (nouns[-1],)
    pronoun = len(nouns) == 1 and nouns[0].lower() in PRONOUNS
    return pronoun or any(noun[0].isdigit() or _tells(noun.lower()) for noun in heads) or _named(nouns)


def _named(nouns: list[str]) -> bool:
    """A name that tells no more of whom it names: it does not merely open a sentence."""
    return nouns[-1][0].isupper() and not nouns[-1].endswith("ing") and nouns[-1].lower() not in _EMPTY


_EMPTY = frozenset("you it that this these those which who nothing besides more most ensuring".split())


@cache
def _known() -> frozenset[str]:
    lexicon = words(People)
    known: frozenset[str] = (
        lexicon.unnamed | lexicon.spokespeople | lexicon.titles | lexicon.demonyms | lexicon.papers | lexicon.telling
    )
    return known


def _tells(noun: str) -> bool:
    one = noun.removesuffix("’s").removesuffix("'s").removesuffix("s")
    return not {noun, one}.isdisjoint(_known()) or bool(sort_of(noun) or sort_of(one)) or for_one_person(one)
