"""Who speaks: from the words at a claim ("it", "the ministry", "a spokesman for the bank") to a claimant."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.analysts.embedded.people.affiliations import affiliations_of
from service.analysts.embedded.people.agreement import (
    PRONOUNS,
    SEVERAL,
    fits,
    for_one_person,
    foreign,
    owned,
    sexed,
)
from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named, Names
from service.analysts.embedded.people.nouns import People, Sort, sort_of
from service.analysts.embedded.people.papers import owners
from service.analysts.embedded.people.titles import title_of
from service.domain import Claimant, ClaimantKind, Span
from service.languages.en.lexicon import words
from service.text.sentences import sentences

REACH = 6  # sentences back that a pronoun or "the group" may point; beyond it a reader has lost the thread too
MEMORY = 12_000  # characters back that a description may point; a long feature, whole

VAGUE = frozenset("group groups organisation organization body man woman".split())  # nouns that fit too many
FIRST_PERSON = frozenset("i we me us my our".split())
KINDS = {
    Sort.PERSON: ClaimantKind.PERSON,
    Sort.GROUP: ClaimantKind.GROUP,
    Sort.ORGANISATION: ClaimantKind.ORGANISATION,
    Sort.GOVERNMENT: ClaimantKind.GOVERNMENT,
    Sort.MEDIA: ClaimantKind.MEDIA,
    Sort.PLACE: ClaimantKind.GOVERNMENT,  # a country that speaks is its government
    Sort.UNKNOWN: ClaimantKind.ORGANISATION,  # news gives people two names, or a title, when it first names them
}


class Turn(NamedTuple):
    """Somebody's turn to speak: where, and who it was."""

    at: int
    claimant: Claimant


