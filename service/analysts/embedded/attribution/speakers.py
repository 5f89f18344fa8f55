"""Find who speaks in one sentence: the noun phrase that a cue belongs to, before it or behind it."""

from service.analysts.embedded.attribution.clauses import (
    LONGEST,
    Items,
    nominal,
    phrase_end,
    phrase_start,
    small,
    verbish,
)
from service.analysts.embedded.attribution.cues import Cue, CueForm, Saying, cues, finite
from service.analysts.embedded.attribution.tokens import TokenKind
from service.languages.en.lexicon import words

# A stretch of a sentence: first item, and the one behind the last.
Range = tuple[int, int]
# Marks that part a clause from what stands beside it.
BREAKS = frozenset({",", "-", "--", ";"})
# Items in the longest relative clause that may part a speaker from the cue.
REACH = 12
PARTING = frozenset("after before when while because as since until although though if".split())
RELATIVES = frozenset({"who", "which", "that"})
# What may follow a speaker who stands behind the cue: "…, said Ann Hale of the council".
AFTER_NAME = frozenset(", . ; - -- ? : who in on at during of from for to".split())
AFTER_APPOSITION = frozenset(". , of at in for who".split())
# Before a participle of whoever acts in the main clause: "joined the others in finding", and not "mocked for saying".
DOING = frozenset("in by after before without while when since".split())
REDUCED = frozenset("seen taken shot made sent written".split())  # "Video | seen by the Gazette"
NAMING_PRONOUNS = frozenset({"he", "she", "they", "one", "both"})


