"""Whose word a sentence of a document is, and how close they stand to what they report."""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from service.analysts.embedded.attribution import Attributed
from service.analysts.embedded.stance.publishers import PublisherKind, publisher_kind
from service.analysts.embedded.stance.voicing import Speaking
from service.domain import Access, Claimant, ClaimantKind, Document, Frozen, Span
from service.languages.en.lexicon import words
from service.languages.names import name_tokens, same_name
from service.text.wire_credits import wire_credit


class AccessWords(Frozen):
    """The lexicon's words for those who saw, who hold office, who stay unnamed, and for pictures."""

    witnesses: str
    seeing: str
    official: str
    anonymous: str
    bystanders: str
    measuring: str
    pictures: str
    verified: str


class Telling(NamedTuple):
    """Who tells a sentence (None: the document itself), how close they stand, whom it rests on, and why."""

    speaker: Claimant | None
    access: Access
    cites: tuple[str, ...]
    reason: str


class Voices:
    """All that one document attributes. Made once for a document and never changed."""

    def __init__(self, document: Document, speaking: Speaking) -> None:
        self.document = document
        self._covers = speaking.covers
        self.told, self.speakers = speaking.told, speaking.speakers
        self.own = next((one for one in self.speakers if _is(one, document.publisher)), None)
        self.basis = tuple(dict.fromkeys(name for one in self.speakers for name in self._others(one)))
        self.published_by = publisher_kind(document)
        wire = wire_credit(document.text, document.publisher)
        copied = wire is not None and not same_name(wire, document.publisher or "")
        self.seen, self.whose = (Access.RELAY, f"{wire}'s") if copied else (Access.DIRECT, "the outlet's")
        self.witnessed = speaking.witnessed(_witness())
        self._held: dict[str, bool] = {}
        self._longest = max((one.cue.end - one.cue.start for one in self.told), default=0)
        self._tellings: dict[tuple[int, int, int], Telling] = {}

    def telling(self, sentence: Span, start: int, end: int) -> Telling:
        """Who tells `text[start:end]` of the sentence, kept for other claims; nobody where speakers were not sought."""
        key = sentence.start, start, end
        told = self._tellings[key] = self._tellings.get(key) or self._telling(sentence, start, end)
        return told

    def _telling(self, sentence: Span, start: int, end: int) -> Telling:
        if not self._covers(sentence):
            return Telling(
                None, Access.UNKNOWN, (), "whose word it is was not sought, since it is neither for nor against"
            )
        own = self._speaker(sentence, start, end)
        if own is None:
            return self._unattributed(sentence)
        told, speaker = own
        source = told.source.text if told.source else ""
        if self._itself(source, speaker):
            return self._own_word(sentence)
        return self._attributed(sentence, source, speaker)

    def _itself(self, source: str, speaker: Claimant) -> bool:
        """Whether a body's document gives its own word there: as "we", by its name, or by no name at all."""
        if self.published_by in {PublisherKind.PRESS, PublisherKind.UNKNOWN}:
            return False
        heard = frozenset(re.findall(r"[^\W\d_]+", source))
        nobody = speaker.kind is ClaimantKind.UNNAMED and not heard & (_set("anonymous") | _set("bystanders"))
        return _is(speaker, self.document.publisher) or nobody or heard <= _PRONOUNS

    def _own_word(self, sentence: Span) -> Telling:
        """What a document says in the name of the body that publishes it."""
        publisher = self.document.publisher or "the publisher"
        if self._shows("pictures") and (self.published_by is PublisherKind.CHECKER or self._shows("verified")):
            return Telling(None, Access.MEDIA_VERIFIED, (), f"{publisher} examined pictures")
        if self.published_by in {PublisherKind.RECORDS, PublisherKind.CHECKER}:
            return Telling(None, Access.DIRECT, (), f"{publisher} keeps the record")
        if _witness().search(sentence.text) or _speaks(sentence.text, "measuring"):
            return Telling(None, Access.DIRECT, (), f"{publisher} measured or saw it")
        return Telling(None, Access.OFFICIAL_STATEMENT, (), f"{publisher} states it")

    def _shows(self, of: str) -> bool:
        """Whether the document holds one of the lexicon's words of that list."""
        if of not in self._held:
            self._held[of] = _speaks(self.document.text, of)
        return self._held[of]

    def _speaker(self, sentence: Span, start: int, end: int) -> tuple[Attributed, Claimant] | None:
        """The innermost of those whose words cover the place, else none."""
        first = bisect_left(self.told, sentence.start - self._longest, key=_cue)
        near = range(first, bisect_left(self.told, sentence.end, key=_cue))
        covering = [
            (sum(part.end - part.start for part in told.content), place)
            for place in near
            for told in [self.told[place]]
            if sentence.overlaps(told.cue)
            and any(part.start < end and start < part.end for part in told.content)
            and not _ASIDE.search(self.document.text, end, max(end, told.cue.start))
        ]
        if not covering:
            return None
        place = min(covering)[1]
        return self.told[place], self.speakers[place]

    def _attributed(self, sentence: Span, source: str, speaker: Claimant) -> Telling:
        heard = frozenset(re.findall(r"[^\W\d_]+", source.lower()))
        publisher = self.document.publisher or ""
        own = _is(speaker, publisher)
        cites = () if own else _named(speaker)
        if heard & _set("witnesses") and (own or _shares(source, publisher)):
            return Telling(speaker, Access.DIRECT, (), f"{source} was there")
        closeness, why = self._closeness(heard, source, speaker, own, sentence)
        return Telling(speaker, closeness, cites, why)

    def _closeness(
        self, heard: frozenset[str], source: str, speaker: Claimant, own: bool, sentence: Span
    ) -> tuple[Access, str]:
        unnamed = speaker.kind is ClaimantKind.UNNAMED
        if _lower(source) & _set("bystanders"):
            return Access.NAMED_SECONDARY, f"the word of {source}"
        if unnamed and heard & _set("anonymous"):
            return Access.ANONYMOUS, f"{source} is not named"
        if heard & _set("official") or speaker.kind is ClaimantKind.GOVERNMENT:
            return Access.OFFICIAL_STATEMENT, f"{source} states it"
        if unnamed:
            return Access.ANONYMOUS, f"{source} is not named"
        if own or speaker.kind is ClaimantKind.PERSON or self._told_us(sentence.text):
            return Access.NAMED_SECONDARY, f"{speaker.name} relies on others"
        return Access.RELAY, f"repeats what {speaker.name} told elsewhere"

    def _told_us(self, sentence: str) -> bool:
        us = self.document.publisher or "-"
        return us in sentence and re.search(rf"\btold\s+(?:the\s+)?{re.escape(us)}", sentence) is not None

    def _unattributed(self, sentence: Span) -> Telling:
        if self.published_by not in {PublisherKind.PRESS, PublisherKind.UNKNOWN}:
            return self._own_word(sentence)
        heard = frozenset(re.findall(r"[^\W\d_]+", sentence.text.lower()))
        if _witness().search(sentence.text) or self._read_papers(sentence.text):
            return Telling(None, self.seen, (), f"{self.whose} own people saw it")
        if heard & _set("pictures"):
            shown = Access.MEDIA_VERIFIED if heard & _set("verified") else Access.MEDIA_UNVERIFIED
            return Telling(None, shown, self.basis, "it rests on pictures")
        if self.witnessed:
            return Telling(None, self.seen, (), f"{self.whose} own people were there")
        return self._as_the_rest()

    def _read_papers(self, sentence: str) -> bool:
        """Whether the outlet says that it has the papers, or counted for itself."""
        if not _PAPERS.search(sentence):
            return False
        names = "|".join(map(re.escape, re.findall(r"\w{4,}", self.document.publisher or "")))
        outlet = rf"\b(?:the )?(?:{names or '-'}|this paper|this newspaper|us)"
        had = (
            rf"\b(?:obtained|seen|read|reviewed|examined) by {outlet}\b",
            rf"{outlet} (?:has |have |had )?(?:seen|obtained|read|reviewed|watched|counted)\b",
            rf"{outlet}['’]s own (?:count|tally|analysis|review)\b",
        )
        return re.search("|".join(had), sentence, re.IGNORECASE) is not None

    def _as_the_rest(self) -> Telling:
        """What nobody in particular says rests on whoever else speaks in the document."""
        if self.own:
            return Telling(self.own, Access.NAMED_SECONDARY, self.basis, f"{self.own.name} relies on others")
        if self.basis:
            return Telling(None, Access.RELAY, self.basis, f"rests on {', '.join(self.basis)}")
        if self.speakers and self.speakers[0].name.lower() not in _PRONOUNS:
            return Telling(self.speakers[0], Access.ANONYMOUS, (), f"only {self.speakers[0].name} speaks there")
        return Telling(None, Access.UNKNOWN, (), "the document does not say how it knows")

    def _others(self, speaker: Claimant) -> tuple[str, ...]:
        return () if _is(speaker, self.document.publisher) else _named(speaker)