class Cast:
    """Those whom one article names, and who a mention of them stands for. Serves one reading of one article."""

    def __init__(self, text: str, end: int) -> None:
        self.text = text
        self.names = Names(text, end)
        self.sentences = sentences(text, 0, end)
        self._sentence_starts = [sentence.start for sentence in self.sentences]
        self._quotes = [(quote.start(), quote.end()) for quote in _QUOTED.finditer(text, 0, end)]
        self._affiliations: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, Span | None] = {}

    def claimant(self, source: Span | None, turns: Sequence[Turn], told: Sequence[Span] = ()) -> Claimant:
        """Who the words of `source` stand for, given who spoke before it and what it is the source of.

        Nobody named in `told` is meant: in "Reed is ill, he said", he is not Reed (the binding theory's principle C).
        """
        if source is None or not _WORD.search(source.text):
            return Claimant(name="unnamed", kind=ClaimantKind.UNNAMED, mention=source)
        head = _head(source)
        if head.text.lower() in PRONOUNS:
            return self._pronoun(source, head, turns, told)
        writer = self._writer(source, head, turns, told)
        if writer:
            return writer
        own = self._coordinated(source) or self._own_name(source, head)
        if own:
            return self._as_claimant(*own, source)
        return self._described(source, head, turns, told)

    def _writer(self, source: Span, head: Span, turns: Sequence[Turn], told: Sequence[Span]) -> Claimant | None:
        """Whose paper it is, where the source is a paper; whose office it is, where somebody speaks for it."""
        noun = _WORD.findall(head.text)[-1].lower()
        if noun in words(People).spokespeople:
            office = _OFFICE.match(self.text, head.end, source.end)
            body = self.claimant(Span.of(self.text, *office.span(1)), turns, told) if office else None
            return body.model_copy(update={"mention": source}) if body and body.kind in _BODIES else None
        found = (self.claimant(owner, turns, told) for owner in owners(self.text, source, head))
        writer = next((one for one in found if one.kind is not ClaimantKind.UNNAMED), None)
        return writer.model_copy(update={"mention": source}) if writer else None

    def stands_for(self, pronoun: str, at: int, turns: Sequence[Turn], told: Sequence[Span] = ()) -> Claimant | None:
        """Whom a pronoun at `at` stands for: sentence by sentence backwards, who spoke there, else who is first named
        there outside of quotes and of `told`."""
        pronoun = pronoun.lower()
        for near in self.backwards(at):
            spoke = _between(turns, near.start, min(near.end, at))
            fitting = [turn.claimant for turn in reversed(spoke) if self.could_be(turn.claimant, pronoun)]
            if fitting:
                return fitting[0]
            here = [pair for pair in self.names.within(near.start, min(near.end, at)) if fits(pair[1], pronoun)]
            for mention, one in here:
                away = self.in_quotes(mention.span.start) or any(part.overlaps(mention.span) for part in told)
                if one.sort is not Sort.UNKNOWN and not away:
                    return self._as_claimant(mention, one, mention.span)
        return None

    def could_be(self, claimant: Claimant, pronoun: str) -> bool:
        """Whether a pronoun may stand for the claimant: a person, a thing, or several."""
        if claimant.kind is ClaimantKind.AUTHOR or claimant.name == "unnamed":
            return False
        if claimant.kind is ClaimantKind.UNNAMED:
            noun = claimant.name.split(" of ")[0].split()[-1]
            plural = noun.endswith("s") or noun in _PLURAL
            return plural if pronoun in SEVERAL else not plural and PRONOUNS[pronoun][0] is Sort.PERSON
        one = self.names.of.get(claimant.name)
        if one is None:
            return (claimant.kind is ClaimantKind.PERSON) == (PRONOUNS[pronoun][0] is Sort.PERSON)
        return fits(one, pronoun)

    def sentence(self, at: int) -> Span:
        """The sentence that `at` stands in, or the one before where it stands in none."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, at) - 1)]

    def backwards(self, at: int) -> Iterator[Span]:
        """The sentence of `at` and those before it, the nearest first, as far as a pronoun reaches."""
        here = bisect_right(self._sentence_starts, at)
        return reversed(self.sentences[max(0, here - REACH) : here])

    def in_quotes(self, at: int) -> bool:
        """True when `at` stands between quote marks."""
        before = bisect_right(self._quotes, (at, len(self.text)))
        return before > 0 and at < self._quotes[before - 1][1]

    def _pronoun(self, source: Span, head: Span, turns: Sequence[Turn], told: Sequence[Span]) -> Claimant:
        if head.text.lower() in {"who", "which"}:
            before = self.names.within(max(0, head.start - 120), head.start)
            if before:
                return self._as_claimant(*before[-1], source)
        found = self.stands_for(head.text, head.start, turns, told)
        if found is None:
            return Claimant(name=head.text, kind=ClaimantKind.UNNAMED, mention=source)
        return found.model_copy(update={"mention": source, "antecedent": found.antecedent or found.mention})

    def _coordinated(self, source: Span) -> tuple[Mention, Named] | None:
        """The first of two who speak together: the bank in "The bank, a lender, and its partners said"."""
        sentence = self.sentence(source.start)
        if not _ITS.match(source.text) or not _AND.search(self.text[sentence.start : source.start]):
            return None
        return next(iter(self.names.within(sentence.start, source.start)), None)

    def _own_name(self, source: Span, head: Span) -> tuple[Mention, Named] | None:
        """The name that heads the source, or the one that its description goes with.

        "Foreign Minister Ana Ruiz" is headed by its last name; "a spokesman for the bank of Ghent" speaks for the
        bank; "The top diplomat, Ana Ruiz" and "Ana Ruiz, the top diplomat" are one person wherever the source is cut.
        """
        inside = self.names.within(head.start, head.end)
        if inside and inside[-1][0].span.end >= head.end - 2:
            return inside[-1]
        last = self.names.within(head.start, source.end)[-1:]
        if last and last[0][0].span.end >= source.end - 1 and last[0][1].sort is Sort.PERSON and _described(last[0][0]):
            return last[0]
        apposed = self._apposed(source, head)
        if apposed:
            return apposed
        noun = _WORD.findall(head.text)[-1].lower()
        if noun in words(People).spokespeople:
            spoken_for = [
                pair for pair in self.names.within(source.start, source.end) if pair[1].sort is not Sort.PERSON
            ]
            return next(iter([*spoken_for, *inside]), None) or self._last_body(source)
        return inside[-1] if inside and sort_of(noun) and not inside[-1][0].possessive else None

    def _apposed(self, source: Span, head: Span) -> tuple[Mention, Named] | None:
        """The name right after the description and its comma, or right before it."""
        after = [pair for pair in self.names.within(head.end, head.end + 80) if pair[1].sort in _SPEAKING]
        if after and _APPOSING.fullmatch(self.text[head.end : after[0][0].span.start]):
            return after[0]
        sentence = self.sentence(source.start)
        opened = _WORD.search(sentence.text)
        if opened and opened.group().lower() in _ADVERBIAL:
            return None  # "In a post on X, the ministry": X is where, not who
        before = self.names.within(max(0, source.start - 80), source.start)
        closes = _CLOSING.match(self.text, source.end)  # "Ann Hale, the mayor, said", and not "in Mereth, police said"
        if before and closes and _APPOSING.fullmatch(self.text[before[-1][0].span.end : source.start]):
            return before[-1]
        return None

    def _last_body(self, source: Span) -> tuple[Mention, Named] | None:
        """For whom "a spokesperson" speaks when the article does not say: the last body named close by."""
        near = list(self.backwards(source.start))[:3]
        bodies = [
            pair
            for pair in self.names.within(near[-1].start if near else 0, source.start)
            if pair[1].sort in {Sort.GROUP, Sort.ORGANISATION, Sort.GOVERNMENT}
        ]
        return bodies[-1] if bodies else None

    def _as_claimant(self, mention: Mention, one: Named, source: Span) -> Claimant:
        fullest = next(
            (other.span for other in one.mentions if other.span.text == one.name and other.span.start < source.start),
            None,
        )
        plain = mention.span.text == one.name
        return Claimant(
            name=one.name,
            kind=KINDS[one.sort],
            mention=source,
            antecedent=None if plain else fullest,
            title=self._titled(one) if one.sort is Sort.PERSON else None,
            affiliations=self._affiliated(one),
        )

    def _titled(self, one: Named) -> Span | None:
        if one.name not in self._titles:
            self._titles[one.name] = title_of(self.text, one)
        return self._titles[one.name]

    def _affiliated(self, one: Named) -> tuple[str, ...]:
        if one.name not in self._affiliations:
            self._affiliations[one.name] = affiliations_of(self.text, one, self.names)
        return self._affiliations[one.name]

    def _described(self, source: Span, head: Span, turns: Sequence[Turn], told: Sequence[Span]) -> Claimant:
        """Who "the jihadist group", "the minister" or "two officials" are."""
        nouns = [word.lower() for word in _WORD.findall(head.text)]
        noun = nouns[-1]
        if _DEFINITE.match(source.text) and not (noun in words(People).unnamed and noun.endswith("s")):
            found = self._last_described(nouns, head.start, turns, told)
            if found:
                mention, one = found
                known = self._as_claimant(mention, one, source)
                return known.model_copy(update={"antecedent": known.antecedent or mention.span})
            spoke = reversed(_between(turns, head.start - MEMORY, head.start))
            last = next((turn.claimant for turn in spoke if turn.claimant.name.lower().endswith(noun)), None)
            if last:
                return last.model_copy(update={"mention": source, "antecedent": last.antecedent or last.mention})
        return self._unresolved(source, head, noun)

    def _last_described(
        self, nouns: Sequence[str], at: int, turns: Sequence[Turn], told: Sequence[Span]
    ) -> tuple[Mention, Named] | None:
        """Who was last named that the description was used of, or else the last of its sort close by.

        A noun that says little ("group") points to the last of its sort, whatever that one was called before.
        """
        noun = nouns[-1]
        before = [
            pair
            for pair in self.names.within(at - MEMORY, at)
            if not foreign(nouns, pair[1].roles) and not any(part.overlaps(pair[0].span) for part in told)
        ]
        called = [pair for pair in before if noun in pair[1].roles or noun in pair[1].name.lower().split()]
        if called and noun not in VAGUE:
            return max(called, key=lambda pair: (len(pair[1].roles & set(nouns)), pair[0].span.start))
        if noun in words(People).titles:
            return self._introduced_later(nouns, at)
        if any(owned(word) for word in nouns) or (noun.endswith("s") and noun[:-1] in words(People).organisations):
            return (
                called[-1] if called else None
            )  # "the dockers' union" is told by whose it is, "the companies" are many
        sort = sort_of(noun) or (Sort.PERSON if for_one_person(noun) else None)
        for near in list(self.backwards(at))[:3]:
            here = [pair for pair in before if near.start <= pair[0].span.start < near.end]
            fitting = [
                pair
                for pair in here
                if (pair[1].sort is sort or {pair[1].sort, sort} <= _COLLECTIVE) and sexed(pair[1], noun)
            ]
            spoke = {turn.claimant.name for turn in _between(turns, near.start, near.end)}
            if fitting and sort is Sort.PERSON:
                return next((pair for pair in fitting if pair[1].name in spoke), fitting[0])
            if fitting:
                return fitting[-1]
        return called[-1] if called else None

    def _introduced_later(self, nouns: Sequence[str], at: int) -> tuple[Mention, Named] | None:
        """An office is often named before its holder: "The justice secretary said …", and then who that is."""
        office = set(nouns) - {"the", "that", "this"}
        later = self.names.within(at, len(self.text))
        return next((pair for pair in later if len(office) > 1 and office <= pair[1].roles), None)

    def _unresolved(self, source: Span, head: Span, noun: str) -> Claimant:
        """A source without a name: an institution keeps its words, everybody else is unnamed."""
        sort = sort_of(noun)
        bare = _LEADING.sub("", head.text if sort else _CLAUSE.split(source.text)[0]).strip()
        attached = [one.name for _, one in self.names.within(source.start, source.end)]
        if noun in words(People).titles and _DEFINITE.match(source.text) and noun not in words(People).unnamed:
            return Claimant(name=bare or source.text, kind=ClaimantKind.PERSON, mention=source)
        if sort in {Sort.GOVERNMENT, Sort.ORGANISATION, Sort.MEDIA, Sort.GROUP} and noun not in words(People).unnamed:
            return Claimant(name=bare or source.text, kind=KINDS[sort], mention=source)
        return Claimant(
            name=bare or source.text,
            kind=ClaimantKind.UNNAMED,
            mention=source,
            affiliations=tuple(dict.fromkeys(attached)),
        )


_BODIES = frozenset({ClaimantKind.GOVERNMENT, ClaimantKind.ORGANISATION, ClaimantKind.GROUP})
# "for the Harbour prosecutor's office": a body that goes by its noun.
_OFFICE = re.compile(
    r"\s+(?:for|of|at|from)\s+((?:the|its|his|her|their)\s+(?:[^,]{2,60}?\s)?[a-z]+)(?=,|$|\s(?:who|which|in|on)\s"
    r"|\s*$)"
)
_PLURAL = frozenset("couple family pair police people public crew staff team".split())
_COLLECTIVE = frozenset({Sort.GROUP, Sort.ORGANISATION})
_QUOTED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"")
_APPOSING = re.compile(r",\s+(?:[A-Z][\w.-]+\s+){0,3}|,\s+(?:the|an?)\s+|\s[–—-]\s")
_CLOSING = re.compile(r"\s?[,–—-]")
_ADVERBIAL = frozenset(
    "in on at by for from to of with within under over after before during since until as according asked speaking"
    " writing"
    " citing while when although though because if despite unlike like".split()
)
_SPEAKING = frozenset(Sort) - {Sort.PLACE, Sort.MEDIA}
_ADVERBS = re.compile(r"(?:\s+(?:\w+ly|also|later|then|once|still|again|however))+$")
_ITS = re.compile(r"(?:its|their|his|her)\b", re.I)
_AND = re.compile(r"\band\s+$")
_WORD = re.compile(r"\w[\w’'-]*")
_DEFINITE = re.compile(r"(?:the|that|this|those|these|both|his|her|its|their)\b", re.I)
_CLAUSE = re.compile(r",|\s[–—(]|\s+(?:who|which|that|whose)\s")
_LEADING = re.compile(r"^(?:the|a|an|some|that|this|those|these)\s+", re.I)
_QUALIFIED = re.compile(
    r",|\s[–—(-]|\s+(?:of|for|from|at|in|on|with|by|who|which|that|whose|to|close|familiar|about|inside|near"
    r"|has|have|had|was|were|is|are|seen|obtained|reviewed|verified|posted|published|released|filed|dated|shared|taken"
    r"|submitted|compiled|drafted|sent|leaked|using|working|living|standing|representing|investigating|atop|outside"
    r"|behind|under|across|along)\s"
)


def _between(turns: Sequence[Turn], start: int, end: int) -> Sequence[Turn]:
    """The turns that begin in `text[start:end]`; `turns` are in order of standing."""
    return turns[bisect_left(turns, start, key=_at) : bisect_left(turns, end, key=_at)]


def _at(turn: Turn) -> int:
    return turn.at


def _head(source: Span) -> Span:
    """The source up to where it is qualified: "a spokesman" of "a spokesman for the bank, Ana Ruiz"."""
    lead = len(source.text) - len(source.text.lstrip(" ,\"'“”‘’"))
    cuts = (cut.start() for cut in _QUALIFIED.finditer(source.text, lead) if not _name_goes_on(source.text, cut))
    stop = next((cut for cut in cuts if _WORD.search(source.text, lead, cut)), len(source.text))
    words_of = _ADVERBS.sub("", source.text[lead:stop].rstrip(" ,.\"'“”‘’"))
    return Span(text=words_of, start=source.start + lead, end=source.start + lead + len(words_of))


def _name_goes_on(text: str, cut: re.Match[str]) -> bool:
    """ "Ministry of Health": the small word stands inside a name."""
    before = text[: cut.start()].split()
    return (
        cut.group().strip() in {"of", "for"}
        and bool(before)
        and before[-1][0].isupper()
        and text[cut.end() :][:1].isupper()
    )


def _described(mention: Mention) -> bool:
    return bool(mention.described or mention.title)
