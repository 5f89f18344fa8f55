"""An analyst who is not shown the words that speak to a machine: they state nothing, and a model may obey them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from service.domain import Article, Candidate, Document, Judging, Passage, Reading, Receipt, Span
from service.pipeline import Analyst
from service.text import injection

Quoting = TypeVar("Quoting", bound=BaseModel)


class InjectionGuard:
    """Fits `pipeline.Analyst`: another analyst, given texts with their suspected words blanked out."""

    def __init__(self, analyst: Analyst) -> None:
        self._analyst, self.passage_size = analyst, analyst.passage_size
        self._blanked: dict[str, str] = {}
        self._shown: Article | None = None

    def read(self, article: Article, passage: Passage) -> Reading:
        if self._shown is None:
            body = self._blank(article.body, article.body_end)
            self._shown = article if body == article.body else article.model_copy(update={"body": body})
        if self._shown is article:
            return self._analyst.read(article, passage)
        return _quoting(self._analyst.read(self._shown, _quoting(passage, self._shown.body)), article.body)

    def batches(self, candidates: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
        return self._analyst.batches(candidates)

    def judge(self, article: Article, documents: Mapping[str, Document], candidates: Sequence[Candidate]) -> Judging:
        texts = {id: self._blank(document.text, len(document.text)) for id, document in documents.items()}
        if all(texts[id] == document.text for id, document in documents.items()):
            return self._analyst.judge(article, documents, candidates)
        shown = {id: document.model_copy(update={"text": texts[id]}) for id, document in documents.items()}
        asked = [
            one.model_copy(
                update={"passages": tuple(_quoting(part, texts[part.document_id or ""]) for part in one.passages)}
            )
            for one in candidates
        ]
        judging = self._analyst.judge(article, shown, asked)
        evidence = tuple(_quoting(item, documents[item.document_id].text) for item in judging.evidence)
        return judging.model_copy(update={"evidence": evidence})

    def receipt(self) -> Receipt:
        return self._analyst.receipt()

    def _blank(self, text: str, end: int) -> str:
        if text not in self._blanked:
            self._blanked[text] = injection.blanked(text, end)
        return self._blanked[text]


def _quoting(value: Quoting, text: str) -> Quoting:
    """The same value, with every span in it quoting this text."""
    return value.model_copy(update={name: _requoted(getattr(value, name), text) for name in type(value).model_fields})


def _requoted(part: Any, text: str) -> Any:
    if isinstance(part, Span):
        return Span.of(text, part.start, part.end)
    if isinstance(part, tuple):
        return tuple(_requoted(item, text) for item in part)
    return _quoting(part, text) if isinstance(part, BaseModel) else part