# Without one of these nobody says so, whatever the outlet is called.
_PAPERS = re.compile(r"\b(?:obtained|seen|read|reviewed|examined|watched|counted|own)\b", re.IGNORECASE)
# What a clause of its own says is not said of what stands before it: "Two tanks stood there, where, residents said, …".
_ASIDE = re.compile(r",\s(?:where|which|who|whose|when)\b")

_PRONOUNS = frozenset("we i he she it they you us our this that".split())


def _cue(told: Attributed) -> int:
    return told.cue.start


def _lower(source: str) -> frozenset[str]:
    """The words that are no part of a name, and the one that opens it."""
    found = re.findall(r"[^\W\d_]+", source)
    return frozenset(
        word.lower() for place, word in enumerate(found) if word.islower() or (not place and len(found) == 1)
    )


def _speaks(text: str, of: str) -> bool:
    """Whether a text holds one of the lexicon's words of that list."""
    return not _set(of).isdisjoint(re.findall(r"[^\W\d_]+", text.lower()))


def _is(speaker: Claimant, publisher: str | None) -> bool:
    return publisher is not None and same_name(speaker.name, publisher)


def _named(speaker: Claimant) -> tuple[str, ...]:
    return () if speaker.kind is ClaimantKind.UNNAMED else (speaker.name,)


def _shares(source: str, publisher: str) -> bool:
    return bool(set(name_tokens(source)) & set(name_tokens(publisher)))


@cache
def _set(name: str) -> frozenset[str]:
    listed: str = getattr(words(AccessWords), name)
    return frozenset(listed.split())


@cache
def _witness() -> re.Pattern[str]:
    """An outlet's own reporter or camera who saw: "a Herald correspondent walked through"."""
    who, saw = "|".join(words(AccessWords).witnesses.split()), "|".join(words(AccessWords).seeing.split())
    return re.compile(rf"\b(?:{who})\b[^.;]{{0,80}}?\b(?:{saw})\b(?!\s+by\b)", re.IGNORECASE)
