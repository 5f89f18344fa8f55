"""Does a passage bear a claim out? The embedded analyst's rules, which abstain unless words and figures agree.

`RULES` is the table: of each sentence the first rule that speaks decides, so denials stand before agreement. A rule
that is taken out of it can be measured: `claimtrace eval ablate`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from service.analysts.embedded.stance.contrary import corrected, miscounted, negated, opposed
from service.analysts.embedded.stance.happenings import OPEN, TAKING
from service.analysts.embedded.stance.likeness import Likening, other_figures
from service.analysts.embedded.stance.look import Look, Paired, Ruling
from service.analysts.embedded.stance.particulars import Rarity, names, spelt
from service.analysts.embedded.stance.reading import Read, ReadSentence, Story, Told, Wanted, one_story
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

Rule = Callable[[Look], Ruling | None]
Found = TypeVar("Found")

# Points of likeness in a document on the article's own story; more of them make support no surer, `Look.at_odds` does.
# On the half of our cases that both were set on, support is right in .97; see evals.
GATE = 2.0
# Measured on public stance data: below these, support by shared words alone is mostly wrong.
ALIKE, VERY_ALIKE, FEW = 0.8, 0.9, 4
SEEN = TAKING | {"destruction"}  # whoever sees the place or the thing afterwards can tell
PLACED = 2  # names that two texts share when a claim that names nobody may be of both


# ---------------------------------------------------------------- the rules


def another_side(look: Look) -> Ruling | None:
    """Another side holds the place that the claim says is held."""
    pair = _best(look)
    if pair and pair.claim.family == pair.evidence.family == "control" and pair.rival:
        return _told(pair, Stance.REFUTES, "another side holds it")
    return None


def same_happening(look: Look) -> Ruling | None:
    """The sentence tells which place is taken or what is destroyed, or the claim's happening and much besides, or as
    many of those to whom it happened."""
    if not look.agreeing:
        return None
    placed = (pair for pair in look.agreeing if pair.named or pair.claim.things & pair.evidence.things)
    seen = any(pair.claim.family in SEEN for pair in placed) and not other_figures(look.own.figures, look.other.figures)
    alike = look.alike.points >= GATE or look.counted
    if not (seen or (alike and not look.at_odds)):
        return None
    best = look.agreeing[-1]
    return _told(best, Stance.SUPPORTS, "it is implied" if best.implied else "the same happening")


def told_alike(look: Look) -> Ruling | None:
    """In a document on the article's own story, much of the claim is told, of the same time, and the document knows
    every name in it."""
    if not look.of_story or look.alike.points < GATE or not look.wanted.named <= look.read.named:
        return None
    if not look.in_time or look.told_otherwise or look.at_odds:
        return None
    own = spelt(look.own.text)
    told = ", ".join(own.get(word, word) for word in look.alike.shared)
    return Ruling(Stance.SUPPORTS, Match.EXACT, 0, len(look.other.text), f"Tells “{told}” of the claim.")


def same_words(look: Look) -> Ruling | None:
    """In a document on another story, nearly all words of the claim stand there as they are, its first word, its names
    and its figures among them, and the rest in words akin; and nothing denies them or throws doubt on them."""
    own, other = look.own, look.other
    if look.of_story or look.share < ALIKE or len(look.shared) < FEW:
        return None
    telling = own.names | {word for word in own.roots if word.isdigit()} | set(own.roots[:1])
    known = look.wanted.story.known
    if not own.names and known and len(known & look.read.named) < PLACED:  # who is meant stands elsewhere
        return None
    if not telling <= other.bag.roots or not all(map(other.bag.holds, own.roots)):
        return None
    if look.alike.lacking or look.at_odds or (OPEN.search(other.text) and not OPEN.search(own.text)):
        return None
    match = Match.EXACT if look.share >= VERY_ALIKE else Match.PARTIAL
    return Ruling(Stance.SUPPORTS, match, 0, len(other.text), f"Shares {look.share:.0%} of the claim's words.")


RULES: tuple[Rule, ...] = (
    another_side,
    corrected,
    negated,
    opposed,
    miscounted,
    same_happening,
    told_alike,
    same_words,
)


def _best(look: Look) -> Paired | None:
    return look.pairs[-1] if look.pairs else None


def _told(pair: Paired, stance: Stance, why: str) -> Ruling:
    match = Match.PARTIAL if pair.implied else Match.EXACT
    reason = f"“{pair.evidence.words}” against “{pair.claim.words}”: {why}."
    return Ruling(stance, match, pair.evidence.start, pair.evidence.end, reason)


# ---------------------------------------------------------------- judging


class View(NamedTuple):
    """What one sentence says of a claim, and how much it tells."""

    ruling: Ruling
    score: float
    span: Span


def judge(
    article: Article,
    documents: Mapping[str, Document],
    candidates: Sequence[Candidate],
    rules: Sequence[Rule] = RULES,
    heed: Callable[[], None] = lambda: None,
) -> Judging:
    """What passages say of each claim: of every document its best support and best refutation, else one neutral.
    `heed` is called for every document and every claim, and may raise to stop the work."""
    story = Story(article)
    read = _read(documents, candidates, heed)
    rarity = Rarity(sentence.roots for one in read.values() for sentence in one.told.sentences)
    found: list[tuple[Claim, Read, View]] = []
    for candidate in candidates:
        heed()
        jury = Jury(Wanted(story, candidate.claim), rarity, rules)
        for id, passages in _by_document(candidate.passages).items():
            found += ((candidate.claim, read[id], view) for view in jury.views(read[id], passages))
    for _, one, view in found:
        if view.ruling.stance is not Stance.NEUTRAL:
            one.told.seek(view.span)
    return Judging(evidence=tuple(_as_evidence(*one) for one in _heeding(found, heed)))


def _read(
    documents: Mapping[str, Document], candidates: Sequence[Candidate], heed: Callable[[], None]
) -> dict[str, Read]:
    """The documents that passages are of; copies are read once."""
    told: dict[str, Told] = {}
    read: dict[str, Read] = {}
    for id in dict.fromkeys(passage.document_id for candidate in candidates for passage in candidate.passages):
        if id is not None:
            heed()
            text = documents[id].text
            told[text] = told.get(text) or Told(text)
            told[text].documents += 1
            read[id] = Read(documents[id], told[text])
    return read


def _heeding(found: Iterable[Found], heed: Callable[[], None]) -> Iterator[Found]:
    for one in found:
        heed()
        yield one


def _by_document(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    grouped: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.document_id is not None:
            grouped.setdefault(passage.document_id, []).append(passage)
    return grouped


class Jury:
    """Judges what documents say of one claim. A text that several documents hold is looked at once, where what they
    add to it makes no difference."""

    def __init__(self, wanted: Wanted, rarity: Rarity, rules: Sequence[Rule]) -> None:
        self._wanted, self._rules = wanted, rules
        self._likening = Likening(wanted.own, rarity)
        self._telling = wanted.story.known | names(wanted.claim.text, opens=False)
        self._judged: dict[tuple[object, ...], tuple[View, ...]] = {}

    def views(self, read: Read, passages: Sequence[Passage]) -> tuple[View, ...]:
        """The best view for the claim and the best against it, else the best of the neutral ones."""
        of_story = one_story(self._wanted, read)
        within = read.told.within(passages)
        if read.told.documents == 1:
            return tuple(self._best(read, within, of_story))
        happening = frozenset(name for sentence in within for one in sentence.happenings for name in one.names)
        added = read.named & self._telling, read.outlet & happening, read.document.published_at
        key = read.told.text, of_story, *added, *(sentence.span.start for sentence in within)
        if key not in self._judged:
            self._judged[key] = tuple(self._best(read, within, of_story))
        return self._judged[key]

    def _best(self, read: Read, within: Sequence[ReadSentence], of_story: bool) -> Iterator[View]:
        near = [sentence for sentence in within if self._may_bear(sentence)]
        looks = [Look(self._wanted, read, sentence, self._likening, of_story) for sentence in near]
        telling = [look for look in looks if look.tells]
        views = [view for look in telling if (view := _view(look, self._rules))]
        for side in (Stance.SUPPORTS, Stance.REFUTES):
            best = max((view for view in views if view.ruling.stance is side), key=_score, default=None)
            if best:
                yield best
        if not views and (look := max(filter(_on_topic, telling), key=_points, default=None)):
            reason = f"On the topic: {', '.join(sorted(look.shared))}."
            ruling = Ruling(Stance.NEUTRAL, Match.TOPIC, 0, len(look.other.text), reason)
            yield View(ruling, look.alike.points, look.sentence.span)

    def _may_bear(self, sentence: ReadSentence) -> bool:
        """Whether any rule can find anything there: a word of the claim's or one akin to it, or happenings in both."""
        return self._likening.bears(sentence.told) or bool(self._wanted.happenings and sentence.happenings)


def _score(view: View) -> float:
    return view.score


def _points(look: Look) -> float:
    return look.alike.points


def _view(look: Look, rules: Sequence[Rule]) -> View | None:
    """By the first rule that speaks."""
    ruling = next((said for rule in rules if (said := rule(look))), None)
    return View(ruling, look.alike.points, look.sentence.span) if ruling else None


def _on_topic(look: Look) -> bool:
    return len(look.shared) > 1 or bool(look.shared and look.pairs)


def _as_evidence(claim: Claim, read: Read, view: View) -> Evidence:
    ruling, span = view.ruling, view.span
    telling = read.voices.telling(span, span.start + ruling.start, span.start + ruling.end)
    return Evidence(
        claim_id=claim.id,
        document_id=read.document.id,
        stance=ruling.stance,
        match=ruling.match,
        access=telling.access,
        span=span,
        speaker=telling.speaker,
        cites=telling.cites,
        media=read.document.media,
        reasons=(ruling.reason, f"Access: {telling.reason}."),
    )
