"""A claim and a text side by side: the names, times and openings by which to tell whether both speak of the same."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import NamedTuple

from service.analysts.embedded.stance.access import Access, Voices
from service.analysts.embedded.stance.events import Happening, antecedent, happenings, names
from service.analysts.embedded.stance.likeness import Told, told, wanted
from service.analysts.embedded.stance.meaning import root, roots
from service.domain import Article, Claim, Document, Passage, Span
from service.languages.en.lexicon import words
from service.languages.en.periods import Period, periods
from service.languages.en.quantities import quantities
from service.languages.en.words import content, stems
from service.text.sentences import sentences

TOPICAL = 4  # words that two openings share besides a name when they tell of the same
BESIDES = 6  # words besides a claim's own that two texts share when they tell of the same
LONGEST = 2000  # code points of a sentence that are read; what is longer is a table
NEAR = 4000  # code points back that "the camp" may point
FRESH = timedelta(days=30)  # news that gives no date speaks of the month before it


class Part(NamedTuple):
    """A sentence of a document, its stems, what it tells and what happens in it."""

    span: Span
    told: Told
    stems: frozenset[str]
    happenings: tuple[Happening, ...]


class Read:
    """A document with its sentences, the names it is about and its voices."""

    def __init__(self, document: Document) -> None:
        self.document = document
        known = names(document.text)
        text = document.text
        spans = [Span.of(text, span.start, min(span.end, span.start + LONGEST)) for span in sentences(text)]
        self.parts = tuple(
            Part(span, told(span.text), stems(span.text), happenings(span.text, known)) for span in spans
        )
        self.title = names(document.title or "", opens=False)
        opening = " ".join(span.text for span in spans[:2])
        self.lead = self.title | names(opening, known)
        self.own = names(document.publisher or "", opens=False)
        self.known = self.lead | self.own
        self.topic = stems(f"{document.title or ''} {opening}")
        self.named = known | names(f"{document.title or ''} | {document.publisher or ''}", opens=False)
        self.words = frozenset(word for part in self.parts for word in part.told.roots)

    @cached_property
    def voices(self) -> Voices:
        return Voices(self.document)

    def object_names(self, happening: Happening, sentence: Span) -> frozenset[str]:
        """The names of what it happens to, with "the camp" traced back; the outlet whose reporter looks is not one."""
        outlet = self.own if (self.document.publisher or "-") in sentence.text else frozenset[str]()
        before = f"{self.document.title or ''}\n{self.document.text[max(0, sentence.start - NEAR) : sentence.start]}"
        return happening.names - outlet or traced(happening.things, before)

    def within(self, passages: Sequence[Passage]) -> Iterator[Part]:
        for part in self.parts:
            if any(part.span.overlaps(passage.span) for passage in passages):
                yield part


class Story:
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
        self.words = frozenset(roots(f"{self.headline}\n{self.body}"))


class Asked:
    """A claim with what the article says around it."""

    def __init__(self, story: Story, claim: Claim) -> None:
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
        self.claimant = names(claim.claimant.name, opens=False)
        self.subject = frozenset(words_of[:1])
        self.figures = frozenset(figures)
        self.wanted = wanted(claim.text, frozenset(map(root, self.names)))
        self.pictures = pictured(claim.text)
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
        return happening.names or traced(happening.things, self.before)


def traced(classes: frozenset[str], before: str) -> frozenset[str]:
    return frozenset(name for thing in classes for name in antecedent(before, thing))


_POINTS_BACK = re.compile(
    r"\b(?:that|those|the same) (?:offensive|attack|assault|campaign|battle|operation|deal|vote)\b", re.I
)


def pictured(sentence: str) -> bool:
    """Whether it speaks of pictures: what is claimed of a video is borne out only by words about one."""
    return not _pictures().isdisjoint(re.findall(r"[a-z]+", sentence.lower()))


@cache
def _pictures() -> frozenset[str]:
    return frozenset(words(Access).pictures.split())


def on_topic(asked: Asked, read: Read) -> bool:
    """Whether the two texts tell of the same: two names in both openings, one in both headlines, or one name and
    several other words."""
    story, shared = asked.story, asked.story.lead & read.lead
    return (
        len(shared) >= 2
        or bool(story.title & read.title)
        or (len(shared) == 1 and len(story.topic & read.topic - shared) >= TOPICAL)
    )


def same_story(asked: Asked, read: Read) -> bool:
    """Whether the document tells of what the article tells of: a name in common, and words besides the claim's own."""
    besides = asked.story.words & read.words - set(asked.wanted.roots)
    return len(besides) >= BESIDES and bool(asked.story.known & read.named)


def same_time(asked: Asked, read: Read, sentence: Span) -> bool:
    published = read.document.published_at
    ours = asked.periods(published) or _fresh(asked.story.published)
    theirs = periods(sentence.text, published) or _fresh(published)
    return not ours or not theirs or any(own.meets(other) for own in ours for other in theirs)


def _fresh(published: datetime | None) -> tuple[Period, ...]:
    return (Period((published - FRESH).date(), published.date(), ""),) if published else ()
