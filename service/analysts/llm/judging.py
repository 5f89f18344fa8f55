"""From claims and documents to a sheet that a model can read, and from its reply back to evidence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from service.analysts.llm.grounding import NAME_CHARACTERS, NOT_HERE, lost, quoted
from service.analysts.llm.replies import BearingReply
from service.analysts.llm.sheets import Extract
from service.domain import (
    Access,
    Article,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Failure,
    Judging,
    Span,
    Stance,
    Unanchored,
    normalised,
)
from service.languages.called import called
from service.models.replies import LostItem
from service.text.locating import locate

Item = TypeVar("Item")

CLAIMS_A_SHEET = 60  # all claims of nearly every article

LOST = "Evidence was given for this claim whose words, or whose labels, are none that were shown."
UNLIKE = "One sentence was read both as support and as refutation of this claim."
UNREAD = "What the model said of these words does not fit its form"


class Batch(NamedTuple):
    """What one sheet holds: claims, and what is shown of documents."""

    claims: tuple[Claim, ...]
    extracts: tuple[Extract, ...]


def batches(claims: Sequence[Claim], sheets: Iterable[tuple[Extract, ...]]) -> tuple[Batch, ...]:
    """Every claim beside every sheet's extracts."""
    told = [tuple(claims[at : at + CLAIMS_A_SHEET]) for at in range(0, len(claims), CLAIMS_A_SHEET)]
    return tuple(Batch(some, extracts) for some in told for extracts in sheets)


def halves(batch: Batch) -> tuple[Batch, ...]:
    """Two smaller batches for one that was too large: by its documents, else by its claims, else by sentences; the
    batch itself when nothing can be halved."""
    claims, extracts = batch
    if len(extracts) > 1:
        return tuple(Batch(claims, half) for half in _halved(extracts))
    if len(claims) > 1:
        return tuple(Batch(half, extracts) for half in _halved(claims))
    document, own = extracts[0]
    cuts = _halved(own) if len(own) > 1 else (own,)
    return tuple(Batch(claims, (Extract(document, cut),)) for cut in cuts)


