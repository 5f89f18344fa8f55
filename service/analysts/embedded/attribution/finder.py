"""Find the attributions of one sentence: each cue with who speaks and what is told."""

from collections.abc import Iterator
from typing import NamedTuple

from service.analysts.embedded.attribution.clauses import LONGEST, phrase_end, phrase_start, small, verbish
from service.analysts.embedded.attribution.contents import NAMING, Contents, Follow
from service.analysts.embedded.attribution.cues import HAVING, PARTICLED, Cue, CueForm, finite, nouns
from service.analysts.embedded.attribution.speakers import BREAKS, DOING, RELATIVES, Range
from service.analysts.embedded.attribution.tokens import ENDS, Sentence, TokenKind

# "In the union's view", "by her count".
VIEWS = frozenset("view opinion words telling account estimate estimation count reckoning".split())
COUNTING = frozenset(
    "put puts give gives gave counted counts recorded records registered registers logged logs listed lists measured"
    " measures".split()
)
GIVING = frozenset("put puts give gives gave".split())
WITNESSES = frozenset("i we reporter reporters correspondent correspondents".split())
OWNER = 8  # items in the longest "in the port workers' union's"
SIGNS = 5  # items before the colon of a speaker's label in a transcript
# What may stand behind "…, the mayor said" when nothing more is told.
CLOSING = frozenset("in on at during when while after before as through via from following".split())
HEARER = 8  # items in the longest "told a rally at the gates"
MAIN = 3  # items in the shortest main clause behind an adverbial and its comma
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
        held = {item.word for item in self.items}
        phrased = (
            ({"according"}, self._according),
            (VIEWS, self._views),
            (COUNTING, self._counts),
            ({":", "-", "--"}, self._labelled),
            (nouns().keys(), self._nouns),
        )
        every = [*found, *(draft for cue, find in phrased if not held.isdisjoint(cue) for draft in find())]
        parts = [part for draft in every for part in draft.content]
        return [draft for draft in every if draft.strong or not any(a <= draft.cue[0] < b for a, b in parts)]

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
        behind = follow is not None and (follow.begin > cue.after or follow.kind == "wh") and follow.kind != "quote"
        if follow is None or (behind and self.stated(source)):
            return self._postposed(cue, source)
        return self._preposed(cue, source, follow) if self._allowed(cue, follow.kind) else None

    def _postposed(self, cue: Cue, source: Range) -> Draft | None:
        """ "…," the mayor said."""
        saying = self.saying
        content = self.before(source[0])
        fits = cue.lemma in saying.say | saying.think | saying.quoting and cue.form is not CueForm.PARTICIPLE
        heard = range(cue.after, min(len(self.items), cue.after + HEARER)) if cue.lemma in saying.hearer else ()
        comma = next((k for k in heard if self.items[k].word == ","), cue.after)
        rest = self.rest(comma, content[-1]) if content else []
        if not content or not fits or not (rest or self._closes(cue, source, content[0])):
            return None
        self.found.append((source, cue))
        return self._draft(source, cue, [*content, *rest])

    def _closes(self, cue: Cue, source: Range, content: Range) -> bool:
        """True when a verb behind what may be told tells it, and goes on with nothing of its own: "…, the mayor said in
        May", and not "In the cases that were lost, the mayor has responded with …"."""
        items, lists = self.items, small()
        if any(item.kind is TokenKind.QUOTE for item in items[content[0] : content[1] + 1]):
            return True
        if items[source[0]].word in RELATIVES or (cue.phrasal and items[cue.after - 1].word not in ("on", "it", "out")):
            return False
        after = items[cue.after] if cue.after < len(items) else None
        heard = cue.lemma in self.saying.hearer
        ends = after is None or after.kind is not TokenKind.WORD or after.word in CLOSING or after.word in lists.time
        if not (ends or heard or cue.lemma == "say"):
            return False
        first, second = (item.word for item in items[content[0] : content[0] + 2])
        counted = second[0].isdigit() or second in ("least", "most")  # "About 70 people"
        opened = first in lists.prepositions | lists.subordinators - lists.pronouns and not counted
        comma = next((k for k in range(*content) if items[k].word == ","), content[1])
        return not opened or content[1] - comma > MAIN

    def _preposed(self, cue: Cue, source: Range, follow: Follow) -> Draft | None:
        """The mayor said that …; what the mayor said was …; "…," the mayor said, "…"."""
        part = follow.begin, self.end(cue, follow, source)
        if self._describes(source, part) or self._qualifies(cue, source, follow):
            return None
        self.found.append((source, cue))
        self.contents.append(part)
        before = self.items[source[0] - 1] if source[0] else None
        split = before is not None and (
            before.kind is TokenKind.QUOTE if follow.kind == "quote" else before.word in ("which", "what")
        )
        parts = [(source[0] - 1, source[0]), part] if split else [part]
        return self._draft(source, cue, parts, follow.kind)

    def _describes(self, source: Range, part: Range) -> bool:
        """True for "a nurse | who feared losing her job | said": a relative clause that tells more of the speaker."""
        saying = (cue.head for cue in self.cues if cue.lemma in self.saying.say and cue.form is CueForm.PAST)
        inside = any(part[0] < head < part[1] for head in saying)
        return self.items[source[0]].word == "who" and inside and self.items[part[0]].word != "that"

    def _qualifies(self, cue: Cue, source: Range, follow: Follow) -> bool:
        """True where the verb only tells more of a noun ("In a notice announcing the vote, …", "a ship called Hale"),
        and where nobody speaks ("No one knew")."""
        before = self.items[source[0] - 1].word if source[0] else ""
        if before in ("no", "nor") or (cue.lemma in NAMING and self.items[source[0]].word in ("a", "an")):
            return True
        if follow.kind == "to" and [item.word for item in self.items[follow.begin + 2 : follow.begin + 3]] == [","]:
            return True  # "In the world that the firm seeks to create, …"
        reduced = cue.form is CueForm.PARTICIPLE and cue.bare and cue.head == source[1]
        return reduced and follow.kind == "object" and before in small().prepositions - {"with"}

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
        tail = [(at, self.object_end(at))] if link in ("of", "as", "for") else []
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

    def _views(self) -> Iterator[Draft]:
        """In the union's view …; …, in her words."""
        items = self.items
        for at in range(1, len(items)):
            owner = self.owner(at) if items[at].word in VIEWS else None
            near = range(owner[1] - 1, max(-1, owner[1] - OWNER), -1) if owner else ()
            first = next((k for k in near if items[k].word in ("in", "by")), None)
            if owner is None or first is None or any(item.word in BREAKS for item in items[first:at]):
                continue
            source = first + 1, owner[1]
            behind = at + 2 if at + 1 < len(items) and items[at + 1].word in BREAKS else at + 1
            content = (self.lead(first - 1), first - 1) if first > 1 else (behind, self.clause_end(behind, None))
            if content[0] < content[1] and any(verbish(items, k) for k in range(*content)):
                cue = self._span(first, at + 1)
                yield Draft(self._span(*source), cue, (self._span(*content),), self._direct([content]), speech=True)

    def _counts(self) -> Iterator[Draft]:
        """The union puts the number at 130; the office counted 2,310 people."""
        items = self.items
        for at in range(1, len(items) - 2):
            word = items[at].word
            if word not in COUNTING:
                continue
            subject = at - (items[at - 1].word in HAVING)
            apposed = self._apposed(subject - 1)  # "The pathologist, Ann Hale, | put it at 40"
            source = apposed if apposed and not apposed[0] else (phrase_start(items, subject), subject)
            if source[0] == subject or items[subject - 1].word in WITNESSES | small().auxiliaries:
                continue
            end = self.object_end(at + 1)
            figures = [k for k in range(at + 1, end) if items[k].word[0].isdigit()]
            put = word in GIVING and any(items[k].word in ("at", "as") for k in range(at + 2, end))
            if figures and (put or figures[0] == at + 1):
                last = self.clause_end(at + 1, None)
                yield Draft(
                    self._span(*source), self._span(at, at + 1), (self._span(at + 1, last),), False, True, strong=False
                )

    def _nouns(self) -> Iterator[Draft]:
        """The council's claim that …; the warning by police that …; what a doubt or an idea is about is no claim."""
        items = self.items
        for at in range(1, len(items) - 1):
            if items[at].word not in nouns() or items[at].capital or any(cue.head == at for _, cue in self.found):
                continue
            source, link = self.owner(at), at + 1
            if items[link].word in ("by", "from"):
                end = phrase_end(items, link + 1)
                end = next((k for k in range(link + 2, end) if finite(items[k].word) and not items[k].capital), end)
                source, link = ((link + 1, end), end) if end > link + 1 else (None, link)
            if source and link < len(items) - 2 and items[link].word in ("is", "was"):
                link += items[link + 1].word == "that"  # "The union's position is that …"
            if source is None or link >= len(items) - 1 or items[link].word != "that":
                continue
            content = link, self.clause_end(link, None)
            speech = nouns()[items[at].word] not in self.saying.think
            cue = self._span(at, max(at + 1, link if link < source[0] else at + 1))
            yield Draft(self._span(*source), cue, (self._span(*content),), False, speech, strong=False)

    def _labelled(self) -> Iterator[Draft]:
        """HALE: … as transcripts print it; "…" - Ann Hale, as pull quotes are signed."""
        items = self.items
        if self.found or len(items) < 3:
            return
        if items[0].kind is TokenKind.QUOTE and items[1].word in ("-", "--") and items[2].capital:
            name = self._span(2, max(3, phrase_end(items, 2)))
            yield Draft(name, (items[1].start, items[1].end), (self._span(0, 1),), True, speech=True)
            return
        colon = next((at for at in range(1, len(items) - 1) if items[at].word == ":"), 0)
        closes = colon and items[colon + 1].kind is TokenKind.QUOTE and len(items) - 2 == colon
        if closes and items[0].capital and items[0].word not in small().time and phrase_end(items, 0):
            name = self._span(0, phrase_end(items, 0))
            yield Draft(name, self._span(colon, colon + 1), (self._span(colon + 1, colon + 2),), True, speech=True)
            return
        if 0 < colon < SIGNS and items[0].word != "dear" and self.text[items[0].start : items[colon - 1].end].isupper():
            mark = items[colon].start, items[colon].end
            content = items[colon + 1].start, items[-1].end
            yield Draft(self._span(0, colon), mark, (content,), True, speech=True)

    def _allowed(self, cue: Cue, kind: str) -> bool:
        """True when the lexicon lets the cue take content of this kind."""
        saying, lemma = self.saying, cue.lemma
        if kind in ("object", "to"):
            doing = cue.form is CueForm.PARTICIPLE and self.items[cue.first - 1].word in DOING  # "by | urging them to"
            helping = {item.word for item in self.items[cue.first : cue.head]}
            if doing or helping & (small().modals | small().negations):
                return False
        if kind == "to":
            return lemma in saying.to | saying.hearer
        if cue.phrasal and lemma not in PARTICLED:
            return True
        if kind == "object":
            return lemma in saying.object | saying.stand
        telling = saying.say | saying.think | saying.show | saying.hearer
        if kind in ("quote", "that"):
            quoting = lemma in saying.quoting and kind == "quote"
            return quoting or lemma in telling | saying.stand | saying.object
        return lemma in (saying.say | saying.hearer | saying.show - {"find"} if kind == "wh" else telling | saying.bare)

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
        return all(b == a + 1 and self.items[a].kind is TokenKind.QUOTE for a, b in parts if a < len(self.items))

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