class Speakers:
    """Who speaks, for each cue of one sentence. `found` and `contents` grow as attributions are read left to right."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.cues = cues(items)
        self.heads = frozenset(cue.head for cue in self.cues)
        self.saying = words(Saying)
        self.found: list[tuple[Range, Cue]] = []
        self.contents: list[Range] = []
        self._starts: dict[int, int] = {}

    def phrase_before(self, end: int) -> int:
        """Where the noun phrase that ends at `end` begins; kept, for every cue before it asks."""
        if end not in self._starts:
            self._starts[end] = phrase_start(self.items, end)
        return self._starts[end]

    def subject(self, cue: Cue) -> Range | None:  # noqa: PLR0911 - one guard a line
        """The speaker before the cue; None where nobody is named."""
        items, first = self.items, cue.first
        if first == 0:
            return self._after_comma(cue) if cue.form is CueForm.PARTICIPLE else None
        before = items[first - 1]
        if "to" in (items[first].word, before.word):
            return None  # nobody has said what he "is forced | to swear"
        if before.word in RELATIVES:
            return first - 1, first
        if before.word in small().conjunctions:
            return self._shared_subject(first)
        if before.kind is TokenKind.QUOTE:
            return None
        if before.kind is TokenKind.MARK and before.word != ")":
            alone = cue.bare or items[first].word in small().adverbs
            participle = cue.form is CueForm.PARTICIPLE and alone
            return self._main_subject(first) if participle else self._apposed(first - 1)
        return self._phrase_before(cue)

    def inverted(self, cue: Cue) -> Range | None:
        """The speaker behind the cue: "…, said Ann Hale, the mayor", "Said Hale: …"."""
        items, at = self.items, cue.after
        if not self._may_invert(cue):
            return None
        end = phrase_end(items, at)
        if end == at or (items[at].word in small().pronouns and items[at].word not in NAMING_PRONOUNS):
            return None
        if end == at + 1 and items[at].word in small().time:
            return None  # "…, Ann Hale, R-Ky., said Tuesday"
        if end == len(items):
            return at, end
        if items[end].word not in AFTER_NAME and items[end].kind is not TokenKind.QUOTE:
            return None
        return at, self._with_apposition(end)

    def owner(self, at: int) -> Range | None:
        """Whose it is: the possessive before the noun at `at`, at most two adjectives away."""
        items = self.items
        for index in range(at - 1, max(-1, at - 4), -1):
            if items[index].word in small().possessives:
                return index, index + 1
            if items[index].word in ("'s", "'"):
                start = phrase_start(items, index)
                return (start, index) if start < index else None
            if not nominal(items[index]) or items[index].word in small().determiners:
                return None
        return None

    def _phrase_before(self, cue: Cue) -> Range | None:
        items, first = self.items, cue.first
        start = phrase_start(items, first)
        participle = cue.form is CueForm.PARTICIPLE
        if participle and cue.bare:
            opener = next((k for k in range(first - 1, -1, -1) if not nominal(items[k])), 0)
            if items[opener].word == "with" and opener + 1 < first:
                return opener + 1, first
        # "fell in the valley | claiming lives", "in Iraq and Syria | declaring a state"
        apart = (
            participle and cue.bare and start and items[start - 1].word in small().prepositions | small().conjunctions
        )
        if start == first or apart:
            return self._main_subject(first) if participle and items[first - 1].word in DOING else None
        if participle and cue.bare and cue.lemma not in self.saying.say:
            # "against rebels seeking …": behind a preposition nothing tells whether they seek, or whoever acts.
            unsure = any(item.word in small().prepositions for item in items[max(0, start - 1) : first])
            return None if unsure else (start, first)
        if participle and cue.bare and start and verbish(items, start - 1):
            return self._main_subject(first) or (start, first)
        if self._lead_joins(start):
            return 0, first
        return (not (participle and cue.bare) and self._over_relative(start)) or (start, first)

    def _over_relative(self, start: int) -> Range | None:
        """ "A woman who lives nearby | said": the phrase that a relative clause before the cue belongs to."""
        items = self.items
        for at in range(start - 1, max(0, start - REACH), -1):
            item = items[at]
            if item.kind is not TokenKind.WORD or item.word in small().conjunctions | PARTING:
                return None
            if self._reduced(at, start):
                begin = phrase_start(items, at)
                return (begin, at) if begin < at else None
            if item.word in ("who", "which", "that"):
                begin = phrase_start(items, at)
                verb = any(verbish(items, k) for k in range(at + 1, start)) or not nominal(items[start - 1])
                headed = begin < at and not verbish(items, at - 1) and not finite(items[at - 1].word)
                return (begin, at) if headed and (verb or item.word == "who") else None
        return None

    def _lead_joins(self, start: int) -> bool:
        """True for "Hale, the mayor, and | her deputy": the phrase at `start` is only the last of several; and for "Ann
        Hale, Head of Trade, | Harbour Steel said"."""
        items = self.items
        if start < 3 or "," not in (items[start - 1].word, items[start - 2].word):
            return False
        lead = phrase_end(items, 0)
        titled = 1 < lead < start - 1 and all(item.capital for item in (*items[:lead], items[start]))
        if not (titled if items[start - 1].word == "," else items[start - 1].word == "and"):
            return False
        return 0 < lead < start and items[lead].word == "," and not any(verbish(items, k) for k in range(start))

    def _reduced(self, at: int, start: int) -> bool:
        """True for the participle in "Video | verified by the Gazette | shows"."""
        items = self.items
        participle = items[at].word.endswith("ed") or items[at].word in REDUCED
        tied = at + 1 < len(items) and at < start and items[at + 1].word in small().prepositions | {"online"}
        lists = small()
        noun = nominal(items[at - 1]) and items[at - 1].word not in lists.determiners | lists.pronouns
        return participle and tied and noun and not verbish(items, at - 1)

    def _shared_subject(self, first: int) -> Range | None:
        """The subject that a verb behind "and" shares with the verb before it."""
        items, lists = self.items, small()
        if self.found:
            return self._main_subject(first)
        start = first - 1
        while start > 0 and first - start < LONGEST:
            if items[start - 1].kind is not TokenKind.WORD or items[start - 1].word in lists.subordinators:
                break
            start -= 1
        if start and items[start].word == "and" and not any(verbish(items, at) for at in range(start)):
            return None  # "Ukraine, Bosnia, and Georgia are neutral but | ask"
        if start == 0 or items[start - 1].kind is not TokenKind.QUOTE:
            while start < first and items[start].word in lists.adverbs | lists.conjunctions:
                start += 1
            end = phrase_end(items, start) if start < first else start
            if start < end < first - 1 and not verbish(items, start):
                return start, end
        return self._main_subject(first)

    def _apposed(self, comma: int) -> Range | None:
        """The phrase with its apposition or aside, which ends at `comma`: "Ann Hale, the mayor, said"."""
        items = self.items
        if items[comma].word not in BREAKS:
            return None
        lead = phrase_end(items, 0)
        if lead and lead < comma and items[lead].word in BREAKS:
            return 0, comma
        for at in range(comma - 1, max(0, comma - LONGEST), -1):
            if items[at].word in NAMING_PRONOUNS and items[at - 1].word not in ("which", "whom"):
                return None  # "the Herald, that he really, | really wants"
            if items[at].word in BREAKS:
                start = phrase_start(items, at)
                return (start, comma) if start < at else None
            if items[at].kind is TokenKind.QUOTE:
                return None
        return None

    def _after_comma(self, cue: Cue) -> Range | None:
        """The subject of the main clause behind an opening participle: "Citing delays, the firm …"."""
        comma = next((at for at in range(cue.after, len(self.items) - 1) if self.items[at].word == ","), None)
        if comma is None:
            return None
        end = phrase_end(self.items, comma + 1)
        return (comma + 1, end) if end > comma + 1 else None

    def _main_subject(self, before: int) -> Range | None:
        """The last speaker who is not quoted by another, else the first noun phrase of the sentence."""
        items, lists, at = self.items, small(), 0
        for source, cue in reversed(self.found):
            if cue.head < before and not any(a <= cue.head < b for a, b in self.contents):
                return source
        while at < before and (items[at].word in lists.adverbs | lists.conjunctions or items[at].word == ","):
            at += 1
        if at < before and (
            items[at].word in lists.prepositions | lists.subordinators - lists.pronouns or self._participial(at)
        ):
            commas = (k + 1 for k in range(at, before) if items[k].word == ",")
            at = next((k for k in commas if phrase_end(items, k) > k), before)
        if at >= before or items[at].kind is TokenKind.QUOTE:
            return None
        end = phrase_end(items, at)
        return (at, end) if at < end <= before else None

    def _participial(self, at: int) -> bool:
        """True for "Stung by the figures, | the minister …": a participle at `at` that opens a sentence."""
        follows = self.items[at + 1].word if at + 1 < len(self.items) else ""
        regular = self.items[at].word.endswith(("ed", "ing"))
        return follows == "by" or (regular and follows in small().prepositions | small().determiners)

    def _aside_follows(self, comma: int) -> bool:
        """True for "Ann Hale, the mayor," and "Ann Hale, who runs the port,": a name, and an aside up to `comma`."""
        items = self.items
        lead = phrase_end(items, 0)
        if not 0 < lead < comma - 1 or items[lead].word != ",":
            return False
        relative = next((k for k in range(lead, comma) if items[k].word in RELATIVES), comma)
        joined = items[lead + 1].word.endswith("ed")  # "Ann Hale, joined by her deputy, said"
        return not any(verbish(items, k) for k in range(lead + 1 + joined, relative))

    def _may_invert(self, cue: Cue) -> bool:
        items = self.items
        if cue.lemma not in self.saying.say | self.saying.quoting or cue.lemma == "tell" or cue.after >= len(items):
            return False
        if cue.form not in (CueForm.PAST, CueForm.PRESENT):
            return False
        if cue.first == 0:
            return any(item.word == ":" for item in items[2:9])
        if any(item.word in small().auxiliaries for item in items[cue.first : cue.head]):
            return False
        before = items[cue.first - 1]
        if before.word == "," and self._aside_follows(cue.first - 1):
            return False
        stated = items[cue.after].capital and any(verbish(items, k) for k in range(cue.first))
        return before.kind is TokenKind.QUOTE or (
            before.word in BREAKS and (stated or cue.lemma not in self.saying.object)
        )

    def _with_apposition(self, end: int) -> int:
        items = self.items
        if items[end].word != "," or end + 1 == len(items):
            return end
        apposition = phrase_end(items, end + 1)
        if apposition == end + 1:
            return end
        if apposition == len(items):
            return apposition
        closes = items[apposition].word in AFTER_APPOSITION and not verbish(items, apposition)
        return apposition if closes else end
