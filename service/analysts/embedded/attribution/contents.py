"""Find what is told in one sentence: where the clause, quotation or phrase of a cue begins and ends."""

import itertools
from typing import NamedTuple

from service.analysts.embedded.attribution.clauses import (
    LONGEST,
    after_time,
    nominal,
    phrase_end,
    small,
    verbish,
)
from service.analysts.embedded.attribution.cues import Cue, CueForm, finite
from service.analysts.embedded.attribution.speakers import BREAKS, Range, Speakers
from service.analysts.embedded.attribution.tokens import ENDS, TokenKind

# How far words of time and place may part a cue from its content: "said Friday at a hearing in the capital that".
FILLER = 22
# Hearers that are no part of the content, unlike "voters" in "urged voters to stay".
TOLD = frozenset({"tell", "ask", "remind", "assure", "inform"})
OBJECTS = frozenset({"him", "her", "them", "it", "us", "me"})
SUBJECTS = frozenset({"he", "she", "they", "it", "we", "i"})
OPENERS = frozenset({"there", "neither", "here", "if", "yes", "only", "just"})
CONTRASTS = frozenset({"and", "but", "while", "though", "although", "as"})
OBJECT_STOPS = frozenset(
    "while because although though after before when during but since if unless until ; : -- -".split()
)
# Items in a first part that only points ahead: "Not so, say the miners, a union …: The pit was …".
SHORT = 3
LABEL = 8  # items before a colon that only announce what follows: "His own estimate is lower: …"
# Verbs that tell and hardly do anything else: what stands right behind them is a clause, whatever its verb.
PLAIN = frozenset("say believe think argue insist hope fear tell assert".split())
NAMING = frozenset({"call", "describe", "label", "dub", "brand", "term"})


class Follow(NamedTuple):
    """What stands behind a cue: where the content begins, and whether it is a quote, that, wh, to, clause or object."""

    begin: int
    kind: str


