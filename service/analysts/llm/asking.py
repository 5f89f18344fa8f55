"""From claims to questions for search engines, by prompt, and back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from service.analysts.llm.replies import QueryReply
from service.domain import Article, Claim
from service.languages.words import stems
from service.text.queries import MOST, Query, told_by, words_of

CLAIMS = 40  # of one article that are asked about: engines are asked fewer questions than that
EACH = 2
# What an engine takes for an order and not for a word.
_ORDER = re.compile(r"\A[-+]|[\"“”„():\[\]*|<>]|\A(?:OR|AND|NOT)\Z")
_ROUND = "\"“”„‘’'()[],;:."


def values(article: Article, claims: Sequence[Claim]) -> dict[str, str]:
    """What the prompt is filled with."""
    day = f"{article.published_at:%Y-%m-%d}" if article.published_at else "no date"
    about = "; ".join((article.outlet or "no outlet", day, article.title or "no title"))
    told = (f"{label} ({claim.claimant.name}): {claim.text}" for label, claim in _labelled(claims).items())
    return {"article": about, "claims": "\n".join(told)}


def queries(article: Article, claims: Sequence[Claim], replies: Iterable[QueryReply]) -> tuple[Query, ...]:
    """The questions that a reply holds: the first of each claim, in the claims' order, before the second ones. Words
    that work on an engine are left out, and so is a question that shares no telling word with its claim."""
    by_claim: dict[str, list[Query]] = defaultdict(list)
    labelled = _labelled(claims)
    for one in replies:
        claim = labelled.get(one.claim)
        told = (word.strip(_ROUND) for word in one.words.split())
        words = tuple(word for word in told if word and not _ORDER.search(word))[:MOST]
        if claim and words and stems(" ".join(words), article.language) & stems(told_by(claim), article.language):
            names = tuple(word for word in words_of(" ".join(words), article.language) if word[0].isupper())
            by_claim[one.claim].append(Query(words=words, names=names))
    nth = ([by_claim[label][place] for label in labelled if len(by_claim[label]) > place] for place in range(EACH))
    return tuple(dict.fromkeys(query for some in nth for query in some))


def _labelled(claims: Sequence[Claim]) -> dict[str, Claim]:
    asked = [claim for claim in claims if claim.checkworthy][:CLAIMS]
    return {f"c{place}": claim for place, claim in enumerate(asked, 1)}
