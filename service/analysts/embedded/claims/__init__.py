"""From attributions and own-voice statements to claims. Reads one article whole, so that names carry over."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.analysts.embedded.attribution import Attributed, attributions
from service.analysts.embedded.attribution.dialogue import ANSWER, dialogue
from service.analysts.embedded.claims import certainty, facts, worth
from service.analysts.embedded.claims.parts import Stretches, bare, conjuncts, hull, in_parts, outside, within
from service.analysts.embedded.claims.posts import Posted, posted
from service.analysts.embedded.claims.provenance import LASTING, UNSPECIFIED, provenance_of
from service.analysts.embedded.claims.wording import quoted_text, stated_text, told_text
from service.analysts.embedded.people import FIRST_PERSON, Cast
from service.analysts.embedded.people.nouns import Sort
from service.analysts.embedded.people.turns import Turn
from service.analysts.embedded.people.voices import speaks
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
from service.text.posts import posts_of
from service.text.sentences import sentences

NEIGHBOURS = 32  # attributions looked at on either side; no quotation holds more
WHOLLY = 0.8  # an inner attribution that fills this much of an outer one leaves the outer nothing of its own to claim
NOTICE = 30  # characters: "a notice in the window saying"
UNNAMED = Claimant(name="unnamed", kind=ClaimantKind.UNNAMED)
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
        self.interview = dialogue(article.body, article.body_end)
        self.posts = posts_of(article.body, article.body_end)
        self._others = Stretches(self._told_by_others())
        for told in attributions(article.body, 0, article.body_end):
            if self._counts(told) and not self._others.touch(told.content[0]):
                self._listen(told)

    def _answers(self) -> Iterator[Placed]:
        """Each statement of an answer is its speaker's, word for word."""
        askers = {line.label.text for line in self.interview if line.asks and line.label}
        for line in self.interview:
            if line.asks or (line.label and line.label.text in askers):
                continue
            known = Provenance(channel=Channel.INTERVIEW, span=line.label)
            for part in sentences(self.text, line.said.start, line.said.end):
                if facts.finite(part.text) and not part.text.rstrip('”"’ ').endswith("?"):
                    said = Attribution(mode=Mode.DIRECT, cue=line.label)
                    claimant = self._answering(line.label)
                    yield self._claim((part,), quoted_text(part), claimant, said, (known,), Modality.ASSERTED)

    def _answering(self, label: Span | None) -> Claimant:
        """Whom a label names, by name or initials; "A", and a dash, are the one person whom the article names before
        the interview."""
        initials = label.text if label and label.text != ANSWER else None
        person = self.cast.person_before(self.interview[0].said.start, initials)
        return self.cast.claimant(person.span if person else label if initials else None, self.turns)

    def _posted(self) -> Iterator[Posted]:
        for post in self.posts:
            yield from posted(post, self.cast, self.turns)

    def _told_by_others(self) -> Iterator[Span]:
        """The posts, and the lines of an interview with their labels: what stands there the article does not tell."""
        for post in self.posts:
            yield from (post.words, post.signature)
        for line in self.interview:
            yield from filter(None, (line.label, line.said))

    def placed(self) -> Iterator[Placed]:
        yield from self._answers()
        yield from (self._claim((one.part,), *one[1:], Modality.ASSERTED) for one in self._posted())
        for sentence in self.cast.sentences:
            here = bisect_left(self.spoken, sentence.start, key=_cue), bisect_left(self.spoken, sentence.end, key=_cue)
            spoken = self.spoken[slice(*here)]
            for one in spoken:
                yield from self._told(one, sentence)
            if len({one.claimant.name for one in spoken if not self.cast.in_quotes(one.told.cue.start)}) == 1:
                self.quoted = Turn(max(sentence.end, *(one.hull.end for one in spoken)), spoken[0].claimant)
            told = any(one.hull.overlaps(sentence) for one in self._near(sentence.start))
            if not told and not self._others.touch(sentence):
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
        return bool(told.content) and not (pointing or aside or self._dateline(told))

    def _dateline(self, told: Attributed) -> bool:
        """ "NORVIK: The dam burst …", "NOTE: …": a label that comes once is in no dialogue."""
        label = told.source.text if told.source and told.cue.text == ":" else ""
        return label.isupper() and self.text.count(f"{label}:") == 1

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
        if claimant.kind is not ClaimantKind.UNNAMED and same_name(claimant.name, self.author.name):
            claimant = self.author
        if not speaks(claimant):
            noun = not _SAYING.search(told.cue.text)
            recorded = told.source is not None and facts.RECORDING.search(told.source.text)
            if told.mode is not Mode.DIRECT and (noun or not told.speech) and not recorded:
                return  # "the decisions show", "a lower-court | ruling": the article tells it
            claimant = claimant.model_copy(update={"name": "unnamed"})
        if not (first_person and self.cast.in_quotes(told.cue.start)):  # "we" in a quotation is the speaker's side
            insort(self.turns, Turn((told.source or told.cue).start, claimant), key=lambda turn: turn.at)
            if worth.telling(told.cue.text, told.content):
                self.spoken.append(Spoken(told, claimant, hull(self.text, told)))

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
        mode = Mode.OWN_VOICE if claimant is self.author else told.mode
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
        inside = [other.hull for other in near if other.told is not told and within(other.told, told)]
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
        outer = [other for other in near if other.told is not told and within(told, other.told)]
        outer.sort(key=lambda other: sum(len(part.text) for part in other.told.content))
        return tuple(other.claimant for other in outer)

    def _around(self, one: Spoken, sentence: Span) -> list[Span]:
        """The sentence of the cue without what is told in it, and without what others tell in it."""
        told, claimant, hull = one
        others = [
            other.hull
            for other in self._near(told.cue.start)
            if other.told is not told and other.claimant.name != claimant.name and not within(told, other.told)
        ]
        away = [*told.content, *others]
        return outside(self.text, min(sentence.start, hull.start), sentence.end, away)

    # ------------------------------------------------------------ what nobody is said to have said

    def _untold(self, sentence: Span) -> Iterator[Placed]:
        if self._aside(sentence) or self._gestured(sentence):
            return
        if facts.is_quotation(self.text, sentence) or self._within_quotation(sentence):
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
        text = stated_text(part)
        seen = facts.witnessed(sentence)
        known = (Provenance(channel=Channel.OWN_OBSERVATION, span=seen),) if seen else UNSPECIFIED
        hedge = certainty.modality("", part.text)
        return self._claim((part,), text, self.author, Attribution(mode=Mode.OWN_VOICE), known, hedge)

    def _quoted_on(self, sentence: Span) -> Iterator[Placed]:
        """A sentence in quotation marks with no cue of its own is said by the one person of whom the sentence before it
        tells in its paragraph, else goes on with whoever spoke right before it."""
        claimant = self._shown_speaking(sentence) or self._spoke_before(sentence) or self._collected()
        self.quoted = Turn(sentence.end, claimant)
        claimant = claimant.model_copy(update={"mention": None, "antecedent": claimant.mention or claimant.antecedent})
        earlier = self.known.get(claimant.name)
        known = earlier.provenance if earlier else UNSPECIFIED
        text = quoted_text(sentence)
        yield self._claim((sentence,), text, claimant, Attribution(mode=Mode.DIRECT), known, Modality.ASSERTED)

    def _within_quotation(self, sentence: Span) -> bool:
        """A sentence in the midst of a paragraph that a quotation opens: nobody's but the speaker's."""
        line = self.text.rfind("\n", 0, sentence.start) + 1
        return self.text[line : line + 1] in ("“", '"') and self.cast.in_quotes(sentence.start)

    def _spoke_before(self, sentence: Span) -> Claimant | None:
        """Who alone spoke in what stands right before, nothing but marks between; in the paragraph before, aloud."""
        if self.quoted is None:
            return None
        between = self.text[self.quoted.at : sentence.start]
        before = self.cast.sentence(self.quoted.at - 1)
        aloud = (
            "\n" not in between
            or self.cast.in_quotes(self.quoted.at - 1)
            or any(mark in before.text for mark in QUOTES)
        )
        return self.quoted.claimant if aloud and not between.strip(MARKS) else None

    def _collected(self) -> Claimant:
        """Whose words an article collects in which nobody is told to speak: the person it opens with; else unnamed."""
        opened = self.cast.names.within(0, self.cast.sentences[0].end)[:1]
        alone = all(self.cast.in_quotes(turn.at) for turn in self.turns)
        if alone and opened and opened[0][1].sort is Sort.PERSON and self.cast.opens(opened[0][0]):
            return self.cast.claimant(opened[0][0].span, self.turns)
        return UNNAMED

    def _shown_speaking(self, sentence: Span) -> Claimant | None:
        """Mill owner Karl Dienes shook his head. “We replaced every cable.”"""
        before = next((one for one in self.cast.backwards(sentence.start - 1) if one.end <= sentence.start), None)
        if before is None or "\n" in self.text[before.end : sentence.start] or facts.is_quotation(self.text, before):
            return None
        named = [pair for pair in self.cast.names.within(before.start, before.end) if pair[1].sort is Sort.PERSON]
        if len({one.name for _, one in named}) != 1 or not self.cast.opens(named[0][0]) or self._aside(before):
            return None
        return self.cast.claimant(named[0][0].span, self.turns)

    def _recorded(self, sentence: Span, cue: Span | None) -> Iterator[Placed]:
        """What a video shows the article tells, whoever made it; what one "is said to show" nobody does."""
        known = provenance_of(self.text, (sentence,), UNNAMED)
        doubted = cue is not None or _CLAIMING.search(sentence.text) is not None
        attribution = Attribution(mode=Mode.INDIRECT if doubted else Mode.OWN_VOICE, cue=cue)
        modality = certainty.modality(cue.text if cue else "", "")
        claimant = UNNAMED if doubted else self.author
        yield self._claim((sentence,), stated_text(sentence), claimant, attribution, known, modality)

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
        retold = any(in_parts(other.told.cue, parts) and other.told.cue != attribution.cue for other in near)
        kind = certainty.claim_type(text, cue, retold=retold)
        return Placed(
            attribution.cue.start if attribution.cue else parts[0].start,
            Claim(
                id=claim_id(self.article.id, claimant.name, text),
                text=text,
                spans=tuple(bare(part) for part in parts),
                claimant=claimant,
                attribution=attribution,
                provenance=known,
                modality=modality,
                checkworthy=certainty.checkworthy(text, kind),
                type=kind,
            ),
        )


NEAR = 1200  # characters: how far somebody may speak on
QUOTES = '“”"'
MARKS = f" \n{QUOTES}'‘’…"  # what may part a quotation from the words it goes on with
_UNSPOKEN = frozenset({ClaimantKind.UNNAMED, ClaimantKind.MEDIA, ClaimantKind.ORGANISATION})
# What things can be told to do: a banner reads, a policy says. Of whatever else a thing does, the article tells.
_SAYING = re.compile(r"\b(?:said|says?|told|tells?|wrote|writes?|add(?:s|ed)|states?|stated|reads?|accord|show)", re.I)
_CLAIMING = re.compile(r"\b(?:claim|purport|alleg|appear|seem|said|say|report|showing$)", re.I)
