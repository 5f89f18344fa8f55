"""Find the attributions of one sentence: each cue with who speaks and what is told."""

from collections.abc import Iterator
from typing import NamedTuple

from service.analysts.embedded.attribution.clauses import LONGEST, phrase_end, small
from service.analysts.embedded.attribution.contents import Contents, Follow
from service.analysts.embedded.attribution.cues import Cue, Form, nouns
from service.analysts.embedded.attribution.speakers import BREAKS, Range
from service.analysts.embedded.attribution.tokens import ENDS, Kind, Sentence

# What may follow a noun of saying: "its claim that …", "concern about …".
NOUN_LINKS = frozenset({"that", "about", "of"})
PASSIVE_LINKS = frozenset({"of", "as", "for"})
SENTENCES = frozenset({"", "that", "clause", "quote", "wh"})


class Draft(NamedTuple):
    """An attribution in the making, in offsets of the text. Empty content: it stands in the next paragraph.

    `strong` tells reported speech, which counts even inside other content, from what counts only by itself.
    """

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    direct: bool
    speech: bool
    strong: bool = True


class Finder(Contents):
    """Reads one sentence."""

    def __init__(self, text: str, sentence: Sentence) -> None:
        super().__init__(sentence.items)
        self.text = text

    def drafts(self) -> list[Draft]:
        """Every attribution of the sentence, without what is weak and lies in another's content."""
        found = [draft for cue in self.cues for draft in [self._verb(cue)] if draft]
        every = [*found, *self._according(), *self._labelled(), *self._nouns()]
        held = [part for draft in every for part in draft.content]
        return [draft for draft in every if draft.strong or not any(a <= draft.cue[0] < b for a, b in held)]

    def _verb(self, cue: Cue) -> Draft | None:
        if cue.passive:
            return self._passive(cue)
        speaker = self.inverted(cue)
        if speaker and cue.first == 0:
            colon = next((k for k in range(speaker[1], len(self.items)) if self.items[k].word == ":"), len(self.items))
            return self._draft(speaker, cue, [(colon + 1, len(self.items))], "quote")
        content = self.before(cue.first) if speaker else []
        if speaker and content:
            return self._draft(speaker, cue, [*content, *self.rest(speaker[1], content[-1])])
        source = self.subject(cue)
        if source is None:
            return None
        follow = self.following(cue)
        if follow is None:
            return self._postposed(cue, source)
        return self._preposed(cue, source, follow) if self._allowed(cue, follow.kind) else None

    def _postposed(self, cue: Cue, source: Range) -> Draft | None:
        """ "…," the mayor said."""
        saying = self.saying
        content = self.before(source[0])
        fits = cue.lemma in saying.say | saying.think | saying.quoting and cue.form is not Form.PARTICIPLE
        if not content or not fits:
            return None
        self.found.append((source, cue))
        return self._draft(source, cue, [*content, *self.rest(cue.after, content[-1])])

    def _preposed(self, cue: Cue, source: Range, follow: Follow) -> Draft | None:
        """The mayor said that …; what the mayor said was …; "…," the mayor said, "…"."""
        part = follow.begin, self.end(cue, follow, source)
        self.found.append((source, cue))
        self.contents.append(part)
        before = self.items[source[0] - 1] if source[0] else None
        split = before is not None and (
            before.kind is Kind.QUOTE if follow.kind == "quote" else before.word in ("which", "what")
        )
        parts = [(source[0] - 1, source[0]), part] if split else [part]
        return self._draft(source, cue, parts, follow.kind)

    def _passive(self, cue: Cue) -> Draft | None:
        """It was reported that …; X is said to …; X was accused by Y of …"""
        items, saying, at = self.items, self.saying, cue.after
        subject, source = self.subject(cue), None
        if at < len(items) and items[at].word == "by":
            end = phrase_end(items, at + 1)
            source, at = ((at + 1, end), end) if end > at + 1 else (None, at)
        link = items[at].word if at < len(items) else "."
        if link == "that" and cue.lemma in saying.say | saying.think | saying.show:
            return self._draft(source, cue, [(at, self.clause_end(at, cue))], "that")
        if subject is None:
            return None
        if link == "to" and cue.lemma in saying.reputed:
            return self._draft(source, cue, [subject, (at, self.clause_end(at, cue))], "to")
        if (source is None and cue.lemma != "accuse") or cue.lemma not in saying.object | saying.stand:
            return None
        tail = [(at, self.object_end(at))] if link in PASSIVE_LINKS else []
        return self._draft(source, cue, [subject, *tail], "object")

    def _according(self) -> Iterator[Draft]:
        """According to X, …; …, according to X."""
        items = self.items
        for at in range(len(items) - 2):
            if items[at].word != "according" or items[at + 1].word != "to":
                continue
            end = self._source_end(at + 2)
            if at > 1:
                last = at - 1 if items[at - 1].word in BREAKS else at
                content = self.lead(last), last
            else:
                begin = end + 1 if end < len(items) and items[end].word in BREAKS else end
                content = begin, self.clause_end(begin, None)
            if end > at + 2 and content[0] < content[1]:
                direct = self._direct([content])
                yield Draft(
                    self._span(at + 2, end), self._span(at, at + 2), (self._span(*content),), direct, speech=True
                )

    def _nouns(self) -> Iterator[Draft]:
        """The council's claim that …; the warning by police that …"""
        items = self.items
        for at in range(1, len(items) - 1):
            if items[at].word not in nouns() or items[at].capital:
                continue
            source, link = self.owner(at), at + 1
            if items[link].word in ("by", "from"):
                end = phrase_end(items, link + 1)
                source, link = ((link + 1, end), end) if end > link + 1 else (None, link)
            if source is None or link >= len(items) - 1 or items[link].word not in NOUN_LINKS:
                continue
            that = items[link].word == "that"
            content = (link, self.clause_end(link, None)) if that else (link + 1, self.object_end(link + 1))
            speech = nouns()[items[at].word] not in self.saying.think
            cue = self._span(at, max(at + 1, link if link < source[0] else at + 1))
            yield Draft(self._span(*source), cue, (self._span(*content),), False, speech, strong=False)

    def _labelled(self) -> Iterator[Draft]:
        """HALE: … as transcripts print it; "…" - Ann Hale, as pull quotes are signed."""
        items = self.items
        if self.found or len(items) < 3:
            return
        if items[0].kind is Kind.QUOTE and items[1].word in ("-", "--") and items[2].capital:
            name = self._span(2, max(3, phrase_end(items, 2)))
            yield Draft(name, (items[1].start, items[1].end), (self._span(0, 1),), True, speech=True)
            return
        colon = next((at for at in range(1, min(5, len(items) - 1)) if items[at].word == ":"), 0)
        if colon and self.text[items[0].start : items[colon - 1].end].isupper():
            mark = items[colon].start, items[colon].end
            content = items[colon + 1].start, items[-1].end
            yield Draft(self._span(0, colon), mark, (content,), True, speech=True)

    def _allowed(self, cue: Cue, kind: str) -> bool:
        """True when the lexicon lets the cue take content of this kind."""
        saying, lemma = self.saying, cue.lemma
        if kind in ("object", "to") and any(item.word in small().modals for item in self.items[cue.first : cue.head]):
            return False
        if kind == "to":
            return lemma in saying.to | saying.hearer
        if cue.phrasal:
            return True
        if kind == "object":
            return lemma in saying.object | saying.stand
        telling = saying.say | saying.think | saying.show | saying.hearer
        if kind in ("quote", "that"):
            quoting = lemma in saying.quoting and kind == "quote"
            return quoting or lemma in telling | saying.stand | saying.object
        return lemma in telling | saying.bare

    def _draft(self, source: Range | None, cue: Cue, parts: list[Range], kind: str = "") -> Draft | None:
        spans = tuple(self._span(*part) for part in parts if part[0] < part[1])
        if not spans and kind != "quote":
            return None
        saying = self.saying
        says = saying.object if kind == "object" else (saying.say | saying.object | saying.quoting) - saying.think
        speech = cue.lemma in says or cue.phrasal
        strong = speech and kind in SENTENCES and cue.lemma in saying.say and cue.bare
        where = self._span(cue.first, cue.after)
        return Draft(self._span(*source) if source else None, where, spans, self._direct(parts), speech, strong)

    def _direct(self, parts: list[Range]) -> bool:
        return all(b == a + 1 and self.items[a].kind is Kind.QUOTE for a, b in parts if a < len(self.items))

    def _span(self, begin: int, end: int) -> tuple[int, int]:
        """The offsets of items without the marks that end them; at least one item."""
        marks = ENDS | BREAKS | {":"}
        while end > begin + 1 and self.items[end - 1].word in marks:
            end -= 1
        return self.items[begin].start, self.items[end - 1].end

    def _source_end(self, begin: int) -> int:
        last = min(len(self.items), begin + LONGEST)
        marks = ENDS | BREAKS
        return next((at for at in range(begin, last) if self.items[at].word in marks), last)
