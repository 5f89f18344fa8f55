"""Published fact-checks of what claims say, shown beside them. They are no documents: nothing is judged or weighed."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from service.domain import Article, Claim, FactCheck, Failure, Found, Looked, Within
from service.errors import Outside, Refused
from service.pipeline import Each, failed
from service.sources.searching import FactCheckReach, Review, Reviews
from service.text.queries import Query, query
from service.text.same_claim import same_by_meaning, same_claim

# Seconds for all questions of one article; reviews that are shown beside one claim.
ASKING_S, SHOWN = 30.0, 3

# What a place has on a question, by its name, within so many seconds. Raises Outside or Refused.
Ask = Callable[[str, Query, Within, float], Reviews]


class ReviewLook(NamedTuple):
    """What came of one question: about which claim, how many reviews were found, those of the same claim, why there are
    none, and why they were not held against the claim by meaning."""

    place: str
    asked: str
    found: int = 0
    same: tuple[FactCheck, ...] = ()
    failure: Failure | None = None
    unlike: Failure | None = None


class FactCheckSource:
    """Fits `pipeline.Source`. Gives no documents; of each claim that can be checked the reviews that are of it."""

    name = "fact_checks"

    def __init__(
        self, reach: FactCheckReach, ask: Ask, each: Each, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._reach, self._ask, self._each, self._clock = reach, ask, each, clock

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        until = self._clock() + ASKING_S
        wanted = [one for one in claims if one.checkworthy][: self._reach.claims]
        pairs = [(place, claim) for place in self._reach.places for claim in wanted]
        looks = list(self._each(lambda pair: self._look(article, pair[0], pair[1], until), pairs))
        return Found(fact_checks=_distinct(looks), looked=tuple(self._looked(looks)))

    def _look(self, article: Article, place: str, claim: Claim, until: float) -> ReviewLook:
        asked = query(claim, article).model_copy(update={"about": claim.text})
        left_s = until - self._clock()
        try:
            came = self._ask(place, asked, Within(language=article.language), left_s)
        except (Outside, Refused) as error:
            return ReviewLook(place, asked.text, failure=failed("fact_checks", place, error))
        same = [FactCheck(claim_id=claim.id, **dict(one)) for one in of_claim(claim.text, came, article.language)]
        return ReviewLook(place, asked.text, len(came.found), tuple(same[:SHOWN]), unlike=came.failure)

    def _looked(self, looks: Iterable[ReviewLook]) -> Iterator[Looked]:
        """A look for each place: `read` are the fact-checks that are shown, `failed` the questions that were not
        answered."""
        looks = list(looks)
        for place in dict.fromkeys(look.place for look in looks):
            own = [look for look in looks if look.place == place]
            yield Looked(
                source=f"{self.name}:{place}",
                queries=tuple(look.asked for look in own),
                found=sum(look.found for look in own),
                read=sum(len(look.same) for look in own),
                failed=sum(look.failure is not None for look in own),
                failure=next((look.failure for look in own if look.failure), None),
            )
            if unlike := [look for look in own if look.unlike]:
                source = f"{self.name}:{place}:embeddings"
                yield Looked(source=source, read=0, failed=len(unlike), failure=unlike[0].unlike)


def of_claim(claim: str, came: Reviews, language: str | None) -> Iterator[Review]:
    """Those of the reviews that are of a claim: by its words first, and the nearest by meaning where words do not tell
    it apart."""
    by_words = [one for one in came.found if same_claim(claim, one.reviewed, language)]
    yield from (one.model_copy(update={"by_meaning": False}) for one in by_words)
    others = (one for one in came.found if one.by_meaning and one not in by_words)
    yield from (one for one in others if same_by_meaning(claim, one.reviewed, language))


def _distinct(looks: Iterable[ReviewLook]) -> tuple[FactCheck, ...]:
    """Each review once for a claim, wherever it was found."""
    return tuple({(one.claim_id, one.url): one for look in looks for one in look.same}.values())
