"""Whether a pronoun or a description agrees with one that is named: in kind, sex, number and nation."""

import re
from collections.abc import Iterable, Sequence

from service.analysts.embedded.people.named import Named
from service.analysts.embedded.people.nouns import People, Sort
from service.languages.en.lexicon import words

PRONOUNS = {
    "he": (Sort.PERSON, False), "him": (Sort.PERSON, False), "his": (Sort.PERSON, False),
    "she": (Sort.PERSON, True), "her": (Sort.PERSON, True), "hers": (Sort.PERSON, True),
    "it": (None, None), "its": (None, None), "they": (None, None), "them": (None, None), "their": (None, None),
    "who": (None, None), "which": (None, None),
}  # fmt: skip
SEVERAL = frozenset("they them their".split())


def fits(one: Named, pronoun: str) -> bool:
    """Whether a pronoun agrees with one that is named; a country is "it", another place is not spoken of so."""
    sort, female = PRONOUNS[pronoun]
    if sort is Sort.PERSON:
        return one.sort in {Sort.PERSON, Sort.UNKNOWN} and (one.female is None or one.female == female)
    if one.sort is Sort.UNKNOWN and pronoun in SEVERAL:
        return False
    if one.sort is Sort.PLACE:
        return pronoun not in SEVERAL and one.name.casefold().replace(" ", "-") in words(People).countries
    return one.sort is not Sort.PERSON or pronoun in {"who", "which"}


def foreign(nouns: Sequence[str], roles: frozenset[str], wholly: bool = False) -> bool:
    """ "The French president" is nobody whom the article calls Ukrainian president; nor is a body "the Dutch-led group"
    that is not called so. `wholly`: nor is one of whom no nation is told."""
    if any((word.endswith(_LED) or word in _LEVELS) and word not in roles for word in nouns):
        return True
    ours = _nations(nouns)
    theirs = _nations(roles) if ours else ours
    return bool(theirs or (wholly and ours)) and not ours & theirs


def _nations(spoken: Iterable[str]) -> set[str]:
    """The nations words tell of, so that "Ukraine" and "Ukrainian" agree: by their first four letters."""
    lexicon = words(People)
    nations = [word for word in spoken if word in lexicon.demonyms or word in lexicon.countries]
    return {"us" if word in _AMERICAN else word[:4] for word in nations}


_LED = ("-led", "-backed", "-based")
_LEVELS = frozenset("federal state national local regional provincial city".split())  # each has its own government
_AMERICAN = frozenset("us u.s u.s. usa american america".split())


def sexed(one: Named, noun: str) -> bool:
    lexicon = words(People)
    told = True if noun in lexicon.female else False if noun in lexicon.male else None
    return told is None or one.female is None or one.female == told


def owned(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))


def agree(nouns: Sequence[str], name: str) -> bool:
    """Whether each word that tells more of a noun is in the name: "the Finnish guide" is no Swedish guide."""
    return set(nouns[:-1]) - _ARTICLES <= set(name.lower().split())


def speaks_of(sentence: str, pronoun: str) -> bool:
    """Whether a sentence speaks of somebody of that sex by a pronoun, who may be another than whom it names."""
    return any(PRONOUNS.get(word) == PRONOUNS[pronoun] for word in _WORD.findall(sentence.lower()))


def may_be(noun: str, pronoun: str) -> bool:
    """Whether a noun for one person may be for one of that sex: "she" is no son."""
    female = PRONOUNS[pronoun][1]
    return noun not in (words(People).male if female else words(People).female)


def done_to(behind: str, pronoun: str) -> bool:
    """Whether what stands behind a subject is done to somebody else of that sex: "Clark | took him along"."""
    found = _OBJECT.match(behind)
    return found is not None and found[1] == ("her" if PRONOUNS[pronoun][1] else "him")


_OBJECT = re.compile(
    r"(?:(?!\b(?:that|who|when|after|before|because|as|if|while)\b)[^,;:“”\n]){1,40}"
    r"\b(him|her(?= (?:to|in|at|on|with|for|from|that|and|as|by)\b|[,.;]))\b"
)
_ARTICLES = frozenset("the that this those these both his her its their".split())
_WORD = re.compile(r"\w+")
