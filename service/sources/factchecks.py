"""Published fact-checks of what claims say, shown beside them. They are no documents: nothing is judged or weighed."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from service.domain import Article, Claim, FactCheck, Failure, Found, Frozen, Looked
from service.errors import AnswerRefused, DeadlinePassed, Outside
from service.intake.fields import LINE
from service.languages.called import primary
from service.pipeline import Each, failed
from service.sources.json_api import JsonApi
from service.sources.searching import Asked, SearchQuestion, Within
from service.text.page_facts import moment_of
from service.text.queries import Query, query
from service.text.same_claim import same_claim

# Seconds for all questions of one article; reviews of one answer; those that are shown beside one claim.
ASKING_S, MOST, SHOWN = 30.0, 10, 3


class Review(Frozen):
    """A fact-check as it is published, of whatever claim."""

    publisher: str
    url: str
    title: str | None = None
    rating: str
    reviewed_at: date | None = None
    reviewed: str
    claimant: str | None = None
    language: str | None = None


class Reviews(Frozen):
    found: tuple[Review, ...] = ()


class FactChecks(Protocol):
    """Where fact-checks are published. Safe to share between threads."""

    name: str

    def find(self, query: Query, language: str | None, within_s: float) -> Reviews:
        """Raises a `FetchFault`, or DeadlinePassed."""
        ...


class Reach(NamedTuple):
    """Where fact-checks are sought, and of how many claims of one article."""

    places: tuple[FactChecks, ...] = ()
    claims: int = 8


class Look(NamedTuple):
    """What came of one question: about which claim, how many reviews were found, those of the same claim."""

    place: str
    asked: str
    found: int = 0
    same: tuple[FactCheck, ...] = ()
    failure: Failure | None = None


class FactCheckSource:
    """Fits `pipeline.Source`. Gives no documents; of each claim that can be checked the reviews that are of it."""

    name = "fact_checks"

    def __init__(self, reach: Reach, asked: Asked, each: Each, clock: Callable[[], float] = time.monotonic) -> None:
        self._reach, self._asked, self._each, self._clock = reach, asked, each, clock

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        until = self._clock() + ASKING_S
        wanted = [one for one in claims if one.checkworthy][: self._reach.claims]
        pairs = [(place, claim) for place in self._reach.places for claim in wanted]
        looks = list(self._each(lambda pair: self._look(article, pair[0], pair[1], until), pairs))
        return Found(fact_checks=_distinct(looks), looked=tuple(self._looked(looks)))

    def _look(self, article: Article, place: FactChecks, claim: Claim, until: float) -> Look:
        asked = query(claim, article)
        try:
            reviews = self._found(place, asked, article.language, until - self._clock()).found
        except Outside as error:
            return Look(place.name, asked.text, failure=failed("fact_checks", place.name, error))
        same = (_shown(one, claim) for one in reviews if same_claim(claim.text, one.reviewed, article.language))
        return Look(place.name, asked.text, len(reviews), tuple(same)[:SHOWN])

    def _found(self, place: FactChecks, asked: Query, language: str, left_s: float) -> Reviews:
        if left_s <= 0:
            raise DeadlinePassed(f"The {ASKING_S:g} seconds for fact-checks were used up before it was asked.")
        question = SearchQuestion.of(place.name, asked, Within(language=language))
        return self._asked.answer(question, lambda: place.find(asked, language, left_s), Reviews)

    def _looked(self, looks: Iterable[Look]) -> Iterator[Looked]:
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


def _shown(review: Review, claim: Claim) -> FactCheck:
    return FactCheck(claim_id=claim.id, **dict(review))


def _distinct(looks: Iterable[Look]) -> tuple[FactCheck, ...]:
    """Each review once for a claim, wherever it was found."""
    return tuple({(one.claim_id, one.url): one for look in looks for one in look.same}.values())


# ---------------------------------------------------------------- Google's


class GoogleFactChecks:
    """Fits `FactChecks`: claims:search of Google's Fact Check Tools API, v1alpha1."""

    name = "google_factcheck"
    home = "https://factchecktools.googleapis.com"
    hint = "Is its key right, and is the Fact Check Tools API enabled for it?"

    def __init__(self, api: JsonApi) -> None:
        self._api = api

    def find(self, query: Query, language: str | None, within_s: float) -> Reviews:
        asked = {"query": query.text, "pageSize": str(MOST)}
        if language:
            asked["languageCode"] = primary(language)
        told = self._api.get("/v1alpha1/claims:search", asked, within_s)
        claims = told.get("claims", [])
        if not isinstance(claims, list) or (told and not claims):
            raise AnswerRefused(f"{urlsplit(self._api.base).hostname}: Its answer is not of the shape that it gives.")
        return Reviews(found=tuple(review for one in claims for review in _reviews(one)))


def _reviews(claim: object) -> Iterator[Review]:
    """The reviews of one claim of an answer; what does not say what, by whom and where is none."""
    told = _object(claim)
    listed = told.get("claimReview")
    for one in listed if isinstance(listed, list) else ():
        review = _object(one)
        house = _object(review.get("publisher"))
        publisher = _line(house.get("name")) or _line(house.get("site"))
        url, rating, reviewed = map(_line, (review.get("url"), review.get("textualRating"), told.get("text")))
        if publisher and rating and reviewed and url and url.startswith(("https://", "http://")):
            yield Review(
                publisher=publisher,
                url=url,
                title=_line(review.get("title")),
                rating=rating,
                reviewed_at=_day(review.get("reviewDate")),
                reviewed=reviewed,
                claimant=_line(told.get("claimant")),
                language=_line(review.get("languageCode")),
            )


def _object(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _line(told: object) -> str | None:
    line = " ".join(told[:LINE].split()) if isinstance(told, str) else ""
    return line or None


def _day(told: object) -> date | None:
    moment = moment_of(told) if isinstance(told, str) else None
    return moment.date() if moment else None
