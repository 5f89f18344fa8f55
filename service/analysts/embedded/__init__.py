"""The embedded analyst: reads by rules and a lexicon. No network, no model, the same answer every time."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.stance import RULES, Rule, judge
from service.domain import Article, Claim, Document, Failure, Judging, Reading, Receipt
from service.errors import Cancelled
from service.languages import PACKS, pack_for
from service.languages.called import called
from service.text.cleaning import Cleaned, cleaned
from service.text.passages import passages
from service.text.retrieval import retrieve


class Embedded:
    """Fits `pipeline.Analyst`. `rules` are those by which it tells stance. Once `cancelled` is set it stops at the next
    passage, document or claim."""

    def __init__(self, rules: Sequence[Rule] = RULES, cancelled: threading.Event | None = None) -> None:
        self._rules = rules
        self._cancelled = cancelled or threading.Event()

    def read(self, article: Article) -> Iterator[Reading]:
        """The article is read once, whole. Each passage has the claims whose cue, or whose own words, begin in it. Of
        an article in another language no passage is read, which is said of each. Raises Cancelled."""
        parts = passages(article)
        if pack_for(article.language) is not PACKS["en"]:
            for part in parts:
                yield Reading(passage=part, of=len(parts), failures=(_unread("read", part.id, article),))
            return
        clean = cleaned(article.body)
        found = claims_of(_copied(article, clean))
        for part in parts:
            self._heed()
            begin, end = clean.inward(part.span.start), clean.inward(part.span.end)
            told = tuple(clean.restored(claim) for at, claim in found if begin <= at < end)
            yield Reading(passage=part, of=len(parts), claims=told)

    def judge(self, article: Article, documents: Mapping[str, Document], claims: Sequence[Claim]) -> Iterator[Judging]:
        """All at once: rules cost nothing to ask. A document in another language is left unread, which is said.
        Raises Cancelled."""
        told = {
            id: one.text for id, one in documents.items() if pack_for(one.language or article.language) is PACKS["en"]
        }
        copies = {text: cleaned(text) for text in set(told.values())}
        clean = {id: copies[text] for id, text in told.items()}
        english = {id: documents[id].model_copy(update={"text": copy.text}) for id, copy in clean.items()}
        unread = tuple(_unread("documents", id, documents[id]) for id in documents.keys() - english.keys())
        candidates = retrieve(claims, tuple(english.values()))
        if candidates or unread:
            judging = judge(article, english, candidates, self._rules, self._heed)
            evidence = tuple(clean[item.document_id].restored(item) for item in judging.evidence)
            failures = (*judging.failures, *sorted(unread, key=_subject))
            yield judging.model_copy(update={"evidence": evidence, "failures": failures})

    def _heed(self) -> None:
        """Raises Cancelled when nobody wants the article any more."""
        if self._cancelled.is_set():
            raise Cancelled("The article was cancelled before it was read.")

    def receipt(self) -> Receipt:
        """Nothing was called and nothing was spent."""
        return Receipt(analyst="embedded")


def _copied(article: Article, clean: Cleaned) -> Article:
    """The article with the cleaned copy of its body."""
    media = tuple(
        item.model_copy(update={"caption": item.caption and clean.copied(item.caption)}) for item in article.media
    )
    end = clean.inward(article.body_end)
    return article.model_copy(update={"body": clean.text, "body_end": end, "media": media})


def _unread(stage: str, subject: str, text: Article | Document) -> Failure:
    which = "article" if isinstance(text, Article) else "document"
    how = ", as its words tell" if text.language_detected else ""
    detail = f"The {which} is in {called(text.language)}{how}, and rules read English only. A language model reads any."
    return Failure(stage=stage, subject=subject, kind="language", detail=detail)


def _subject(failure: Failure) -> str:
    return failure.subject