def _halved(items: tuple[Item, ...]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    return items[: len(items) // 2], items[len(items) // 2 :]


def each_once(judgings: Iterable[Judging]) -> Iterator[Judging]:
    """The judgings without evidence that an earlier one has: the parts of a long document share sentences. Where the
    two read it differently, the claim has failed."""
    seen: dict[tuple[str, str, Span], Stance] = {}
    for judging in judgings:
        fresh = tuple(item for item in judging.evidence if _key(item) not in seen)
        unlike = dict.fromkeys(
            item.claim_id for item in judging.evidence if seen.get(_key(item), item.stance) != item.stance
        )
        seen |= {_key(item): item.stance for item in fresh}
        failures = (*judging.failures, *(_bad_reply(id, UNLIKE) for id in unlike))
        yield judging.model_copy(update={"evidence": fresh, "failures": failures})


def _key(item: Evidence) -> tuple[str, str, Span]:
    return item.claim_id, item.document_id, item.span


def _bad_reply(claim_id: str, detail: str) -> Failure:
    return Failure(stage="judge", subject=claim_id, kind="bad_reply", detail=detail)


class _Place(NamedTuple):
    """A sentence that is shown: the `number`-th of its extract."""

    extract: Extract
    number: int

    @property
    def document(self) -> Document:
        return self.extract.document

    @property
    def language(self) -> str:
        return self.document.language or "en"

    def near(self) -> Iterator[Span]:
        """Where the words may stand: the sentence, with its neighbours, then the others from near to far."""
        own = self.extract.sentences
        yield own[self.number]
        first, last = self.number, self.number
        if self.extract.adjoin(first):
            first -= 1
        if last + 1 < len(own) and self.extract.adjoin(last + 1):
            last += 1
        yield Span.of(self.document.text, own[first].start, own[last].end)
        yield from sorted(own, key=lambda one: abs(one.start - own[self.number].start))


class Sheet:
    """Claims and sentences under short labels, as a model is shown them, and the way back from its labels.

    A document's title is shown, and can be cited only where its text holds it: evidence stands in the text.
    """

    def __init__(self, article: Article, batch: Batch) -> None:
        self._article = article
        self._claims = {f"c{number}": claim for number, claim in enumerate(batch.claims, 1)}
        places = [_Place(one, number) for one in batch.extracts for number in range(len(one.sentences))]
        self._sentences = {f"s{number}": place for number, place in enumerate(places, 1)}
        self._unanchored: list[Unanchored] = []
        self._failed: dict[str, None] = {}

    def values(self) -> dict[str, str]:
        """What the prompt is filled with. The claims are the same on all sheets, so that a provider may keep them."""
        head = (self._article.outlet, _day(self._article), self._article.title)
        claims = (f"{label} ({_said_by(claim)}): {_line(claim.text)}" for label, claim in self._claims.items())
        article = f"Article: {'; '.join(_line(part) for part in head if part) or 'nothing is said of it'}"
        return {"claims": "\n".join((article, *claims)), "documents": "\n".join(self._lines())}

    def judging(self, told: Iterable[BearingReply], unread: Iterable[LostItem] = ()) -> Judging:
        """The evidence whose words stand in what was shown; all else is unanchored.

        A claim some of whose evidence is lost has failed: what is left must not decide in its place.
        """
        found: dict[tuple[str, str, Span], list[Evidence]] = defaultdict(list)
        for bearing in told:
            if item := self._evidence(bearing):
                found[_key(item)].append(item)
        for one in unread:
            self._unread(one)
        for items in found.values():
            if len({item.stance for item in items}) > 1:
                self._lose(items[0].document_id, items[0].span.text, "These words were read both ways.")
                self._failed[items[0].claim_id] = None
        return Judging(
            evidence=tuple(items[0] for items in found.values() if len({item.stance for item in items}) == 1),
            unanchored=tuple(dict.fromkeys(self._unanchored)),
            failures=tuple(_bad_reply(id, LOST) for id in self._failed),
        )

    def _lines(self) -> Iterator[str]:
        before: Extract | None = None
        for label, (extract, number) in self._sentences.items():
            if extract is not before:
                head = (*_head(extract), _other_language(self._article, extract.document))
                yield f"Document: {'; '.join(_line(part) for part in head if part)}"
                before = extract
            elif not extract.adjoin(number):
                yield "…"
            yield f"[{label}] {extract.sentences[number].text}"

    def _evidence(self, bearing: BearingReply) -> Evidence | None:
        claim, place = self._named(bearing.claim, bearing.sentence)
        if claim is None or place is None:
            self._lose("", bearing.words, "No claim or sentence has such a label.")
            self._failed |= dict.fromkeys([claim.id] if claim else [one.id for one in self._claims.values()])
            return None
        if bearing.stance is Stance.NEUTRAL:
            return None
        places = (quoted(bearing.words, place.document.text, near, place.language) for near in place.near())
        found = next(filter(None, places), None)
        if found is None:
            self._lose(place.document.id, bearing.words, NOT_HERE)
            self._failed[claim.id] = None
            return None
        return self._labelled(claim, place, _whole(place.extract, found), bearing)

    def _named(self, claim: str, sentence: str) -> tuple[Claim | None, _Place | None]:
        """What two labels stand for."""
        return self._claims.get(_label(claim)), self._sentences.get(_label(sentence))

    def _unread(self, item: LostItem) -> None:
        """What could not be read fails the claim that it names; all of them, when it names none."""
        claim, place = self._named(item.words("claim"), item.words("sentence"))
        self._lose(place.document.id if place else "", item.words("words"), f"{UNREAD}: {item.problem}.")
        self._failed |= dict.fromkeys([claim.id] if claim else [one.id for one in self._claims.values()])

    def _labelled(self, claim: Claim, place: _Place, span: Span, bearing: BearingReply) -> Evidence:
        document, speaker = place.document, self._speaker(place, span, bearing)
        # A model cannot say that somebody speaks against their own interest: declared alliances do. And whoever speaks
        # without standing in the document is no better than nobody.
        named = bearing.speaker is not None and not self._publishes(place, bearing.speaker)
        doubted = bearing.access is Access.ADMISSION or (named and speaker is None)
        return Evidence(
            claim_id=claim.id,
            document_id=document.id,
            stance=bearing.stance,
            match=bearing.match,
            access=Access.UNKNOWN if doubted else bearing.access,
            span=span,
            speaker=speaker,
            cites=tuple(found.text for name in bearing.cites if (found := self._name(place, name, "cites", span))),
            media=document.media,
            reasons=(f"A language model read these words: {bearing.stance}, {bearing.match}, {bearing.access}.",),
        )

    def _speaker(self, place: _Place, span: Span, bearing: BearingReply) -> Claimant | None:
        if bearing.speaker is None or self._publishes(place, bearing.speaker):
            return None
        mention = self._name(place, bearing.speaker, "speaker", span)
        if mention is None:
            return None
        unnamed = ClaimantKind.UNNAMED if mention.text.islower() else ClaimantKind.ORGANISATION
        return Claimant(
            name=mention.text,
            kind=bearing.speaker_kind or unnamed,
            mention=mention,
            affiliations=self._side(place, bearing.speaks_for, span) if bearing.speaks_for else (),
        )

    def _side(self, place: _Place, body: str, span: Span) -> tuple[str, ...]:
        if place.document.publisher and self._publishes(place, body):
            return (place.document.publisher,)
        side = self._name(place, body, "speaks_for", span)
        return (side.text,) if side else ()

    def _publishes(self, place: _Place, name: str) -> bool:
        """Whether the name is the publisher's, so that the words are the document's own."""
        return place.document.publisher is not None and _bare(name) == _bare(place.document.publisher)

    def _name(self, place: _Place, name: str, field: str, near: Span) -> Span | None:
        """A name anywhere in the document, where it stands nearest to the evidence."""
        text = place.document.text
        found = locate(name, text, near=near.start, language=place.language) if len(name) <= NAME_CHARACTERS else None
        if found is None:
            self._lose(place.document.id, name, "The document does not hold this.", field)
        return found

    def _lose(self, document_id: str, words: str, reason: str, field: str = "evidence") -> None:
        self._unanchored.append(lost(document_id, words, field, reason))


def _whole(extract: Extract, found: Span) -> Span:
    """The sentences around the words: picked out of them, words could leave a "not", or who denies them, behind."""
    around = [one for one in extract.sentences if one.overlaps(found)]
    return Span.of(extract.document.text, around[0].start, around[-1].end)


def _bare(name: str) -> str:
    return normalised(name).removeprefix("the ")


def _said_by(claim: Claim) -> str:
    who = "the article" if claim.claimant.kind is ClaimantKind.AUTHOR else _line(claim.claimant.name)
    return f"{who}; {claim.modality}"


def _head(extract: Extract) -> tuple[str | None, ...]:
    document, first = extract.document, extract.sentences[0].text
    title = None if normalised(document.title or "") == normalised(first) else document.title
    return document.publisher or "publisher not said", title, _day(document)


def _other_language(article: Article, document: Document) -> str | None:
    """In which language a document is, where it is not the article's."""
    own, told = called(article.language), called(document.language or article.language)
    return f"in {told}" if told != own else None


def _line(text: str) -> str:
    """Somebody's words on one line: what stands on the next is none of ours."""
    return " ".join(text.split())


def _label(told: str) -> str:
    """`[S14]:` as `s14`."""
    return told.strip("[](): ").casefold()


def _day(text: Article | Document) -> str | None:
    return text.published_at.date().isoformat() if text.published_at else None
