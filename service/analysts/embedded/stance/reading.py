"""A claim and a document as the stance rules read them, and whether both tell of one story and one time."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain

from service.analysts.embedded.stance.access import Voices
from service.analysts.embedded.stance.happenings import Happening, happenings
from service.analysts.embedded.stance.particulars import Particulars, names, roots
from service.analysts.embedded.stance.voicing import Speaking
from service.domain import Article, Claim, ClaimantKind, Document, Mode, Passage, Span
from service.languages.en.periods import Period, periods
from service.text.sentences import sentences

BESIDES = 3  # words besides a claim's own that two texts share when they tell of the same
NEAR = 4000  # code points back that a claim may point
FRESH = timedelta(days=30)  # news that gives no date speaks of the month before it
_POINTS_BACK = re.compile(
    r"\b(?:that|those|the same) (?:offensive|attack|assault|campaign|battle|operation|deal|vote)\b", re.I
)
# What may stand for whoever makes a claim: a body, a person, and the speaker of a quotation.
_OWNING = frozenset("its their his her our my".split())
_ITS = re.compile(r"\b(?:its|their|it|they)\b(?! (?:is|was|will be|would be|\())(?![’'])", re.IGNORECASE)
_HIS = re.compile(r"\b(?:his|her|he|she)\b(?! \()(?![’'])", re.IGNORECASE)
_OWN = re.compile(r"\b(?:our|my|I|we)\b(?![’'])", re.IGNORECASE)


class ReadSentence:
    """A sentence of a document, its particulars and what happens in it, each found when it is first asked for."""

    def __init__(self, span: Span, known: frozenset[str]) -> None:
        self.span = span
        self.told = Particulars(span.text, known)
        self.roots = self.told.bag.roots
        self._known = known
        self._periods: dict[datetime | None, tuple[Period, ...]] = {}

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        return happenings(self.span.text, self._known)

    def periods(self, published: datetime | None) -> tuple[Period, ...]:
        """When it is said to have happened, in a document of that day."""
        if published not in self._periods:
            self._periods[published] = periods(self.span.text, published) or _fresh(published)
        return self._periods[published]


class Told:
    """A text with its sentences and the names in it, and who speaks where. Documents that copy each other share it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.documents = 0  # that have this text
        self.known = names(text)
        self.sentences = tuple(ReadSentence(span, self.known) for span in sentences(text))
        self.roots = frozenset(word for sentence in self.sentences for word in sentence.roots)
        self._starts = [sentence.span.start for sentence in self.sentences]
        self._ends = [sentence.span.end for sentence in self.sentences]
        self._sought: list[Span] = []

    def within(self, passages: Sequence[Passage]) -> tuple[ReadSentence, ...]:
        """The sentences that the passages touch."""
        spans = (passage.span for passage in passages)
        places = (range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)) for span in spans)
        return tuple([self.sentences[place] for place in sorted({*chain.from_iterable(places)})])

    def seek(self, span: Span) -> None:
        """Speakers are to be found there. To be said of every place before the first is asked for."""
        self._sought.append(span)

    @cached_property
    def speaking(self) -> Speaking:
        return Speaking(self.text, self._sought)


class Read:
    """A document with its text, the names it is about and its voices."""

    def __init__(self, document: Document, told: Told) -> None:
        self.document = document
        self.told = told
        title = document.title or ""
        self.outlet = names(document.publisher or "", opens=False)
        self.named = told.known | self.outlet | names(title, opens=False)
        self.words = told.roots | set(roots(title))

    @cached_property
    def voices(self) -> Voices:
        return Voices(self.document, self.told.speaking)


class Story:
    """The article that the claims stand in: its text up to where it ends, and the names it is about."""

    def __init__(self, article: Article) -> None:
        self.body = article.body[: article.body_end]
        self.published = article.published_at
        self.known = names(self.body) | names(article.title or "", opens=False)
        self.words = frozenset(roots(f"{article.title or ''}\n{self.body}"))
        self._beside: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def beside(self, read: Read) -> tuple[frozenset[str], frozenset[str]]:
        """The words, and the names, that a document shares with it."""
        id = read.document.id
        if id not in self._beside:
            self._beside[id] = self.words & read.words, self.known & read.named
        return self._beside[id]


def with_maker(claim: Claim) -> str:
    """A claim's words with its maker's name for the first pronoun that may be the maker's: for comparing alone, since
    "its control" names nobody whom another document could name."""
    maker = claim.claimant
    if claim.attribution.mode is Mode.OWN_VOICE or maker.kind in {ClaimantKind.AUTHOR, ClaimantKind.UNNAMED}:
        return claim.text
    pattern = _OWN if claim.attribution.mode is Mode.DIRECT else _HIS if maker.kind is ClaimantKind.PERSON else _ITS
    return pattern.sub(lambda found: maker.name + "’s" * (found[0].lower() in _OWNING), claim.text, count=1)


class Wanted:
    """A claim with what the article says around it. `named` are its names, but for whoever makes it."""

    def __init__(self, story: Story, claim: Claim) -> None:
        self.story = story
        self.claim = claim
        text = with_maker(claim)
        self.own = Particulars(text, story.known)
        self.named = self.own.names - names(claim.claimant.name, opens=False)
        self.happenings = tuple(one for one in happenings(text, story.known) if not one.open)
        self._periods: dict[datetime | None, tuple[Period, ...]] = {}

    def periods(self, published: datetime | None) -> tuple[Period, ...]:
        """When it is said to have happened. An undated article is read as of the day the document was published."""
        day = self.story.published or published
        if day not in self._periods:
            self._periods[day] = periods(f"{self._pointed_at} {self.claim.text}", day)
        return self._periods[day]

    @cached_property
    def _pointed_at(self) -> str:
        """The sentence before, when the claim points back to it: "that offensive"."""
        if not self.claim.spans or not _POINTS_BACK.search(self.claim.text):
            return ""
        at = self.claim.spans[0].start
        previous = sentences(self.story.body[max(0, at - NEAR) : at])
        return previous[-1].text if previous else ""


def one_story(wanted: Wanted, read: Read) -> bool:
    """Whether the document tells of what the article tells of: a name in common, and words besides the claim's own."""
    shared, common = wanted.story.beside(read)
    if not common:
        return False
    besides = shared - wanted.own.bag.roots
    return len(besides) >= BESIDES or bool(besides & common)


def one_time(wanted: Wanted, read: Read, sentence: ReadSentence) -> bool:
    """Whether the claim and the sentence may speak of one day: they do where either has none."""
    published = read.document.published_at
    ours = wanted.periods(published) or _fresh(wanted.story.published)
    theirs = sentence.periods(published)
    return not ours or not theirs or any(own.meets(other) for own in ours for other in theirs)


def _fresh(published: datetime | None) -> tuple[Period, ...]:
    return (Period((published - FRESH).date(), published.date(), ""),) if published else ()
