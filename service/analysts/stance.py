"""Does a passage bear a claim out? The embedded analyst's rule, which abstains unless words and slots agree.

Two sentences agree when they tell a happening of one family with one object, or share nearly all their words. A denial,
an opposite happening or a clash of slots refutes. All else is neutral.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from service import slots
from service.analysts.access import Access, Voices
from service.analysts.events import Events, Happening, antecedent, happenings, names, sides, things
from service.analysts.lexicon import words
from service.domain import (
    Article,
    Candidate,
    Claim,
    ClaimantKind,
    Document,
    Evidence,
    Judging,
    Match,
    Passage,
    Span,
    Stance,
)
from service.slots.dates import Period, periods
from service.slots.numbers import quantities
from service.slots.words import content, stems
from service.text import sentences

# Measured on public stance data: below these, support and refutation by shared words alone are mostly wrong.
ALIKE, VERY_ALIKE, CLASHING = 0.8, 0.9, 0.6
ACCOUNTED = 0.25  # share of a claim's words that its happening, object and sides in the evidence must account for
TOPICAL = 4  # words that two openings share besides a name when they tell of the same
LONGEST = 2000  # code points of a sentence that are read; what is longer is a table
NEAR = 4000  # code points back that "the camp" may point
FRESH = timedelta(days=30)  # news that gives no date speaks of the month before it


class Part(NamedTuple):
    """A sentence of a document, its stems and what happens in it."""

    span: Span
    stems: frozenset[str]
    happenings: tuple[Happening, ...]


class View(NamedTuple):
    """What one sentence says of a claim. `start` and `end` bound the words that decided, offsets of the document."""

    stance: Stance
    match: Match
    score: float
    span: Span
    start: int
    end: int
    reasons: tuple[str, ...]


def judge(article: Article, documents: Mapping[str, Document], candidates: Sequence[Candidate]) -> Judging:
    """What passages say of each claim: of every document its best support and best refutation, else one neutral."""
    story = _Story(article)
    read = {
        id: _Read(documents[id])
        for candidate in candidates
        for id in dict.fromkeys(passage.document_id for passage in candidate.passages)
        if id is not None
    }
    return Judging(
        evidence=tuple(
            item
            for candidate in candidates
            for asked in [_Asked(story, candidate.claim)]
            for id, passages in _by_document(candidate.passages).items()
            for item in _evidence(asked, read[id], passages)
        )
    )


def _by_document(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    grouped: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.document_id is not None:
            grouped.setdefault(passage.document_id, []).append(passage)
    return grouped


class _Read:
    """A document with its sentences, the names it is about and its voices."""

    def __init__(self, document: Document) -> None:
        self.document = document
        known = names(document.text)
        text = document.text
        spans = [Span.of(text, span.start, min(span.end, span.start + LONGEST)) for span in sentences(text)]
        self.parts = tuple(Part(span, stems(span.text), happenings(span.text, known)) for span in spans)
        self.title = names(document.title or "", opens=False)
        opening = " ".join(span.text for span in spans[:2])
        self.lead = self.title | names(opening, known)
        self.topic = stems(f"{document.title or ''} {opening}")

    @cached_property
    def voices(self) -> Voices:
        return Voices(self.document)

    def within(self, passages: Sequence[Passage]) -> Iterator[Part]:
        for part in self.parts:
            if any(part.span.overlaps(passage.span) for passage in passages):
                yield part


class _Story:
    """The article that the claims stand in: its text up to where it ends, and the names it is about."""

    def __init__(self, article: Article) -> None:
        self.body = article.body[: article.body_end]
        self.headline = article.title or ""
        self.published = article.published_at
        self.title = names(self.headline, opens=False)
        self.known = names(self.body) | self.title
        opening = " ".join(part.text for part in sentences(self.body[:1500])[:3])
        self.lead = self.title | names(opening, self.known)
        self.topic = stems(f"{self.headline} {opening}")


class _Asked:
    """A claim with what the article says around it."""

    def __init__(self, story: _Story, claim: Claim) -> None:
        at = claim.spans[0].start if claim.spans else 0
        near = story.body[max(0, at - NEAR) : at]
        words_of = content(claim.text)
        figures = {word for word in words_of if word.isdigit()}
        self.story = story
        self.claim = claim
        self.words = re.findall(r"[^\W\d_]+", claim.text)
        self.stems = frozenset(words_of)
        self.before = f"{story.headline}\n{near}"
        self.happenings = tuple(one for one in happenings(claim.text, story.known) if not one.open)
        self.quantities = quantities(claim.text)
        self.names = names(claim.text, story.known)
        self.subject = frozenset(words_of[:1])
        self.figures = frozenset(figures)
        self.pictures = _pictured(claim.text)
        self.dating = f"{self._pointed_at(near)} {claim.text}"

    def _pointed_at(self, before: str) -> str:
        """The sentence before, when the claim points back to it: "that offensive"."""
        previous = sentences(before) if _POINTS_BACK.search(self.claim.text) else ()
        return previous[-1].text if previous else ""

    def periods(self, published: datetime | None) -> tuple[Period, ...]:
        """When it is said to have happened. An undated article is read as of the day the document was published."""
        return periods(self.dating, self.story.published or published)

    def object_names(self, happening: Happening) -> frozenset[str]:
        """The names of what it happens to, with "the camp" traced back to the last camp the article names."""
        return happening.names or _traced(happening.things, self.before)


def _traced(classes: frozenset[str], before: str) -> frozenset[str]:
    return frozenset(name for thing in classes for name in antecedent(before, thing))


_POINTS_BACK = re.compile(
    r"\b(?:that|those|the same) (?:offensive|attack|assault|campaign|battle|operation|deal|vote)\b", re.I
)


def _pictured(sentence: str) -> bool:
    """Whether it speaks of pictures: what is claimed of a video is borne out only by words about one."""
    return not _pictures().isdisjoint(re.findall(r"[a-z]+", sentence.lower()))


@cache
def _pictures() -> frozenset[str]:
    return frozenset(words(Access).pictures.split())


def _evidence(asked: _Asked, read: _Read, passages: Sequence[Passage]) -> Iterator[Evidence]:
    views = [view for part in read.within(passages) for view in _views(asked, read, part)]
    decided = [view for view in views if view.stance is not Stance.NEUTRAL]
    for stance in (Stance.SUPPORTS, Stance.REFUTES) if decided else (Stance.NEUTRAL,):
        best = max((view for view in views if view.stance is stance), key=lambda view: view.score, default=None)
        if best:
            yield _as_evidence(asked.claim, read, best)


def _as_evidence(claim: Claim, read: _Read, view: View) -> Evidence:
    telling = read.voices.telling(view.span, view.start, view.end)
    return Evidence(
        claim_id=claim.id,
        document_id=read.document.id,
        stance=view.stance,
        match=view.match,
        access=telling.access,
        span=view.span,
        speaker=telling.speaker,
        cites=telling.cites,
        media=read.document.media,
        integrity=read.document.integrity,
        reasons=(*view.reasons, f"Access: {telling.reason}."),
    )


def _views(asked: _Asked, read: _Read, part: Part) -> Iterator[View]:
    """What one sentence says of the claim, by happenings and by words."""
    sentence, shared = part.span, asked.stems & part.stems
    share = len(shared) / max(1, len(asked.stems))
    pairs = list(_pairs(asked, read, part))
    if pairs or share >= CLASHING:
        clashes = slots.compare(asked.claim.text, sentence.text, asked.story.published, read.document.published_at)
        if pairs:
            yield _by_happening(asked, part, pairs, clashes, share)
        else:
            yield from _by_words(asked, read, part, clashes, share)
    if len(shared) >= 2 or (shared and {h.family for h in part.happenings} & {h.family for h in asked.happenings}):
        yield _view(Stance.NEUTRAL, Match.TOPIC, share, sentence, f"On the topic: {', '.join(sorted(shared))}.")


def _by_words(asked: _Asked, read: _Read, part: Part, clashes: Sequence[slots.Clash], share: float) -> Iterator[View]:
    """Support and refutation by shared words alone. The claim's subject and names must all be among them, and its
    figures where nothing clashes with them."""
    if not asked.names | asked.subject <= part.stems or not _same_subject(asked, read, part):
        return
    refuting = [clash.reason for clash in clashes if clash.refutes]
    if refuting:
        yield _view(Stance.REFUTES, Match.PARTIAL, share, part.span, *refuting)
    elif asked.figures <= part.stems and share >= ALIKE and _alike(asked, read, part):
        match = Match.EXACT if share >= VERY_ALIKE and not clashes else Match.PARTIAL
        yield _view(Stance.SUPPORTS, match, 1 + share, part.span, f"Shares {share:.0%} of the claim's words.")


def _same_subject(asked: _Asked, read: _Read, part: Part) -> bool:
    """Whether the sentence is about whom the claim is about; a claim that names nobody counts on the text around it."""
    if asked.names or not asked.story.lead:
        return True
    if _OWN.match(asked.claim.text):  # "Its profit rose": the claimant's
        return names(asked.claim.claimant.name, opens=False) <= part.stems | read.lead
    return _on_topic(asked, read) and names(part.span.text, asked.story.known) <= asked.story.known | read.title


_OWN = re.compile(r"(?:its|their|his|her|it|they|he|she)\b", re.IGNORECASE)


def _on_topic(asked: _Asked, read: _Read) -> bool:
    """Whether the two texts tell of the same: two names in both openings, one in both headlines, or one name and
    several other words."""
    story, shared = asked.story, asked.story.lead & read.lead
    return (
        len(shared) >= 2
        or bool(story.title & read.title)
        or (len(shared) == 1 and len(story.topic & read.topic - shared) >= TOPICAL)
    )


def _view(stance: Stance, match: Match, score: float, span: Span, *reasons: str) -> View:
    return View(stance, match, score, span, span.start, span.end, reasons)


def _alike(asked: _Asked, read: _Read, part: Part) -> bool:
    """Whether shared words suffice: four of them, or all of a short claim in a text on the same; every number among
    them, and no doubt thrown on them."""
    theirs = quantities(part.span.text)
    counted = all(any(own.unit == other.unit and own.agrees(other) for other in theirs) for own in asked.quantities)
    doubtful = bool(_DOUBT.search(part.span.text)) and not _DOUBT.search(asked.claim.text)
    shared = len(asked.stems & part.stems)
    whole = shared == len(asked.stems) >= 2 and _on_topic(asked, read)
    return (shared >= 4 or whole) and counted and not doubtful


_DOUBT = re.compile(
    r"\b(?:whether|if|could not|unable to|may|might|would|alleged(?:ly)?|rumou?rs?|hypothe\w+|suppos\w+|myth|false|fake"
    r"|hoax|untrue|debunk\w*|den(?:y|ied|ies))\b|\?",
    re.IGNORECASE,
)


# ---------------------------------------------------------------- happenings


class Pair(NamedTuple):
    """A happening of the claim and one of the evidence that is the same, implies it, or is its opposite."""

    claim: Happening
    evidence: Happening
    implied: bool
    opposite: bool
    named: bool


def _pairs(asked: _Asked, read: _Read, part: Part) -> Iterator[Pair]:
    sentence = part.span
    if not asked.happenings or not part.happenings:
        return
    if asked.pictures and not _pictured(sentence.text):
        return
    if not _same_time(asked, read, sentence):
        return
    before = f"{read.document.title or ''}\n{read.document.text[max(0, sentence.start - NEAR) : sentence.start]}"
    for own in asked.happenings:
        for other in part.happenings:
            implied = own.family in words(Events).entails.get(other.family, ())
            opposite = words(Events).opposites.get(own.family) == other.family
            if other.open or not (implied or opposite or own.family == other.family):
                continue
            ours, theirs = asked.object_names(own), other.names or _traced(other.things, before)
            if _one_object(asked, read, own, other, ours, theirs):
                yield Pair(own, other, implied, opposite, bool(ours & theirs))


def _same_time(asked: _Asked, read: _Read, sentence: Span) -> bool:
    published = read.document.published_at
    ours = asked.periods(published) or _fresh(asked.story.published)
    theirs = periods(sentence.text, published) or _fresh(published)
    return not ours or not theirs or any(own.meets(other) for own in ours for other in theirs)


def _fresh(published: datetime | None) -> tuple[Period, ...]:
    return (Period((published - FRESH).date(), published.date(), ""),) if published else ()


def _one_object(
    asked: _Asked, read: _Read, own: Happening, other: Happening, ours: frozenset[str], theirs: frozenset[str]
) -> bool:
    """Whether both happen to the same: names shared, or none against it and both texts about the same."""
    if own.things and other.things and not own.things & other.things:
        return False
    if own.family != "control" and own.sides and other.sides and not own.sides & other.sides:
        return False
    if ours and theirs:
        return bool(ours & theirs)
    return _on_topic(asked, read)


def _by_happening(
    asked: _Asked, part: Part, pairs: Sequence[Pair], clashes: Sequence[slots.Clash], share: float
) -> View:
    best = max(pairs, key=lambda pair: (not _weak(pair.claim), pair.named, not pair.implied))
    start, end = part.span.start + best.evidence.start, part.span.start + best.evidence.end
    stance, why = _stance(asked, best, clashes)
    if stance is Stance.SUPPORTS and not _enough(asked, part, pairs):
        stance, why = Stance.NEUTRAL, "too little of the claim is told"
    match = _match(asked, best, pairs, clashes) if stance is not Stance.NEUTRAL else Match.TOPIC
    told = f"“{best.evidence.words}” against “{best.claim.words}”: {why}."
    reasons = (told, *(clash.reason for clash in clashes))
    score = 1 + share + (match is Match.EXACT) + best.named - best.implied / 2
    return View(stance, match, score, part.span, start, end, reasons)


def _stance(asked: _Asked, pair: Pair, clashes: Sequence[slots.Clash]) -> tuple[Stance, str]:
    own, other = pair.claim, pair.evidence
    if own.family == other.family == "control":
        return _held(asked, own, other)
    if own.denied != other.denied:
        return (Stance.NEUTRAL, "an implied happening is denied") if pair.implied else (Stance.REFUTES, "it is denied")
    if pair.opposite:
        return (Stance.REFUTES, "the opposite is told") if pair.named else (Stance.NEUTRAL, "the opposite of another")
    if any(clash.refutes for clash in clashes) and not pair.implied:
        return Stance.REFUTES, "the particulars clash"
    return Stance.SUPPORTS, "the same happening" if not pair.implied else "it is implied"


def _held(asked: _Asked, own: Happening, other: Happening) -> tuple[Stance, str]:
    """Only one side holds a place at a time."""
    theirs = sides(other.words) or other.sides
    ours = sides(own.words) or _side(asked.claim)
    if own.denied or other.denied or not theirs or not ours:
        return Stance.NEUTRAL, "who holds it is not told"
    return (Stance.SUPPORTS, "the same side holds it") if ours & theirs else (Stance.REFUTES, "another side holds it")


def _side(claim: Claim) -> frozenset[str]:
    """The side of whoever "its" stands for: a government is the state, an armed or political group is not."""
    named = sides(claim.claimant.name)
    if named or claim.claimant.kind not in {ClaimantKind.GOVERNMENT, ClaimantKind.GROUP}:
        return named
    return frozenset({"state" if claim.claimant.kind is ClaimantKind.GOVERNMENT else "opposition"})


def _weak(happening: Happening) -> bool:
    return happening.family in words(Events).weak


def _enough(asked: _Asked, part: Part, pairs: Sequence[Pair]) -> bool:
    """Whether the happening told is the claim's own and not a word in passing."""
    strong = [own for own in asked.happenings if not _weak(own)]
    if strong and not any(pair.claim in strong for pair in pairs):
        return False
    if strong and any(pair.named for pair in pairs if pair.claim in strong):
        return True
    accounted = set(asked.stems & part.stems)
    for pair in pairs:
        accounted |= stems(pair.claim.words)
        accounted |= stems(" ".join(word for word in asked.words if _of_one_class(word, pair)))
    agreeing = [own for own in asked.quantities if any(own.agrees(other) for other in quantities(part.span.text))]
    accounted |= {word for own in agreeing for word in stems(own.words)}
    share = len(accounted & asked.stems) / max(1, len(asked.stems))
    return share >= ACCOUNTED if strong else share >= 2 * ACCOUNTED and any(pair.named for pair in pairs)


def _of_one_class(word: str, pair: Pair) -> bool:
    return bool((things(word) & pair.evidence.things) or (sides(word) & pair.evidence.sides))


def _match(asked: _Asked, best: Pair, pairs: Sequence[Pair], clashes: Sequence[slots.Clash]) -> Match:
    """Exact when every happening of the claim is told of the same names by the same people, and nothing clashes."""
    whole = {own.family for own in asked.happenings if not _weak(own)} <= {pair.claim.family for pair in pairs}
    people = not best.claim.around or bool(best.claim.around & (best.evidence.around | best.evidence.names))
    exact = whole and people and best.named and not best.implied and not clashes
    return Match.EXACT if exact else Match.PARTIAL
