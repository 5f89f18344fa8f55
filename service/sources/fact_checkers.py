"""Where published fact-checks are sought: how each place is asked, and where its answers hold what."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from service.domain import Within
from service.errors import AnswerRefused
from service.intake.fields import LINE
from service.languages.called import primary
from service.sources.json_api import JsonApi
from service.sources.searching import Review, Reviews
from service.text.page_facts import moment_of
from service.text.queries import Query

MOST = 10  # claims of one answer


class GoogleFactChecks:
    """Fits `searching.FactChecks`: claims:search of Google's Fact Check Tools API, v1alpha1."""

    name = "google_factcheck"
    home = "https://factchecktools.googleapis.com"
    hint = "Is its key right, and is the Fact Check Tools API enabled for it?"

    def __init__(self, api: JsonApi) -> None:
        self._api = api

    def find(self, query: Query, within: Within, within_s: float) -> Reviews:
        """Raises a `FetchFault`, or DeadlinePassed."""
        asked = {"query": query.text, "pageSize": str(MOST)}
        if within.language:
            asked["languageCode"] = primary(within.language)
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
