"""What is asked of others about a claim: words of its own, those that tell, as they stand there."""

import re
from collections.abc import Sequence

from service.domain import Article, Claim, ClaimantKind, Frozen
from service.languages.words import content

# Words of one question: engines drop or refuse what is longer, and what is shorter may be about anything.
MOST, FEW, ENOUGH = 16, 6, 10
LEAD = 200  # characters
NOBODY = frozenset({ClaimantKind.AUTHOR, ClaimantKind.UNNAMED})
_WORD = re.compile(r"\w[\w’'.,-]*\w|\w")
_POSSESSIVE = re.compile(r"[’']s\Z")


class Query(Frozen):
    """Words in the order in which a claim has them, those of them that are names or numbers, and the sentence that is
    asked about, where it is held against what is found."""

    words: tuple[str, ...]
    names: tuple[str, ...] = ()
    about: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.words)


def query(claim: Claim, article: Article) -> Query:
    """The words of a claim that carry meaning, behind them who makes it where that is somebody; where they are few,
    words of the headline, or else of the lead, tell what they are about."""
    language = article.language
    words = tuple(dict.fromkeys(words_of(told_by(claim), language)))
    if len(words) < FEW:
        about = words_of(article.title or article.body[:LEAD], language)
        words = tuple(dict.fromkeys(words + about))[:ENOUGH]
    words = words[:MOST]
    return Query(words=words, names=tuple(word for word in words if _names(word)))


def told_by(claim: Claim) -> str:
    """A claim and the name of who makes it, where that is somebody."""
    return claim.text if claim.claimant.kind in NOBODY else f"{claim.text} {claim.claimant.name}"


def words_of(text: str, language: str | None) -> tuple[str, ...]:
    """The words of a text that carry meaning, as they stand there."""
    words = (_POSSESSIVE.sub("", word) for word in _WORD.findall(text))
    return tuple(word for word in words if content(word, language))


def queries(article: Article, claims: Sequence[Claim], most: int) -> tuple[Query, ...]:
    """What to ask about claims: at most two questions for each, all words that tell and names and numbers alone, and at
    most so many together: those of all words first, in the claims' order. What nobody can check is asked of nobody."""
    whole = [query(claim, article) for claim in claims if claim.checkworthy]
    named = [Query(words=one.names, names=one.names) for one in whole if 2 <= len(one.names) <= len(one.words) - 2]
    return tuple(dict.fromkeys(one for one in (*whole, *named) if one.words))[:most]


def _names(word: str) -> bool:
    return word[0].isupper() or any(sign.isdigit() for sign in word)