class Contents(Speakers):
    """What is told, for each cue of one sentence."""

    def following(self, cue: Cue) -> Follow | None:
        """The content behind the cue, past its hearer and words of time and place."""
        items, saying, at = self.items, self.saying, cue.after
        if at >= len(items):
            return None
        if cue.lemma in saying.hearer:
            heard, follow = self._behind_hearer(cue)
            if heard or follow:
                return follow
        if items[at].word == "to" and cue.lemma in saying.to and not cue.phrasal and at + 1 < len(items):
            return Follow(at, "to")
        return self._behind_fillers(at) or self._phrase_behind(cue)

    def _phrase_behind(self, cue: Cue) -> Follow | None:
        """A clause without "that", or an object, right behind the cue or behind words of time."""
        items, saying = self.items, self.saying
        at = cue.after if cue.lemma in NAMING else after_time(items, cue.after)
        if at >= len(items):
            return None
        if items[at].word == "having" and cue.lemma in saying.object:
            return Follow(at, "object")
        if items[at].word in OBJECTS and cue.lemma in saying.stand:
            return Follow(at, "object")
        if not self._begins_phrase(at):
            opens = items[at].word in OPENERS and cue.lemma in saying.say | saying.think
            return Follow(at, "clause") if opens else None
        doubtful = cue.lemma not in PLAIN
        clause = cue.lemma in saying.bare and not cue.phrasal and (not doubtful or self._clause_at(at))
        return Follow(at, "clause" if clause else "object")

    def end(self, cue: Cue, follow: Follow, source: Range) -> int:
        """Behind the last item of the content that begins at `follow`."""
        if follow.kind == "object":
            end = self.object_end(follow.begin, naming=cue.lemma in NAMING)
        else:
            end = self.clause_end(follow.begin, cue)
        reduced = cue.form is CueForm.PARTICIPLE and cue.bare and cue.head == source[1]
        return self._main_verb(follow.begin, end) if reduced and follow.kind in ("to", "object") else end

    def before(self, end: int) -> list[Range]:
        """The content before a speaker at `end`: "…," she said; none when no quotation or comma parts them."""
        if end == 0:
            return []
        if self.items[end - 1].kind is TokenKind.QUOTE:
            return [(self.lead(end - 1), end)]
        return [(self.lead(end - 1), end - 1)] if end > 1 and self.items[end - 1].word in BREAKS else []

    def lead(self, end: int) -> int:
        """Where the clause begins that ends at `end`: behind an earlier attribution, or at the sentence's start."""
        begin = max((cue.after for _, cue in self.found if cue.after < end and self._closed(cue, end)), default=0)
        begin = max(begin, self._parted(begin, end))
        while begin < end and (self.items[begin].word in small().conjunctions or self.items[begin].word in BREAKS):
            begin += 1
        return begin

    def _parted(self, begin: int, end: int) -> int:
        """Behind the last semicolon, or behind the colon of a label without a verb ("Company: no title will close")."""
        items = self.items
        for at in range(end - 2, begin, -1):
            if items[at].kind is TokenKind.QUOTE:
                return begin
            label = items[at].word == ":" and at - begin <= LABEL
            if items[at].word == ";" or label:
                return at + 1
        return begin

    def _closed(self, cue: Cue, end: int) -> bool:
        """True when what an earlier cue tells cannot hold the speaker at `end`: it is quoted, or a verb of saying."""
        quoted = any(item.kind is TokenKind.QUOTE for item in self.items[:end])
        return quoted or (cue.lemma in self.saying.say and cue.lemma not in self.saying.hearer)

    def stated(self, source: Range) -> bool:
        """True when a clause of its own stands before the speaker: "The pit is safe, | the mayor said when asked"."""
        items, lists = self.items, small()
        begin, end = self.lead(source[0] - 1), source[0] - 1
        if source[0] < SHORT or items[end].word != "," or begin >= end:
            return False
        opened = items[begin].word in lists.subordinators - lists.pronouns | lists.prepositions | lists.wh
        opened = opened or items[begin].word.endswith(("ing", "ed"))
        ends = phrase_end(items, begin)
        return not opened and begin < ends < end and any(verbish(items, k) for k in range(ends, min(end, ends + 3)))

    def rest(self, at: int, before: Range) -> list[Range]:
        """What goes on behind "…," she said, "…"; nothing when another cue comes first."""
        items, lists = self.items, small()
        for index in range(at, min(len(items), at + LONGEST)):
            if items[index].kind is TokenKind.QUOTE and items[index - 1].word in BREAKS | ENDS | {":"}:
                return [(index, index + 1)]
            if index in self.heads:
                break
            if items[index].word == ":" and before[1] - before[0] <= SHORT:
                return [(index + 1, len(items))]
        if items[before[1] - 1].kind is TokenKind.QUOTE and before[1] - before[0] == 1:
            return []
        at = after_time(items, at)
        while at < len(items) and (items[at].word in lists.adverbs or items[at].word.endswith("ly")):
            at += 1
        if at >= len(items) - 2 or items[at].word != "," or items[at + 1].kind is not TokenKind.WORD:
            return []
        word = items[at + 1].word
        aside = (
            word.endswith("ing") or word in lists.subordinators - {"but"} or word in ("who", "which", "according", "in")
        )
        return [] if aside else [(at + 1, self.clause_end(at + 1, None))]

    def clause_end(self, begin: int, cue: Cue | None) -> int:
        """Behind the last item of a clause: up to the next attribution or contrast, else to the sentence's end."""
        items = self.items
        stops = (self._stop_at(other, begin) for other in self.cues if other.head > (cue.head if cue else begin))
        stop = next((at for at in stops if at is not None), None)
        if stop is not None:
            return stop
        for index in range(begin + 1, len(items) - 1):
            if items[index].word == ";":
                return index
            if items[index - 1].word in BREAKS and self._parts(index):
                return index - 1
        return len(items)

    def object_end(self, begin: int, naming: bool = False) -> int:
        """Behind the last item of a phrase; after "called" the name may stand behind words of time."""
        items, lists = self.items, small()
        for index in range(begin + 1, len(items)):
            word = items[index].word
            following = items[index + 1] if index + 1 < len(items) else None
            if word in OBJECT_STOPS or word in ENDS:
                return index
            if word == "," and not self._goes_on(index):
                return index
            if following is None:
                continue
            if word == "and" and (verbish(items, index + 1) or finite(following.word)):
                return index
            if word in ("on", "in", "at") and not naming and following.word in lists.time:
                return index
        return len(items)

    def _behind_hearer(self, cue: Cue) -> tuple[bool, Follow | None]:
        """Whether the cue's hearer was found and nothing but it may follow, and the content behind the hearer."""
        items, at = self.items, cue.after
        end = at + 1 if items[at].word in OBJECTS else phrase_end(items, at)
        if end == at or items[at].word == "that":
            return False, None
        follow = self._behind_fillers(end, to=True)
        if follow and follow.kind in ("that", "quote", "wh", "to"):
            return True, follow if cue.lemma in TOLD else Follow(at, "to")
        end = after_time(items, end)
        opening = small().pronouns | small().determiners | {"there"}
        if cue.lemma == "tell" and end < len(items) and items[end].word in opening:
            return True, Follow(end, "clause")
        return cue.lemma in TOLD - {"ask"}, None

    def _behind_fillers(self, at: int, to: bool = False) -> Follow | None:  # noqa: PLR0911 - one guard a line
        """Content behind words of time and place: "said Friday in a statement that …"."""
        items, lists = self.items, small()
        for index in range(at, min(len(items), at + FILLER)):
            item = items[index]
            if item.kind is TokenKind.QUOTE:
                return Follow(index, "quote") if index == at or items[index - 1].word in (",", ":") else None
            if item.word == "that" and not (index == at and self._determines(index)):
                return Follow(index, "that")
            if item.word == ":":
                return Follow(index + 1, "quote")
            if to and item.word == "to" and phrase_end(items, index + 1) == index + 2:
                return Follow(index, "to")
            if item.word == ",":
                return self._behind_comma(index)
            if item.word in ENDS or item.word in BREAKS:
                return None
            if index == at:
                if item.word in lists.wh:
                    return Follow(index, "wh")
                if item.word not in lists.adverbs | lists.time | lists.prepositions:
                    return None
            elif item.word in SUBJECTS:
                return Follow(index, "clause")
            elif verbish(items, index):
                return None
        return None

    def _behind_comma(self, comma: int) -> Follow | None:
        items = self.items
        if comma + 1 < len(items) and items[comma + 1].kind is TokenKind.QUOTE:
            return Follow(comma + 1, "quote")
        for index in range(comma, min(len(items) - 1, comma + 5)):
            if items[index].word == "," and items[index + 1].word == "that":
                return Follow(index + 1, "that")
        return None

    def _determines(self, index: int) -> bool:
        """True when "that" at `index` points at a noun ("rejected that argument") and opens no clause."""
        end = phrase_end(self.items, index + 1)
        return end == len(self.items) or (end == index + 2 and self.items[end].word in (".", ","))

    def _begins_phrase(self, at: int) -> bool:
        items = self.items
        while at < len(items) and items[at].word.endswith("ly") and not items[at].capital:
            at += 1
        return phrase_end(items, at) > at and items[at].kind is TokenKind.WORD

    def _clause_at(self, at: int) -> bool:
        """True when a verb follows the noun phrase that begins at `at`."""
        end = phrase_end(self.items, at)
        for index in range(end, min(len(self.items), end + 3)):
            word = self.items[index].word
            if verbish(self.items, index) or finite(word):
                return True
            if word not in small().adverbs:
                break
        stops = small().subordinators | small().conjunctions | BREAKS | ENDS
        rest = itertools.takewhile(lambda k: self.items[k].word not in stops, range(end, len(self.items)))
        return any(self.items[k].word in small().auxiliaries for k in rest)

    def _stop_at(self, other: Cue, begin: int) -> int | None:
        """Where content that begins at `begin` ends because another cue, behind it, starts an attribution."""
        items, at = self.items, other.first
        if other.lemma not in self.saying.say or other.head <= begin:
            return None
        if other.form is CueForm.PARTICIPLE:
            return at - 1 if other.bare and items[at - 1].word in BREAKS else None
        if items[at - 1].word in ("and", "but") and other.form is not CueForm.BASE:
            return at - 1
        start = self.phrase_before(at)
        contrast = begin + 1 < start < at and items[start - 1].word in CONTRASTS and items[start - 2].word in BREAKS
        return start - 2 if contrast else None

    def _parts(self, index: int) -> bool:
        """True when the word at `index`, behind a comma, opens a clause of the article's own."""
        match self.items[index].word:
            case "although" | "though" | "according":
                return True
            case "and":
                return self._clause_at(index + 1)
            case "with":
                heads = [c.head for c in self.cues if c.form is CueForm.PARTICIPLE and index + 1 < c.first <= index + 9]
                return bool(heads) and all(nominal(item) for item in self.items[index + 1 : heads[0]])
        return False

    def _main_verb(self, begin: int, end: int) -> int:
        """Where the main clause goes on behind a reduced relative: "a video claiming to show it | has been …"."""
        items, lists = self.items, small()
        for at in range(begin + 2, end):
            if items[at].word in lists.subordinators or items[at].kind is not TokenKind.WORD:
                return end
            helped = items[at - 1].word in lists.modals | lists.auxiliaries
            if items[at].word in lists.auxiliaries - lists.modals and not helped:
                return at
        return end

    def _goes_on(self, comma: int) -> bool:
        """True when a phrase goes on behind a comma: a relative clause, or another name of a list."""
        items = self.items
        if comma + 1 >= len(items):
            return False
        following = items[comma + 1]
        listed = items[comma - 1].capital and following.capital and not self._clause_at(comma + 1)
        return following.word in ("who", "which") or listed
