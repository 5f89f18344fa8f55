"""Fact-checks that are held against a claim by meaning as well as by words."""

from collections.abc import Sequence

import numpy as np

from service.domain import Within
from service.errors import Outside
from service.models.embeddings import NUMBER, Embedder, Purpose
from service.pipeline import failed
from service.sources.searching import FactChecks, Review, Reviews
from service.text.queries import Query


class NearReviews:
    """Fits `searching.FactChecks`. Of what a place gives it marks the review that is nearest to what is asked about,
    where the cosine of both is so much at least. Serves many threads."""

    def __init__(self, place: FactChecks, embedder: Embedder, nearness: float) -> None:
        self._place, self._embedder, self._nearness = place, embedder, nearness

    def find(self, query: Query, within: Within, within_s: float) -> Reviews:
        """Raises as the place does; where nobody can tell what is near, says so, and words have to do."""
        came = self._place.find(query, within, within_s)
        if not came.found:
            return came
        try:
            nearnesses = self._nearnesses(query.about, came.found)
        except Outside as error:
            return came.model_copy(update={"failure": failed("fact_checks", self._embedder.name, error)})
        nearest = max(range(len(nearnesses)), key=nearnesses.__getitem__)
        if nearnesses[nearest] < self._nearness:
            return came
        marked = came.found[nearest].model_copy(update={"by_meaning": True})
        return came.model_copy(update={"found": (*came.found[:nearest], marked, *came.found[nearest + 1 :])})

    def _nearnesses(self, about: str, reviews: Sequence[Review]) -> list[float]:
        (asked,) = self._vectors((about,), Purpose.QUERY)
        return [float(one @ asked) for one in self._vectors([one.reviewed for one in reviews], Purpose.PASSAGE)]

    def _vectors(self, texts: Sequence[str], purpose: Purpose) -> list["np.ndarray[tuple[int], np.dtype[np.float32]]"]:
        vectors = self._embedder.embed(texts, purpose).vectors
        return [np.frombuffer(one, NUMBER).astype(np.float32) for one in vectors]
