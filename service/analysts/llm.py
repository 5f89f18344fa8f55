"""A language model reads, by the prompts in `prompts/`. It quotes and labels; every word it gives is located here."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from service.analysts.grounding import Ground, keeps, quoted
from service.analysts.replies import BearingReply, ClaimReply, JudgingReply, KnownBy, PassageReply
from service.calls import Calls
from service.domain import (
    Article,
    Attribution,
    Candidate,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    Document,
    Evidence,
    Judging,
    Mode,
    Passage,
    Provenance,
    Reading,
    Span,
    Stance,
    Unanchored,
    claim_id,
)
from service.errors import PromptTooLong, Truncated
from service.pipeline import Receipt
from service.prompting import Prompt
from service.text import sentences

READ, JUDGE = "extract_claims", "judge_claims"
CLAIMS_A_CALL, CHARACTERS_A_CALL = 12, 9_000  # with the prompt about 3,500 tokens: every current model takes that
UNSPECIFIED = Provenance(channel=Channel.UNSPECIFIED)


class LanguageModel:
    """Fits `pipeline.Analyst`. `calls` spends, retries and keeps the receipt for one article."""

    passage_size = 2_400  # characters: the prompt is paid for with each passage, and passages are read side by side

    def __init__(self, calls: Calls, prompts: Mapping[str, Prompt]) -> None:
        self._calls = calls
        self._prompts = prompts

    def read(self, article: Article, passage: Passage) -> Reading:
        """The claims of a passage. One whose reply is cut off is halved and read again. Raises Outside."""
        ground = Ground(article.body, passage.span, passage.id)
        values = {"about": _about(article, passage), "passage": ground.numbered()}
        try:
            reply = self._calls.ask(self._prompts[READ], values, PassageReply)
        except (Truncated, PromptTooLong):
            if len(ground.sentences) < 2:
                raise
            return _joined(self.read(article, half) for half in _halves(passage, ground))
        claims = [_claim(article, ground, told) for told in reply.claims]
        return Reading(claims=tuple(claim for claim in claims if claim), unanchored=tuple(ground.unanchored))

    def batches(self, candidates: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
        """As few calls as hold the claims and the passages, each passage once a call."""
        batches: list[list[Candidate]] = []
        shown: set[str] = set()
        length = 0
        for candidate in candidates:
            fresh = {passage.id: len(passage.span.text) for passage in candidate.passages if passage.id not in shown}
            full = batches and (len(batches[-1]) >= CLAIMS_A_CALL or length + sum(fresh.values()) > CHARACTERS_A_CALL)
            if full or not batches:
                batches.append([])
                shown, length = set(), 0
                fresh = {passage.id: len(passage.span.text) for passage in candidate.passages}
            batches[-1].append(candidate)
            shown |= fresh.keys()
            length += sum(fresh.values())
        return batches

    def judge(self, article: Article, documents: Mapping[str, Document], candidates: Sequence[Candidate]) -> Judging:
        """What the passages say of the claims. A batch whose reply is cut off is halved. Raises Outside."""
        sheet = Sheet(candidates, documents)
        try:
            reply = self._calls.ask(self._prompts[JUDGE], sheet.values(), JudgingReply)
        except (Truncated, PromptTooLong):
            if len(candidates) < 2:
                raise
            middle = len(candidates) // 2
            parts = [self.judge(article, documents, half) for half in (candidates[:middle], candidates[middle:])]
            return Judging(
                evidence=tuple(item for part in parts for item in part.evidence),
                unanchored=tuple(item for part in parts for item in part.unanchored),
            )
        evidence = [sheet.evidence(bearing) for bearing in reply.bearings]
        return Judging(evidence=tuple(item for item in evidence if item), unanchored=tuple(sheet.unanchored))

    def receipt(self) -> Receipt:
        return self._calls.receipt(analyst="llm")


# ---------------------------------------------------------------- reading


def _about(article: Article, passage: Passage) -> str:
    published = article.published_at.date().isoformat() if article.published_at else "not said"
    opening = sentences(article.body, 0, min(passage.span.start, article.body_end))[:3]
    return "\n".join(
        (
            f"Title: {article.title or 'none'}",
            f"Outlet: {article.outlet or 'not said'}. Published: {published}.",
            f"It opens: {' '.join(sentence.text for sentence in opening) or 'with this passage'}",
        )
    )


def _halves(passage: Passage, ground: Ground) -> tuple[Passage, Passage]:
    cut = ground.sentences[len(ground.sentences) // 2].start
    first, second = (
        Span.of(ground.text, passage.span.start, ground.sentences[len(ground.sentences) // 2 - 1].end),
        Span.of(ground.text, cut, passage.span.end),
    )
    return Passage(id=f"{passage.id}a", span=first), Passage(id=f"{passage.id}b", span=second)


def _joined(readings: Iterable[Reading]) -> Reading:
    parts = tuple(readings)
    return Reading(
        claims=tuple(claim for part in parts for claim in part.claims),
        unanchored=tuple(item for part in parts for item in part.unanchored),
    )


def _claim(article: Article, ground: Ground, told: ClaimReply) -> Claim | None:
    """The claim with every field located; None, and said so, when its own words or its claimant cannot be."""
    near = ground.within(told.sentences)
    span = ground.find(told.words, near, "claim")
    claimant = _claimant(article, ground, told, near)
    if span is None or claimant is None:
        return None
    faithful = keeps(told.text, span.text, f"{article.title} {article.body[: article.body_end]}")
    if not faithful:
        ground.lose(
            told.text, "text", "The rewriting changes a number or a negation: the article's words stand instead."
        )
    text = told.text.strip() if faithful and told.text.strip() else span.text
    own = told.mode is Mode.OWN_VOICE
    relayers = [ground.stands(name, article.body_end, "relayers") for name in told.relayers]
    return Claim(
        id=claim_id(article.id, claimant.name, text),
        text=text,
        spans=(span,),
        claimant=claimant,
        attribution=Attribution(
            mode=told.mode,
            cue=ground.find(told.cue, near, "cue") if told.cue and not own else None,
            relayers=tuple(
                Claimant(name=found.text, kind=ClaimantKind.PERSON, mention=found) for found in relayers if found
            ),
        ),
        provenance=tuple(known for one in told.known if (known := _known(article, ground, one, near)))
        or (UNSPECIFIED,),
        modality=told.modality,
        checkworthy=told.checkworthy,
        type=told.type,
    )


def _claimant(article: Article, ground: Ground, told: ClaimReply, near: Span) -> Claimant | None:
    """The speaker by a name that stands in the article, else by their words at the claim; None when neither does."""
    if told.mode is Mode.OWN_VOICE or told.kind is ClaimantKind.AUTHOR:
        return Claimant(name=article.outlet or "the article", kind=ClaimantKind.AUTHOR)
    mention = ground.find(told.who_words, near, "claimant") if told.who_words else None
    named = mention if mention and told.who in mention.text else ground.stands(told.who, article.body_end, "claimant")
    if not mention and not named:
        return None
    belongs = [name for name in told.affiliations if ground.stands(name, article.body_end, "affiliations")]
    return Claimant(
        name=told.who if named else (mention or named).text,  # type: ignore[union-attr]
        kind=told.kind,
        mention=mention or named,
        antecedent=named if mention and named is not mention else None,
        affiliations=tuple(belongs),
    )


def _known(article: Article, ground: Ground, told: KnownBy, near: Span) -> Provenance | None:
    span = ground.find(told.words, near, "provenance") if told.words else None
    if span is None and told.channel is not Channel.UNSPECIFIED:
        return None
    locator = told.locator if told.locator and ground.stands(told.locator, article.body_end, "locator") else None
    return Provenance(channel=told.channel, platform=told.platform, official=told.official, locator=locator, span=span)


# ---------------------------------------------------------------- judging


class Sheet:
    """Claims and passages under short labels, as a model is shown them, and the way back from its labels."""

    def __init__(self, candidates: Sequence[Candidate], documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.claims = {f"c{number}": candidate.claim for number, candidate in enumerate(candidates, 1)}
        self.passages = {passage.id: passage for candidate in candidates for passage in candidate.passages}
        self.sentences: dict[str, tuple[Passage, Span]] = {}
        self.unanchored: list[Unanchored] = []
        numbers = count(1)
        for passage in self.passages.values():
            text = documents[passage.document_id or ""].text
            for sentence in sentences(text, passage.span.start, passage.span.end):
                self.sentences[f"s{next(numbers)}"] = (passage, sentence)

    def values(self) -> dict[str, str]:
        claims = "\n".join(f"{label}: {claim.text}" for label, claim in self.claims.items())
        lines: list[str] = []
        document: str | None = None
        for label, (passage, sentence) in self.sentences.items():
            if passage.document_id != document:
                document = passage.document_id
                lines.append(f"Document of {self.documents[document or ''].publisher or 'an unnamed publisher'}")
            lines.append(f"[{label}] {sentence.text}")
        return {"claims": claims, "passages": "\n".join(lines)}

    def evidence(self, bearing: BearingReply) -> Evidence | None:
        """The bearing with its words located; None, and said so, when a label or a word is none of ours."""
        claim, place = self.claims.get(bearing.claim), self.sentences.get(bearing.sentence)
        if claim is None or place is None:
            return self._lost(bearing, "", "No such claim or sentence was shown.")
        if bearing.stance is Stance.NEUTRAL:
            return None
        passage, sentence = place
        document = self.documents[passage.document_id or ""]
        span = quoted(bearing.words, document.text, sentence) or quoted(bearing.words, document.text, passage.span)
        if span is None:
            return self._lost(bearing, passage.id, "These words do not stand in the passage.")
        speaker = (
            quoted(bearing.speaker, document.text, Span.of(document.text, 0, len(document.text)))
            if bearing.speaker
            else None
        )
        if bearing.speaker and speaker is None:
            self._lost(bearing, passage.id, f"The document names no {bearing.speaker!r}.")
        return Evidence(
            claim_id=claim.id,
            document_id=document.id,
            stance=bearing.stance,
            match=bearing.match,
            access=bearing.access,
            span=span,
            speaker=Claimant(name=speaker.text, kind=ClaimantKind.ORGANISATION, mention=speaker) if speaker else None,
            cites=tuple(name for name in bearing.cites if name in document.text),
            media=document.media,
            reasons=("A language model labelled these words.",),
        )

    def _lost(self, bearing: BearingReply, passage_id: str, reason: str) -> None:
        self.unanchored.append(Unanchored(passage_id=passage_id, text=bearing.words, field="evidence", reason=reason))
