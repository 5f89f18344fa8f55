"""The embedded analyst: reads by rules and a lexicon. No network, no model, the same answer every time."""

from collections.abc import Mapping, Sequence
from threading import Lock

from service.analysts.embedded import stance
from service.analysts.embedded.claims import Placed, claims
from service.domain import Article, Candidate, Document, Judging, Passage, Reading, Receipt
from service.text.passages import PASSAGE_CHARACTERS


class Embedded:
    """Fits `pipeline.Analyst`. Reads the whole article once, then answers for each passage from what it read."""

    passage_size = PASSAGE_CHARACTERS

    def __init__(self, rules: Sequence[stance.Rule] = stance.RULES) -> None:
        self._rules = rules
        self._lock = Lock()
        self._read: tuple[Article, tuple[Placed, ...]] | None = None

    def read(self, article: Article, passage: Passage) -> Reading:
        """The claims that the passage makes: those whose cue, or whose own words, begin in it."""
        span = passage.span
        return Reading(claims=tuple(claim for at, claim in self._claims(article) if span.start <= at < span.end))

    def batches(self, candidates: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
        """One batch: rules cost nothing to ask."""
        return (candidates,) if candidates else ()

    def judge(self, article: Article, documents: Mapping[str, Document], candidates: Sequence[Candidate]) -> Judging:
        """What the passages of the documents say of each claim."""
        return stance.judge(article, documents, candidates, self._rules)

    def receipt(self) -> Receipt:
        """Nothing was called and nothing was spent."""
        return Receipt(analyst="embedded")

    def _claims(self, article: Article) -> tuple[Placed, ...]:
        with self._lock:
            if self._read is None or self._read[0] is not article:
                self._read = (article, claims(article))
            return self._read[1]
