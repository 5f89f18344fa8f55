"""From attributions and own-voice statements to claims. Reads one article whole, so that names carry over."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.analysts.embedded.attribution import Attributed, attributions
from service.analysts.embedded.claims import certainty, facts, worth
from service.analysts.embedded.claims.provenance import LASTING, UNSPECIFIED, provenance_of
from service.analysts.embedded.claims.wording import quoted_text, stated_text, told_text
from service.analysts.embedded.people import FIRST_PERSON, Cast, Turn
from service.analysts.embedded.people.nouns import Sort
from service.domain import (
    Article,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    Modality,
    Mode,
    Provenance,
    Span,
    claim_id,
)
from service.languages.names import same_name

NEIGHBOURS = 32  # attributions looked at on either side; no quotation holds more
WHOLLY = 0.8  # an inner attribution that fills this much of an outer one leaves the outer nothing of its own to claim
NOTICE = 30  # characters: "a notice in the window saying"
POINTING = frozenset("that this these those there what".split())  # what "That means …" points to is nobody


class Placed(NamedTuple):
    """A claim and where the article makes it."""

    at: int
    claim: Claim


def claims_of(article: Article) -> tuple[Placed, ...]:
    """Every claim of the article, attributed or its own, in order of telling."""
    return tuple(sorted(_Reader(article).placed(), key=lambda placed: placed.at))


class Spoken(NamedTuple):
    """An attribution with its speaker, and the stretch from its first word to its last."""

    told: Attributed
    claimant: Claimant
    hull: Span


class Known(NamedTuple):
    """How somebody was last known to have spoken, and where."""

    at: int
    provenance: tuple[Provenance, ...]


def _cue(one: Spoken) -> int:
    return one.told.cue.start


class _Reader:
    """One article while it is read: who is named, who speaks where, and how each was last known."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.body
        self.cast = Cast(article.body, article.body_end)
        self.author = Claimant(name=article.outlet or "the article", kind=ClaimantKind.AUTHOR)
        self.turns: list[Turn] = []
        self.spoken: list[Spoken] = []
        self.quoted: Turn | None = None
        self.known: dict[str, Known] = {}
        for told in attributions(article.body, 0, article.body_end):
            if self._counts(told):
                self._listen(told)

    def placed(self) -> Iterator[Placed]:
        for sentence in self.cast.sentences:
            here = bisect_left(self.spoken, sentence.start, key=_cue), bisect_left(self.spoken, sentence.end, key=_cue)
            for one in self.spoken[slice(*here)]:
                yield from self._told(one, sentence)
                if one.told.mode is Mode.DIRECT or self.quoted is None:
                    self.quoted = Turn(sentence.end, one.claimant)
            if not any(one.hull.overlaps(sentence) for one in self._near(sentence.start)):
                yield from self._untold(sentence)

    def _near(self, at: int) -> Sequence[Spoken]:
        """The attributions that stand around `at`, in order of their cues: those that can touch it or hold it."""
        here = bisect_left(self.spoken, at, key=_cue)
        return self.spoken[max(0, here - NEIGHBOURS) : here + NEIGHBOURS]

    def _counts(self, told: Attributed) -> bool:
        """Attributions in headings, captions and page furniture are not read; the story tells them again."""
        sentence = self.cast.sentence(told.cue.start)
        pointing = told.source is not None and told.source.text.lower() in POINTING
        announces = all(part.start >= sentence.end for part in told.content)  # "The mayor said:", the quotation below
        aside = self._titled(sentence) if announces else self._aside(sentence)
        return bool(told.content) and not (pointing or aside)

    def _aside(self, sentence: Span) -> bool:
        """The title, a heading, a caption, or a line that belongs to the page."""
        captioned = any(item.caption and item.caption.overlaps(sentence) for item in self.article.media)
        label = facts.is_label(self.text, sentence) or facts.is_furniture(self.text, sentence)
        return label or captioned or self._titled(sentence)

    def _titled(self, sentence: Span) -> bool:
        """The title again; but an article of one sentence says nothing else."""
        title = (self.article.title or "").strip(" .")
        return sentence.text.strip(" .") == title and len(self.cast.sentences) > 1

    def _listen(self, told: Attributed) -> None:
        first_person = told.source and told.source.text.lower() in FIRST_PERSON
        claimant = self.author if first_person else self.cast.claimant(told.source, self.turns, told.content)
        if not (first_person and self.cast.in_quotes(told.cue.start)):
            insort(self.turns, Turn((told.source or told.cue).start, claimant), key=lambda turn: turn.at)
            if worth.telling(told.cue.text, told.content):
                self.spoken.append(Spoken(told, claimant, _hull(self.text, told)))

    # ------------------------------------------------------------ what somebody is said to have said

    def _told(self, one: Spoken, sentence: Span) -> Iterator[Placed]:
        told, claimant, _ = one
        if self._retold_whole(told):
            return
        shown = self._vouched(told, claimant)
        if not shown and self._shows_itself(told, sentence):
            yield from self._recorded(sentence, told.cue)
            return
        if shown:
            one, claimant = one._replace(claimant=self.author), self.author
        around = self._around(one, sentence)
        if not any(facts.finite(part.text) for part in told.content):
            around = [*around, *told.content]  # "reported victory on its feed": nouns keep what hangs on them
        known = self._known(one, around)
        mode = Mode.OWN_VOICE if shown else told.mode
        attribution = Attribution(mode=mode, cue=told.cue, relayers=self._relayers(told))
        for parts in conjuncts(told.content):
            modality = self._modality(told, parts)
            text = told_text(parts, told, claimant, self.cast, modality)
            yield self._claim(parts, text, claimant, attribution, known, modality)

    def _known(self, one: Spoken, around: Sequence[Span]) -> tuple[Provenance, ...]:
        """How what is told is known: by the words around it, or as what the same speaker said right before it."""
        claimant, at = one.claimant, one.told.cue.start
        earlier = self.known.get(claimant.name)
        press = [
            mention.span
            for part in around
            for mention, named in self.cast.names.within(part.start, part.end)
            if named.sort is Sort.MEDIA or same_name(named.name, self.author.name)
        ]
        known = provenance_of(self.text, around, claimant, earlier.provenance if earlier else (), press)
        if known == UNSPECIFIED and earlier:
            near = self._goes_on(earlier.at, one)
            known = tuple(item for item in earlier.provenance if near or item.channel in LASTING) or UNSPECIFIED
        self.known[claimant.name] = Known(at, known)
        return known

    def _goes_on(self, at: int, one: Spoken) -> bool:
        """True when whoever spoke at `at` speaks on: in the next sentences, with nobody else in between."""
        here = one.told.cue.start
        between = [turn for turn in self.turns if at < turn.at < here]
        alone = all(turn.claimant.name == one.claimant.name for turn in between)
        return alone and here - at < NEAR // 2

    def _modality(self, told: Attributed, parts: Sequence[Span]) -> Modality:
        content = " ".join(part.text for part in parts)
        return certainty.modality(told.cue.text, content)

    def _vouched(self, told: Attributed, claimant: Claimant) -> bool:
        """True when a picture or a paper shows something, and the article says so without a doubt."""
        if told.source is None or claimant.kind not in _UNSPOKEN or not facts.shown(told.source.text):
            return False
        said = self.text[told.source.start : told.cue.end]
        return told.cue.start >= told.source.end and not _CLAIMING.search(said) and not _CLAIMING.search(told.cue.text)

    def _shows_itself(self, told: Attributed, sentence: Span) -> bool:
        """True when a video or photo is what tells: "a video claiming to show …", "a photo that is said to show …"."""
        if told.source:
            return bool(facts.RECORDING.search(told.source.text))
        release = facts.recording(sentence)
        return release is not None and told.cue.start < sentence.start + release.end()

    def _retold_whole(self, told: Attributed) -> bool:
        """True when all that is told is that somebody else told something."""
        length = sum(len(part.text) for part in told.content)
        near = self._near(told.cue.start)
        inside = [other.hull for other in near if other.told is not told and _within(other.told, told)]
        return any(len(hull.text) >= WHOLLY * length for hull in inside) or self._put_in_words(told, near)

    def _put_in_words(self, told: Attributed, near: Sequence[Spoken]) -> bool:
        """True of a noun whose words follow: "posted a notice | saying the pool was shut"."""
        first, last = told.content[0], told.content[-1]
        cues = (other.told for other in near if first.start < other.told.cue.start <= first.start + NOTICE)
        return not facts.finite(first.text[:NOTICE]) and any(
            other.cue.text.endswith("ing") and other.content[-1].end == last.end for other in cues
        )

    def _relayers(self, told: Attributed) -> tuple[Claimant, ...]:
        near = self._near(told.cue.start)
        outer = [other for other in near if other.told is not told and _within(told, other.told)]
        outer.sort(key=lambda other: sum(len(part.text) for part in other.told.content))
        return tuple(other.claimant for other in outer)

    def _around(self, one: Spoken, sentence: Span) -> list[Span]:
        """The sentence of the cue without what is told in it, and without what others tell in it."""
        told, claimant, hull = one
        others = [
            other.hull
            for other in self._near(told.cue.start)
            if other.told is not told and other.claimant.name != claimant.name and not _within(told, other.told)
        ]
        away = [*told.content, *others]
        return outside(self.text, min(sentence.start, hull.start), sentence.end, away)

    # ------------------------------------------------------------ what nobody is said to have said

    def _untold(self, sentence: Span) -> Iterator[Placed]:
        if self._aside(sentence) or self._gestured(sentence):
            return
        if facts.is_quotation(self.text, sentence):
            yield from self._quoted_on(sentence)
        elif facts.recording(sentence) and facts.is_statement(self.text, sentence):
            yield from self._recorded(sentence, None)
        else:
            for part in facts.stated(self.text, sentence):
                if facts.witnessed(sentence) or worth.stating(part.text):
                    yield self._own(part, sentence)

    def _gestured(self, sentence: Span) -> bool:
        """True where somebody speaks, or will not, and nothing is told: "She declined to say"."""
        from_here = bisect_left(self.turns, sentence.start, key=lambda turn: turn.at)
        spoke = from_here < len(self.turns) and self.turns[from_here].at < sentence.end
        return spoke and not certainty.numbered(sentence.text)

    def _own(self, part: Span, sentence: Span) -> Placed:
        text = stated_text(part, self.cast)
        seen = facts.witnessed(sentence)
        known = (Provenance(channel=Channel.OWN_OBSERVATION, span=seen),) if seen else UNSPECIFIED
        hedge = certainty.modality("", part.text)
        return self._claim((part,), text, self.author, Attribution(mode=Mode.OWN_VOICE), known, hedge)

    def _quoted_on(self, sentence: Span) -> Iterator[Placed]:
        """A sentence in quote marks with no cue of its own goes on with whoever was quoted last."""
        last = self.quoted
        if last and sentence.start - last.at < NEAR:
            told = last.claimant
            claimant = told.model_copy(update={"mention": None, "antecedent": told.mention or told.antecedent})
            self.quoted = Turn(sentence.end, told)
        else:
            claimant = Claimant(name="unnamed", kind=ClaimantKind.UNNAMED)
        earlier = self.known.get(claimant.name)
        known = earlier.provenance if earlier else UNSPECIFIED
        text = quoted_text(sentence)
        yield self._claim((sentence,), text, claimant, Attribution(mode=Mode.DIRECT), known, Modality.ASSERTED)

    def _recorded(self, sentence: Span, cue: Span | None) -> Iterator[Placed]:
        """That a video or photo is there is a claim; what it shows, nobody has said."""
        claimant = Claimant(name="unnamed", kind=ClaimantKind.UNNAMED)
        known = provenance_of(self.text, (sentence,), claimant)
        text = stated_text(sentence, self.cast)
        attribution = Attribution(mode=Mode.INDIRECT, cue=cue)
        modality = certainty.modality(cue.text if cue else "", "")
        yield self._claim((sentence,), text, claimant, attribution, known, modality)

    def _claim(
        self,
        parts: Sequence[Span],
        text: str,
        claimant: Claimant,
        attribution: Attribution,
        known: tuple[Provenance, ...],
        modality: Modality,
    ) -> Placed:
        cue = attribution.cue.text if attribution.cue else ""
        near = self._near(parts[0].start)
        retold = any(_in_parts(other.told.cue, parts) and other.told.cue != attribution.cue for other in near)
        kind = certainty.claim_type(text, cue, retold=retold)
        return Placed(
            attribution.cue.start if attribution.cue else parts[0].start,
            Claim(
                id=claim_id(self.article.id, claimant.name, text),
                text=text,
                spans=tuple(_bare(part) for part in parts),
                claimant=claimant,
                attribution=attribution,
                provenance=known,
                modality=modality,
                checkworthy=certainty.checkworthy(text, kind),
                type=kind,
            ),
        )


