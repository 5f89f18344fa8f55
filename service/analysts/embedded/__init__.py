"""The embedded analyst: reads by rules and a lexicon. No network, no model, the same answer every time."""

from collections.abc import Iterator, Mapping, Sequence

from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.stance import RULES, Rule, judge
from service.domain import Article, Claim, Document, Failure, Judging, Reading, Receipt
from service.languages import PACKS, pack_for
from service.languages.called import called
from service.text.passages import passages
from service.text.retrieval import retrieve


class Embedded:
    """Fits `pipeline.Analyst`. `rules` are those by which it tells stance."""

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self._rules = rules

    def read(self, article: Article) -> Iterator[Reading]:
        """The article is read once, whole. Each passage has the claims whose cue, or whose own words, begin in it. Of
        an article in another language no passage is read, which is said of each."""
        parts = passages(article)
        if pack_for(article.language) is not PACKS["en"]:
            for part in parts:
                yield Reading(passage=part, of=len(parts), failures=(_unread("read", part.id, article),))
            return
        found = claims_of(article)
        for part in parts:
            told = tuple(claim for at, claim in found if part.span.start <= at < part.span.end)
            yield Reading(passage=part, of=len(parts), claims=told)

    def judge(self, article: Article, documents: Mapping[str, Document], claims: Sequence[Claim]) -> Iterator[Judging]:
        """All at once: rules cost nothing to ask. A document in another language is left unread, which is said."""
        english = {
            id: one for id, one in documents.items() if pack_for(one.language or article.language) is PACKS["en"]
        }
        unread = tuple(_unread("documents", id, documents[id]) for id in documents.keys() - english.keys())
        candidates = retrieve(claims, tuple(english.values()))
        if candidates or unread:
            judging = judge(article, english, candidates, self._rules)
            yield judging.model_copy(update={"failures": (*judging.failures, *sorted(unread, key=_subject))})

    def receipt(self) -> Receipt:
        """Nothing was called and nothing was spent."""
        return Receipt(analyst="embedded")


def _unread(stage: str, subject: str, text: Article | Document) -> Failure:
    which = "article" if isinstance(text, Article) else "document"
    how = ", as its words tell" if text.language_detected else ""
    detail = f"The {which} is in {called(text.language)}{how}, and rules read English only. A language model reads any."
    return Failure(stage=stage, subject=subject, kind="language", detail=detail)


def _subject(failure: Failure) -> str:
    return failure.subject
