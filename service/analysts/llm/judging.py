"""From claims and passages to a sheet that a model can read, and from its reply back to evidence."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.analysts.llm.grounding import NAME_CHARACTERS, NOT_HERE, lost, quoted
from service.analysts.llm.replies import BearingReply
from service.domain import (
    Access,
    Candidate,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Failure,
    Judging,
    Passage,
    Span,
    Stance,
    Unanchored,
)
from service.models.replies import LostItem
from service.text.locating import locate
from service.text.sentences import sentences

CLAIMS_A_CALL = 20
CHARACTERS_A_CALL = 1_800  # of passages: what a model writes of more takes long, and calls are made side by side

LOST = "Evidence was given for this claim whose words, or whose labels, are none that were shown."

UNREAD = "What the model said of these words does not fit its form"


def batches(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], ...]:
    """As few calls as hold all claims and passages: every passage is read once, beside the claims it may bear on."""
    passages = {passage.id: passage for candidate in candidates for passage in candidate.passages}
    return tuple(
        part for pile in _piles(passages.values()) for part in _claims_of({item.id for item in pile}, candidates)
    )


def halves(batch: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], ...]:
    """Two smaller questions for one that was too large: half of the claims, or half of one claim's passages."""
    if len(batch) > 1:
        return tuple(batch[: len(batch) // 2]), tuple(batch[len(batch) // 2 :])
    parts = batch[0].passages
    cuts = (parts[: len(parts) // 2], parts[len(parts) // 2 :])
    return tuple((batch[0].model_copy(update={"passages": cut}),) for cut in cuts if cut)


def _piles(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Passages by document and in its order, in as few piles as hold them, all of about one size."""
    row = _in_order(passages)
    whole = sum(len(passage.span.text) for passage in row)
    size = whole / max(1, math.ceil(whole / CHARACTERS_A_CALL))
    pile: list[Passage] = []
    held = 0
    for passage in row:
        pile.append(passage)
        held += len(passage.span.text)
        if held >= size:
            yield pile
            pile, held = [], 0
    if pile:
        yield pile


def _in_order(passages: Iterable[Passage]) -> list[Passage]:
    of_document: dict[str | None, list[Passage]] = defaultdict(list)
    for passage in passages:
        of_document[passage.document_id].append(passage)
    return [one for part in of_document.values() for one in sorted(part, key=lambda one: one.span.start)]


def _claims_of(pile: set[str], candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, ...]]:
    concerned = [
        candidate.model_copy(update={"passages": passages})
        for candidate in candidates
        if (passages := tuple(passage for passage in candidate.passages if passage.id in pile))
    ]
    for at in range(0, len(concerned), CLAIMS_A_CALL):
        yield tuple(concerned[at : at + CLAIMS_A_CALL])


class Sheet:
    """Claims and passages under short labels, as a model is shown them, and the way back from its labels."""

    def __init__(self, candidates: Sequence[Candidate], documents: Mapping[str, Document]) -> None:
        self._claims = {f"c{number}": candidate.claim for number, candidate in enumerate(candidates, 1)}
        self._candidates = {
            (candidate.claim.id, passage.id) for candidate in candidates for passage in candidate.passages
        }
        self._documents = documents
        passages = {passage.id: passage for candidate in candidates for passage in candidate.passages}
        cut = [(passage, sentence) for passage in _in_order(passages.values()) for sentence in self._cut(passage)]
        self._sentences = {f"s{number}": place for number, place in enumerate(cut, 1)}
        self._unanchored: list[Unanchored] = []
        self._failed: dict[str, None] = {}

    def values(self) -> dict[str, str]:
        """What the prompt is filled with."""
        claims = (f"{label}: {claim.text}" for label, claim in self._claims.items())
        return {"claims": "\n".join(claims), "passages": "\n".join(self._lines())}

    def judging(self, told: Iterable[BearingReply], unread: Iterable[LostItem] = ()) -> Judging:
        """The evidence whose words stand in a passage that was shown for the claim; all else is unanchored.

        A claim some of whose evidence is lost has failed: what is left must not decide in its place.
        """
        found: dict[tuple[str, str, Span], list[Evidence]] = defaultdict(list)
        for bearing in told:
            if item := self._evidence(bearing):
                found[item.claim_id, item.document_id, item.span].append(item)
        for one in unread:
            self._unread(one)
        for items in found.values():
            if len({item.stance for item in items}) > 1:
                self._lose(items[0].document_id, items[0].span.text, "These words were read both ways.")
                self._failed[items[0].claim_id] = None
        return Judging(
            evidence=tuple(items[0] for items in found.values() if len({item.stance for item in items}) == 1),
            unanchored=tuple(dict.fromkeys(self._unanchored)),
            failures=tuple(Failure(stage="judge", subject=id, kind="bad_reply", detail=LOST) for id in self._failed),
        )

    def _cut(self, passage: Passage) -> tuple[Span, ...]:
        return sentences(self._of(passage).text, passage.span.start, passage.span.end, self._language(passage))

    def _of(self, passage: Passage) -> Document:
        return self._documents[passage.document_id or ""]

    def _language(self, passage: Passage) -> str:
        return self._of(passage).language or "en"

    def _lines(self) -> Iterator[str]:
        before: Document | None = None
        for label, (passage, sentence) in self._sentences.items():
            document = self._of(passage)
            if document is not before:
                head = (document.publisher or "publisher not said", document.title, _day(document))
                yield f"Document: {'; '.join(part for part in head if part)}"
                before = document
            yield f"[{label}] {sentence.text}"

    def _evidence(self, bearing: BearingReply) -> Evidence | None:
        claim, place = self._claims.get(_label(bearing.claim)), self._sentences.get(_label(bearing.sentence))
        if claim is None or place is None:
            self._lose("", bearing.words, "No claim or sentence has such a label.")
            self._failed |= dict.fromkeys([claim.id] if claim else [one.id for one in self._claims.values()])
            return None
        if bearing.stance is Stance.NEUTRAL:
            return None
        passage, sentence = place
        if (claim.id, passage.id) not in self._candidates:
            self._lose(passage.id, bearing.words, "This passage was not picked for this claim.")
            return None
        text, language = self._of(passage).text, self._language(passage)
        places = (quoted(bearing.words, text, near, language) for near in (sentence, passage.span))
        found = next(filter(None, places), None)
        if found is None:
            self._lose(passage.id, bearing.words, NOT_HERE)
            self._failed[claim.id] = None
            return None
        return self._labelled(claim, passage, self._whole(passage, found), bearing)

    def _whole(self, passage: Passage, found: Span) -> Span:
        """The sentences around the words: picked out of them, words could leave a "not", or who denies them, behind."""
        around = [one for part, one in self._sentences.values() if part.id == passage.id and one.overlaps(found)]
        return Span.of(self._of(passage).text, around[0].start, around[-1].end)

    def _unread(self, item: LostItem) -> None:
        """What could not be read fails the claim that it names; all of them, when it names none."""
        claim = self._claims.get(_label(item.words("claim")))
        self._lose("", item.words("words"), f"{UNREAD}: {item.problem}.")
        self._failed |= dict.fromkeys([claim.id] if claim else [one.id for one in self._claims.values()])

    def _labelled(self, claim: Claim, passage: Passage, span: Span, bearing: BearingReply) -> Evidence:
        document, speaker = self._of(passage), self._speaker(passage, span, bearing)
        # A model cannot say that somebody speaks against their own interest: declared alliances do. And whoever speaks
        # without standing in the document is no better than nobody.
        doubted = bearing.access is Access.ADMISSION or (bearing.speaker is not None and speaker is None)
        return Evidence(
            claim_id=claim.id,
            document_id=document.id,
            stance=bearing.stance,
            match=bearing.match,
            access=Access.UNKNOWN if doubted else bearing.access,
            span=span,
            speaker=speaker,
            cites=tuple(found.text for name in bearing.cites if (found := self._name(passage, name, "cites", span))),
            media=document.media,
            reasons=(f"A language model read these words: {bearing.stance}, {bearing.match}, {bearing.access}.",),
        )

    def _speaker(self, passage: Passage, span: Span, bearing: BearingReply) -> Claimant | None:
        if bearing.speaker is None:
            return None
        mention = self._name(passage, bearing.speaker, "speaker", span)
        if mention is None:
            return None
        unnamed = ClaimantKind.UNNAMED if mention.text.islower() else ClaimantKind.ORGANISATION
        side = self._name(passage, bearing.speaks_for, "speaks_for", span) if bearing.speaks_for else None
        return Claimant(
            name=mention.text,
            kind=bearing.speaker_kind or unnamed,
            mention=mention,
            affiliations=(side.text,) if side else (),
        )

    def _name(self, passage: Passage, name: str, field: str, near: Span) -> Span | None:
        """A name anywhere in the document, where it stands nearest to the evidence."""
        text, language = self._of(passage).text, self._language(passage)
        found = locate(name, text, near=near.start, language=language) if len(name) <= NAME_CHARACTERS else None
        if found is None:
            self._lose(passage.id, name, "The document does not hold this.", field)
        return found

    def _lose(self, passage_id: str, words: str, reason: str, field: str = "evidence") -> None:
        self._unanchored.append(lost(passage_id, words, field, reason))


def _label(told: str) -> str:
    """`[S14]:` as `s14`."""
    return told.strip("[](): ").casefold()


def _day(document: Document) -> str | None:
    return document.published_at.date().isoformat() if document.published_at else None