# ---------------------------------------------------------------- spans


def conjuncts(content: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The parts of a content that are claims of their own: "that A and that B" is two; a quote that its cue splits is
    one where the second part only goes on with the first."""
    if len(content) != 1:
        yield from _sayings(content)
        return
    whole = content[0]
    start = 0
    for joint in _AND_THAT.finditer(whole.text):
        if facts.finite(whole.text[start : joint.start()]) and facts.finite(whole.text[joint.end() :]):
            yield (_cut(whole, start, joint.start()),)
            start = joint.end()
    yield (_cut(whole, start, len(whole.text)),)


def _sayings(content: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The parts of a split quote, with those that are no sentence of their own joined to the one before."""
    said: list[Span] = []
    for part in content:
        if said and _OPENING.match(part.text) and facts.finite(part.text):
            yield tuple(said)
            said = []
        said.append(part)
    yield tuple(said)


def outside(text: str, start: int, end: int, away: Sequence[Span]) -> list[Span]:
    """The stretches of `text[start:end]` that no span of `away` covers."""
    left: list[Span] = []
    for span in sorted((span for span in away if span.start < end), key=lambda span: span.start):
        if start < span.start:
            left.append(Span.of(text, start, span.start))
        start = max(start, span.end)
    return [*left, Span.of(text, start, end)] if start < end else left


def _hull(text: str, told: Attributed) -> Span:
    spans = [told.cue, *told.content, *([told.source] if told.source else [])]
    return Span.of(text, min(span.start for span in spans), max(span.end for span in spans))


def _within(inner: Attributed, outer: Attributed) -> bool:
    """True when the inner attribution's speaker and cue stand in what the outer one tells."""
    return all(_in_parts(span, outer.content) for span in (inner.cue, *([inner.source] if inner.source else [])))


def _in_parts(span: Span, parts: Sequence[Span]) -> bool:
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def _bare(span: Span) -> Span:
    """The words of a claim without the "that" and the comma which only tie them to their cue."""
    lead = _TIE.match(span.text)
    start = lead.end() if lead and lead.end() < len(span.text) else 0
    return _cut(span, start, max(start + 1, len(span.text.rstrip(" ,;"))))


def _cut(span: Span, start: int, end: int) -> Span:
    words = span.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(text=words, start=span.start + start, end=span.start + start + len(words))


NEAR = 1200  # characters: how far a quotation may stand from the turn it goes on with
_UNSPOKEN = frozenset({ClaimantKind.UNNAMED, ClaimantKind.MEDIA, ClaimantKind.ORGANISATION})
_CLAIMING = re.compile(r"\b(?:claim|purport|alleg|appear|seem|said|say|report|showing$)", re.I)
_TIE = re.compile(r"[\s,]*(?:that\s+)?", re.I)
_OPENING = re.compile(r"[“\"'‘]\s*[A-Z](?!['’]?[a-z]+ing\b)")
_AND_THAT = re.compile(r",?\s+(?:and|but)\s+(?=that\s)")
