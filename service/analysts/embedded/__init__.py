"""The embedded analyst: reads by rules and a lexicon. No network, no model, the same answer every time."""

from collections.abc import Iterator, Mapping, Sequence

from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.stance import judge
from service.domain import Article, Claim, Document, Judging, Reading, Receipt
from service.text.passages import passages
from service.text.retrieval import retrieve


class Embedded:
    """Fits `pipeline.Analyst`."""

    def read(self, article: Article) -> Iterator[Reading]:
        """The article is read once, whole. Each passage has the claims whose cue, or whose own words, begin in it."""
        found, parts = claims_of(article), passages(article)
        for part in parts:
            told = tuple(claim for at, claim in found if part.span.start <= at < part.span.end)
            yield Reading(passage=part, of=len(parts), claims=told)

    def judge(self, article: Article, documents: Mapping[str, Document], claims: Sequence[Claim]) -> Iterator[Judging]:
        """All at once: rules cost nothing to ask."""
        if candidates := retrieve(claims, tuple(documents.values())):
            yield judge(article, documents, candidates)

    def receipt(self) -> Receipt:
        """Nothing was called and nothing was spent."""
        return Receipt(analyst="embedded")
