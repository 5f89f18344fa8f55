"""Does a passage bear a claim out? The embedded analyst's rule, which abstains unless words and slots agree.

Two sentences agree when they tell a happening of one family with one object, or share nearly all their words; in a
document that tells the article's own story, when enough of the claim is told. A denial, an opposite or a clash of slots
refutes. All else is neutral.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from service.analysts.embedded.stance.asking import Asked, Part, Read, Story, on_topic, pictured, same_story, same_time
from service.analysts.embedded.stance.events import Events, Happening, names, sides, things
from service.analysts.embedded.stance.holders import TAKING, held, rivals
from service.analysts.embedded.stance.likeness import LACKING, likeness
from service.analysts.embedded.stance.meaning import Rarity
from service.analysts.embedded.stance.polarity import contrary
from service.domain import (
    Article,
    Candidate,
    Claim,
    Document,
    Evidence,
    Judging,
    Match,
    Passage,
    Span,
    Stance,
)
from service.languages.en import clashes as slots
from service.languages.en.lexicon import words
from service.languages.en.quantities import quantities
from service.languages.en.words import stems
from service.languages.pack import Clash

# Measured on public stance data: below these, support and refutation by shared words alone are mostly wrong.
ALIKE, VERY_ALIKE, CLASHING = 0.8, 0.9, 0.6
# Points of likeness in a document on the article's own story. On the half of our cases that they were set on, support
# is right three times in four, refutation three in five; see evals.
GATE, DENIAL = 1.6, 1.4
PASSING = 0.15  # with a lesser share of its words told, and no figure, a claim is told in part
ACCOUNTED = 0.25  # share of a claim's words that its happening, object and sides in the evidence must account for


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
    story = Story(article)
    ids = dict.fromkeys(passage.document_id for candidate in candidates for passage in candidate.passages)
    read = {id: Read(documents[id]) for id in ids if id is not None}
    rarity = Rarity(part.told.roots for one in read.values() for part in one.parts)
    return Judging(
        evidence=tuple(
            item
            for candidate in candidates
            for asked in [Asked(story, candidate.claim)]
            for id, passages in _by_document(candidate.passages).items()
            for item in _evidence(asked, read[id], passages, rarity)
        )
    )


def _by_document(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    grouped: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.document_id is not None:
            grouped.setdefault(passage.document_id, []).append(passage)
    return grouped


def _evidence(asked: Asked, read: Read, passages: Sequence[Passage], rarity: Rarity) -> Iterator[Evidence]:
    of_story = rarity if same_story(asked, read) else None
    views = [view for part in read.within(passages) for view in _views(asked, read, part, of_story)]
    decided = [view for view in views if view.stance is not Stance.NEUTRAL]
    for stance in (Stance.SUPPORTS, Stance.REFUTES) if decided else (Stance.NEUTRAL,):
        best = max((view for view in views if view.stance is stance), key=lambda view: view.score, default=None)
        if best:
            yield _as_evidence(asked.claim, read, best)


def _as_evidence(claim: Claim, read: Read, view: View) -> Evidence:
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
        reasons=(*view.reasons, f"Access: {telling.reason}."),
    )


def _views(asked: Asked, read: Read, part: Part, rarity: Rarity | None) -> Iterator[View]:
    """What one sentence says of the claim, by happenings and by words; no `rarity` where another story is told."""
    sentence, shared = part.span, asked.stems & part.stems
    share = len(shared) / max(1, len(asked.stems))
    pairs = list(_pairs(asked, read, part))
    if pairs or (rarity is None and share >= CLASHING):
        clashes = slots.compare(asked.claim.text, sentence.text, asked.story.published, read.document.published_at)
        if pairs:
            yield _by_happening(asked, read, part, pairs, clashes, share)
        if rarity is None and all(_weak(pair.claim) for pair in pairs):
            yield from _by_words(asked, read, part, clashes, share)
    if rarity and not any(pair.claim.family in TAKING for pair in pairs):
        yield from _by_likeness(asked, read, part, rarity)
    if len(shared) >= 2 or (shared and {h.family for h in part.happenings} & {h.family for h in asked.happenings}):
        yield _view(Stance.NEUTRAL, Match.TOPIC, share, sentence, f"On the topic: {', '.join(sorted(shared))}.")


def _by_likeness(asked: Asked, read: Read, part: Part, rarity: Rarity) -> Iterator[View]:
    """What a sentence says of the claim by how much of it is told, in a document on the article's own story. One that
    never names a place or party of the claim, or tells of another time, bears nothing out."""
    alike = likeness(asked.wanted, part.told, rarity)
    without = alike.points + LACKING * alike.lacking
    if without < DENIAL:
        return
    told = f"Tells “{', '.join(alike.shared)}” of the claim."
    if why := contrary(asked.wanted, part.told, rarity, agreeing=alike.figures > 0):
        yield _view(Stance.REFUTES, Match.EXACT, alike.points, part.span, told, why)
    elif alike.points >= GATE and asked.names - asked.claimant <= read.named and same_time(asked, read, part.span):
        whole = alike.share >= PASSING or alike.figures > 0
        yield _view(Stance.SUPPORTS, Match.EXACT if whole else Match.PARTIAL, alike.points, part.span, told)


def _by_words(asked: Asked, read: Read, part: Part, clashes: Sequence[Clash], share: float) -> Iterator[View]:
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


def _same_subject(asked: Asked, read: Read, part: Part) -> bool:
    """Whether the sentence is about whom the claim is about; a claim that names nobody counts on the text around it."""
    if asked.names or not asked.story.lead:
        return True
    if _OWN.match(asked.claim.text):  # "Its profit rose": the claimant's
        return names(asked.claim.claimant.name, opens=False) <= part.stems | read.lead
    return on_topic(asked, read) and names(part.span.text, asked.story.known) <= asked.story.known | read.known


_OWN = re.compile(r"(?:its|their|his|her|it|they|he|she)\b", re.IGNORECASE)


def _view(stance: Stance, match: Match, score: float, span: Span, *reasons: str) -> View:
    return View(stance, match, score, span, span.start, span.end, reasons)


def _alike(asked: Asked, read: Read, part: Part) -> bool:
    """Whether shared words suffice: four of them, or all of a short claim in a text on the same; every number among
    them, and no doubt thrown on them."""
    theirs = quantities(part.span.text)
    counted = all(any(own.unit == other.unit and own.agrees(other) for other in theirs) for own in asked.quantities)
    doubtful = bool(_DOUBT.search(part.span.text)) and not _DOUBT.search(asked.claim.text)
    shared = len(asked.stems & part.stems)
    whole = shared == len(asked.stems) >= 2 and on_topic(asked, read)
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


def _pairs(asked: Asked, read: Read, part: Part) -> Iterator[Pair]:
    sentence = part.span
    if not asked.happenings or not part.happenings:
        return
    if asked.pictures and not pictured(sentence.text):
        return
    if not same_time(asked, read, sentence):
        return
    for own in asked.happenings:
        for other in part.happenings:
            implied = own.family in words(Events).entails.get(other.family, ())
            opposite = words(Events).opposites.get(own.family) == other.family
            if other.open or not (implied or opposite or own.family == other.family):
                continue
            ours, theirs = asked.object_names(own), read.object_names(other, sentence)
            if _one_object(asked, read, own, other, ours, theirs):
                yield Pair(own, other, implied, opposite, bool(ours & theirs))


def _one_object(
    asked: Asked, read: Read, own: Happening, other: Happening, ours: frozenset[str], theirs: frozenset[str]
) -> bool:
    """Whether both happen to the same: names shared, or none against it and both texts about the same."""
    if own.things and other.things and not own.things & other.things:
        return False
    if own.family == "control" and other.family == "withdrawal" and not own.things & other.things:
        return False  # who leaves a camp has not left the road to it
    one_place = own.family == other.family == "control"
    if not one_place and rivals(asked.claim, own, other):
        return False
    if ours and theirs:
        return bool(ours & theirs)
    return on_topic(asked, read)


def _by_happening(
    asked: Asked, read: Read, part: Part, pairs: Sequence[Pair], clashes: Sequence[Clash], share: float
) -> View:
    best = max(pairs, key=lambda pair: (not _weak(pair.claim), pair.named, not pair.implied))
    start, end = part.span.start + best.evidence.start, part.span.start + best.evidence.end
    stance, why = _stance(asked, best, clashes)
    if stance is Stance.SUPPORTS and not _enough(asked, read, part, pairs):
        stance, why = Stance.NEUTRAL, "too little of the claim is told"
    match = _match(asked, best, pairs, clashes) if stance is not Stance.NEUTRAL else Match.TOPIC
    told = f"“{best.evidence.words}” against “{best.claim.words}”: {why}."
    reasons = (told, *(clash.reason for clash in clashes))
    score = 1 + share + (match is Match.EXACT) + best.named - best.implied / 2
    return View(stance, match, score, part.span, start, end, reasons)


def _stance(asked: Asked, pair: Pair, clashes: Sequence[Clash]) -> tuple[Stance, str]:
    own, other = pair.claim, pair.evidence
    if own.family == other.family == "control":
        return held(asked.claim, own, other)
    if own.denied != other.denied:
        return (Stance.NEUTRAL, "an implied happening is denied") if pair.implied else (Stance.REFUTES, "it is denied")
    if pair.opposite:
        return (Stance.REFUTES, "the opposite is told") if pair.named else (Stance.NEUTRAL, "the opposite of another")
    if any(clash.refutes for clash in clashes) and not pair.implied:
        return Stance.REFUTES, "the particulars clash"
    return Stance.SUPPORTS, "the same happening" if not pair.implied else "it is implied"


def _weak(happening: Happening) -> bool:
    return happening.family in words(Events).weak


def _enough(asked: Asked, read: Read, part: Part, pairs: Sequence[Pair]) -> bool:
    """Whether the happening told is the claim's own, where the claim has it, and not a word in passing."""
    where = _WHERE.search(asked.claim.text)
    if where and not stems(where.group()) & (part.stems | read.topic):
        return False
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
    if strong:
        return share >= ACCOUNTED
    one_side = bool(_bearings(asked.claim.text) & _bearings(part.span.text))
    return one_side or (share >= 0.5 and any(pair.named for pair in pairs))


_WHERE = re.compile(r"\bat an? [^,;]*")  # a place that is new: what is told of another is told of something else


def _bearings(sentence: str) -> frozenset[str]:
    """The sides of a place that are told: "the southern gate", "from the south"."""
    return frozenset(_BEARING.findall(sentence.lower()))


_BEARING = re.compile(
    r"\b(north|south|east|west)(?:ern)?\b(?=\s+(?:side|gate|flank|wall|entrance|edge|end|approach)|\W*$)"
)


def _of_one_class(word: str, pair: Pair) -> bool:
    return bool((things(word) & pair.evidence.things) or (sides(word) & pair.evidence.sides))


def _match(asked: Asked, best: Pair, pairs: Sequence[Pair], clashes: Sequence[Clash]) -> Match:
    """Exact when every happening of the claim is told of the same names by the same people, and nothing clashes."""
    whole = {own.family for own in asked.happenings if not _weak(own)} <= {pair.claim.family for pair in pairs}
    people = not best.claim.around or bool(best.claim.around & (best.evidence.around | best.evidence.names))
    exact = whole and people and best.named and not best.implied and not clashes
    return Match.EXACT if exact else Match.PARTIAL
