"""Find the attributions of one sentence: each cue, who speaks, and what is told."""

from typing import NamedTuple

from service.analysts.clauses import LONGEST, Items, after_time, nominal, phrase_end, phrase_start, small, verbish
from service.analysts.cues import Cue, Form, Saying, cues, forms, nouns
from service.analysts.lexicon import words
from service.analysts.tokens import ENDS, Kind, Sentence

Range = tuple[int, int]
TAILS = frozenset({",", "-", "--", ";"})


NOUN_FOLLOW = frozenset("that about of".split())


class Draft(NamedTuple):
    """An attribution in the making, in offsets of the text. `open_end` tells that a quotation may go on after it."""

    source: Range | None
    cue: Range
    content: tuple[Range, ...]
    direct: bool
    speech: bool
    strong: bool = True


class Follow(NamedTuple):
    """What stands after a cue: where the content begins and of what kind it is."""

    begin: int
    kind: str


class Finder:
    """Reads one sentence."""

    def __init__(self, text: str, sentence: Sentence) -> None:
        self.text = text
        self.items: Items = sentence.items
        self.cues = cues(self.items)
        self.saying = words(Saying)
        self.heads = frozenset(cue.head for cue in self.cues)
        self.found: list[tuple[Range, Cue]] = []
        self.contents: list[Range] = []

    def drafts(self) -> list[Draft]:
        drafts: list[Draft] = []
        for cue in self.cues:
            draft = self.verb(cue)
            if draft:
                drafts.append(draft)
        drafts += self.according()
        drafts += self.labelled()
        drafts += self.nouns()
        return [draft for draft in drafts if draft.strong or not _within(draft, drafts)]

    # ------------------------------------------------------------ verbs

    def verb(self, cue: Cue) -> Draft | None:
        if cue.passive:
            return self.passive(cue)
        speaker = self.inverted(cue)
        if speaker and cue.first == 0:
            colon = next((k for k in range(speaker[1], len(self.items)) if self.items[k].word == ":"), len(self.items))
            return self.draft(speaker, cue, [(colon + 1, len(self.items))], "quote")
        if speaker:
            content = self.before(cue, cue.first)
            if content:
                return self.draft(speaker, cue, [*content, *self.rest(speaker[1], content)])
        source = self.subject(cue)
        if source is None:
            return None
        follow = self.following(cue)
        if follow is None:
            if cue.lemma not in self.saying.say | self.saying.think | self.saying.quoting or cue.form is Form.PARTICIPLE:
                return None
            content = self.before(cue, source[0])
            if not content:
                return None
            self.found.append((source, cue))
            return self.draft(source, cue, [*content, *self.rest(cue.after, content)])
        if not self.allowed(cue, follow):
            return None
        reduced = cue.form is Form.PARTICIPLE and cue.first == cue.head == source[1]
        end = self.object_end(follow.begin, cue.lemma in ("call", "describe", "label")) if follow.kind == "object" else self.clause_end(follow.begin, cue)
        if reduced and follow.kind in ("to", "object"):
            end = self.main_verb(follow.begin, end)
        self.found.append((source, cue))
        self.contents.append((follow.begin, end))
        parts = [(follow.begin, end)]
        if source[0] > 0 and self.items[source[0] - 1].word in ("which", "what") and follow.kind != "quote":
            parts = [(source[0] - 1, source[0]), *parts]
        if follow.kind == "quote" and source[0] >= 1 and self.items[source[0] - 1].kind is Kind.QUOTE:
            parts = [(source[0] - 1, source[0]), *parts]
        return self.draft(source, cue, parts, follow.kind)

    def allowed(self, cue: Cue, follow: Follow) -> bool:
        s = self.saying
        if follow.kind in ("object", "to") and self.unreal(cue):
            return False
        match follow.kind:
            case "object":
                return cue.lemma in s.object | s.stand or cue.phrasal
            case "to":
                return cue.lemma in s.to | s.hearer
            case "quote" | "that":
                return cue.lemma in s.say | s.think | s.show | s.hearer | s.stand | s.object or cue.phrasal or (cue.lemma in s.quoting and follow.kind == "quote")
            case _:
                return cue.lemma in s.say | s.think | s.show | s.hearer | s.bare or cue.phrasal

    def unreal(self, cue: Cue) -> bool:
        """True when nobody has said it yet: "would say", "to say"."""
        return any(self.items[k].word in small().modals for k in range(cue.first, cue.head))

    def draft(self, source: Range | None, cue: Cue, parts: list[Range], kind: str = "") -> Draft | None:
        spans = tuple(self.span(*part) for part in parts if part[0] < part[1])
        if not spans and kind != "quote":
            return None
        s = self.saying
        speech = (cue.lemma in s.say | s.object | s.quoting and cue.lemma not in s.think) or cue.phrasal
        if kind == "object" and cue.lemma not in s.object and not cue.phrasal:
            speech = False
        direct = all(self.items[a].kind is Kind.QUOTE and b == a + 1 for a, b in parts if a < len(self.items))
        where = self.span(cue.first, cue.after)
        strong = speech and kind in ("", "that", "clause", "quote", "wh") and cue.lemma in s.say and cue.first == cue.head
        return Draft(self.span(*source) if source else None, where, spans, direct, speech, strong)

    def span(self, begin: int, end: int) -> Range:
        items = self.items
        while end > begin and (items[end - 1].word in ENDS or items[end - 1].word in TAILS | {":"}):
            end -= 1
        if end <= begin:
            return items[begin].start, items[begin].start
        return items[begin].start, items[end - 1].end

    # ------------------------------------------------------------ who speaks

    def subject(self, cue: Cue) -> Range | None:
        first, items = cue.first, self.items
        if first == 0:
            return self.after_comma(cue) if cue.form is Form.PARTICIPLE else None
        before = items[first - 1]
        if items[first].word == "to" or before.word == "to":
            return self.main_subject(first)
        if before.word in ("who", "which", "that"):
            return first - 1, first
        if before.word in small().conjunctions:
            return self.shared_subject(first)
        if before.kind is Kind.MARK and before.word != ")":
            bare = cue.form is Form.PARTICIPLE and cue.first == cue.head or items[cue.first].word in small().adverbs
            if cue.form is Form.PARTICIPLE and bare:
                return self.main_subject(first)
            return self.apposed(first - 1)
        if before.kind is Kind.QUOTE:
            return None
        start = phrase_start(items, first)
        if cue.form is Form.PARTICIPLE and cue.first == cue.head:
            start = next((k + 1 for k in range(first - 2, start, -1) if items[k].word == "with"), start)
            if start < first and items[start - 1].word == "with":
                return start, first
        if start == first:
            if before.word in small().prepositions and cue.form is Form.PARTICIPLE:
                return self.main_subject(first)
            return None
        if cue.form is Form.PARTICIPLE and cue.first == cue.head and start and verbish(items, start - 1):
            return self.main_subject(first) or (start, first)
        if start > 2 and items[start - 1].word == "and" and items[start - 2].word == ",":
            lead = phrase_end(items, 0)
            if 0 < lead < start and items[lead].word == "," and not any(verbish(items, k) for k in range(start)):
                return 0, first
        return start, first

    def shared_subject(self, first: int) -> Range | None:
        """The subject that a verb behind "and" shares with the verb before it."""
        items, lists = self.items, small()
        start = first - 1
        while start > 0 and first - start < LONGEST:
            item = items[start - 1]
            if item.kind is not Kind.WORD or item.word in lists.subordinators:
                break
            start -= 1
        if not any(start <= cue.head < first for _, cue in self.found) and items[start - 1].word != '"':
            while start < first and items[start].word in lists.adverbs | lists.conjunctions:
                start += 1
            end = phrase_end(items, start) if start < first else start
            if start < end < first - 1 and not self.found and not verbish(items, start):
                return start, end
        return self.main_subject(first)

    def apposed(self, comma: int) -> Range | None:
        """The phrase before an apposition or an aside that ends at `comma`: "Ann Hale, the mayor, said"."""
        items = self.items
        if items[comma].word not in TAILS:
            return None
        lead = phrase_end(items, 0)
        if lead and lead < comma and items[lead].word in TAILS:
            return 0, comma
        for at in range(comma - 1, max(0, comma - LONGEST), -1):
            if items[at].word in TAILS:
                start = phrase_start(items, at)
                return (start, comma) if start < at else None
            if items[at].kind is Kind.QUOTE:
                return None
        return None

    def after_comma(self, cue: Cue) -> Range | None:
        """The subject of the main clause behind an opening participle: "Citing delays, the firm …"."""
        for at in range(cue.after, len(self.items) - 1):
            if self.items[at].word == ",":
                end = phrase_end(self.items, at + 1)
                return (at + 1, end) if end > at + 1 else None
        return None

    def main_subject(self, before: int) -> Range | None:
        outer = [source for source, cue in self.found if cue.head < before and not self.inside(cue)]
        if outer:
            return outer[-1]
        items, at = self.items, 0
        lists = small()
        while at < before and (items[at].word in lists.adverbs | lists.conjunctions or items[at].word == ","):
            at += 1
        if at < before and items[at].word in lists.prepositions | lists.subordinators - lists.pronouns:
            at = next((k + 1 for k in range(at, before) if items[k].word == ","), before)
        if at < before and items[at].kind is Kind.QUOTE:
            return None
        end = phrase_end(items, at) if at < before else at
        return (at, end) if at < end <= before else None

    def inside(self, cue: Cue) -> bool:
        """True when another content found so far holds this cue."""
        return any(a <= cue.head < b for a, b in self.contents)

    def inverted(self, cue: Cue) -> Range | None:
        """The speaker behind the cue: "…, said Ann Hale, the mayor"."""
        items, at = self.items, cue.after
        if cue.lemma not in self.saying.say | self.saying.quoting or cue.form not in (Form.PAST, Form.PRESENT) or (cue.first == 0 and ":" not in [item.word for item in items[2:9]]):
            return None
        if cue.first and items[cue.first - 1].kind is not Kind.QUOTE and items[cue.first - 1].word not in TAILS:
            return None
        if cue.lemma in ("tell",) or at >= len(items):
            return None
        if any(item.word in small().auxiliaries for item in items[cue.first : cue.head]):
            return None
        if cue.first and items[cue.first - 1].kind is not Kind.QUOTE and cue.lemma in self.saying.object:
            return None
        end = phrase_end(items, at)
        if end == at or items[at].word in small().pronouns and items[at].word not in ("he", "she", "they", "one", "both"):
            return None
        if end < len(items) and (items[end].word not in {",", ".", ";", "-", "--", "?", ":", "who", "in", "on", "at", "during", "of", "from", "for", "to"} and items[end].kind is not Kind.QUOTE):
            return None
        if end < len(items) and items[end].word == "," and end + 1 < len(items):
            apposition = phrase_end(items, end + 1)
            if apposition > end + 1 and (apposition == len(items) or items[apposition].word in {".", ",", "of", "at", "in", "for", "who"}):
                if not (apposition < len(items) and verbish(items, apposition)):
                    end = apposition
        return at, end

    # ------------------------------------------------------------ what is told

    def before(self, cue: Cue, end: int) -> list[Range]:
        """The content that stands before "…, she said" or "…," said she."""
        items = self.items
        if end == 0:
            return []
        if items[end - 1].kind is Kind.QUOTE:
            begin = end - 1
            lead = self.lead(begin)
            return [(lead, end)]
        if items[end - 1].word not in TAILS or end < 2:
            return []
        return [(self.lead(end - 1), end - 1)]

    def lead(self, end: int) -> int:
        """Where the clause begins that ends at `end`: behind an earlier attribution, or at the sentence's start."""
        begin = 0
        for _, cue in self.found:
            if cue.after < end:
                begin = cue.after
        while begin < end and (self.items[begin].word in small().conjunctions or self.items[begin].word in TAILS):
            begin += 1
        return begin

    def rest(self, at: int, before: list[Range]) -> list[Range]:
        """What goes on behind "…," she said, "…"; nothing when another participle or the end follows."""
        items = self.items
        for index in range(at, min(len(items), at + LONGEST)):
            if items[index].kind is Kind.QUOTE and items[index - 1].word in TAILS | ENDS | {":"}:
                return [(index, index + 1)]
            if index in self.heads:
                break
        if items[before[-1][1] - 1].kind is Kind.QUOTE and before[-1][1] - before[-1][0] == 1:
            return []
        at = after_time(items, at)
        while at < len(items) and (items[at].word in small().adverbs or items[at].word.endswith("ly")):
            at += 1
        if at < len(items) - 2 and items[at].word == "," and items[at + 1].kind is Kind.WORD:
            word = items[at + 1].word
            if not word.endswith("ing") and word not in small().subordinators - {"but"} and word not in ("who", "which", "according", "in"):
                return [(at + 1, self.clause_end(at + 1, None))]
        return []

    def following(self, cue: Cue) -> Follow | None:
        items, at = self.items, cue.after
        if at >= len(items):
            return None
        if cue.lemma in self.saying.hearer:
            end = at + 1 if items[at].word in ("me", "us", "them", "him", "her") else phrase_end(items, at)
            if end > at and items[at].word not in ("that",):
                follow = self.fillers(end, to=True)
                if follow and follow.kind in ("that", "quote", "wh", "to"):
                    return follow if cue.lemma in ("tell", "ask", "remind", "assure", "inform") else Follow(at, "to")
                if end < len(items) and items[end].word == "to":
                    return Follow(end if cue.lemma in ("tell", "ask") else at, "to")
                end = after_time(items, end)
                if cue.lemma == "tell" and end < len(items) and (items[end].word in small().pronouns or items[end].word in small().determiners):
                    return Follow(end, "clause")
                if cue.lemma in ("tell", "inform", "assure", "remind"):
                    return None
        if items[at].word == "to" and at + 1 < len(items) and cue.lemma in self.saying.to and not cue.phrasal:
            return Follow(at, "to")
        follow = self.fillers(at)
        if follow:
            return follow
        at = after_time(items, at)
        if at >= len(items):
            return None
        if items[at].word in ("him", "her", "them", "it", "us", "me") and cue.lemma in self.saying.stand:
            return Follow(at, "object")
        if not _begins_phrase(items, at):
            if items[at].word in ("there", "neither", "here", "if", "yes", "only", "just") and cue.lemma in self.saying.say | self.saying.think:
                return Follow(at, "clause")
            return None
        s = self.saying
        if cue.lemma in s.bare and not cue.phrasal:
            if cue.lemma not in s.object | s.stand or self.clause_at(at):
                return Follow(at, "clause")
        return Follow(at, "object")

    def clause_at(self, at: int) -> bool:
        """True when a verb follows the noun phrase that begins at `at`."""
        end = phrase_end(self.items, at)
        for index in range(end, min(len(self.items), end + 3)):
            word = self.items[index].word
            if verbish(self.items, index) or (word in forms() and forms()[word][1] in (Form.PAST, Form.PRESENT)):
                return True
            if word not in small().adverbs:
                return False
        return False

    def fillers(self, at: int, to: bool = False) -> Follow | None:
        """Content behind words of time and place: "said Friday in a statement that …"."""
        items, lists = self.items, small()
        for index in range(at, min(len(items), at + 22)):
            item = items[index]
            if item.kind is Kind.QUOTE:
                plain = index == at or items[index - 1].word in {",", ":"}
                return Follow(index, "quote") if plain else None
            if item.word == "that" and not (index == at and self.determines(index)):
                return Follow(index, "that")
            if item.word == ":":
                return Follow(index + 1, "quote")
            if to and item.word == "to" and index + 1 < len(items) and phrase_end(items, index + 1) == index + 2:
                return Follow(index, "to")
            if item.word in lists.wh and index == at:
                return Follow(index, "wh")
            if item.word == ",":
                if index + 1 < len(items) and items[index + 1].kind is Kind.QUOTE:
                    return Follow(index + 1, "quote")
                later = [k for k in range(index, min(len(items) - 1, index + 5)) if items[k].word == "," and items[k + 1].word == "that"]
                return Follow(later[0] + 1, "that") if later else None
            if item.word in ENDS or item.word in (";", "-", "--"):
                return None
            if index == at and not (item.word in lists.adverbs | lists.time or item.word in lists.prepositions):
                return None
            if index > at and (item.word in ("he", "she", "they", "it", "we", "i") or verbish(items, index)):
                return Follow(index, "clause") if item.word in lists.pronouns else None
        return None

    def determines(self, index: int) -> bool:
        """True when "that" at `index` points at a noun ("rejected that argument") and opens no clause."""
        end = phrase_end(self.items, index + 1)
        return end == len(self.items) or (end == index + 2 and self.items[end].word in {".", ","})

    def clause_end(self, begin: int, cue: Cue | None) -> int:
        """Behind the last item of a clause: up to the next attribution's start, else to the sentence's end."""
        items, say = self.items, self.saying.say
        stops = {}
        for other in self.cues:
            if other.head <= begin or (cue and other.head <= cue.head):
                continue
            if other.lemma not in say:
                continue
            at = other.first
            if other.form is Form.PARTICIPLE and at == other.head and items[at - 1].word in TAILS:
                return at - 1
            if other.form is not Form.PARTICIPLE and items[at - 1].word in ("and", "but") and other.form is not Form.BASE:
                return at - 1
            if other.form is Form.PARTICIPLE or items[at].word == "to":
                continue
            start = phrase_start(items, at)
            if begin < start < at and items[start - 1].word in ("and", "but", "while", "though", "although", "as"):
                if start >= 2 and items[start - 2].word in TAILS:
                    return start - 2
        for index in range(begin + 1, len(items) - 1):
            if items[index].word == ";" or (items[index].word in ("although", "though") and items[index - 1].word == ","):
                return index if items[index].word == ";" else index - 1
            if items[index].word == "and" and items[index - 1].word == "," and self.clause_at(index + 1):
                return index - 1
            if items[index].word == "according" and items[index - 1].word in TAILS:
                return index - 1
            if items[index].word == "with" and items[index - 1].word in TAILS and self.acts(index + 1):
                return index - 1
        return len(items)

    def main_verb(self, begin: int, end: int) -> int:
        """Where the main clause goes on behind a reduced relative: "a video claiming to show it | has been …"."""
        items, lists = self.items, small()
        for at in range(begin + 2, end):
            if items[at].word in lists.subordinators or items[at].kind is not Kind.WORD:
                return end
            if items[at].word in lists.auxiliaries - lists.modals and items[at - 1].word not in lists.modals | lists.auxiliaries:
                return at if items[at].word not in ("be", "have", "do") else end
        return end

    def acts(self, begin: int) -> bool:
        """True when a noun phrase at `begin` is the subject of a participle: "with Ann Hale claiming …"."""
        heads = [cue.head for cue in self.cues if cue.form is Form.PARTICIPLE and begin < cue.first <= begin + 8]
        return bool(heads) and all(nominal(item) for item in self.items[begin : heads[0]])

    def object_end(self, begin: int, calling: bool = False) -> int:
        items, lists = self.items, small()
        for index in range(begin + 1, len(items)):
            item = items[index]
            if item.word in (";", ":", "--", "-") or item.word in ENDS:
                return index
            if item.word == "," and not (index + 1 < len(items) and (items[index + 1].word in ("who", "which") or items[index-1].capital and items[index + 1].capital)):
                return index
            if item.word in ("while", "because", "although", "though", "after", "before", "when", "during", "but", "since", "if", "unless", "until"):
                return index
            if item.word in ("and",) and index + 1 < len(items) and (verbish(items, index + 1) or (items[index + 1].word in forms() and forms()[items[index + 1].word][1] in (Form.PAST,Form.PRESENT))):
                return index
            if item.word in ("on", "in", "at") and not calling and index + 1 < len(items) and items[index + 1].word in lists.time:
                return index
        return len(items)

    # ------------------------------------------------------------ other cues

    def passive(self, cue: Cue) -> Draft | None:
        """"It was reported that …", "X is said to …", "X was accused by Y of …"."""
        items, at = self.items, cue.after
        subject = self.subject(cue)
        source: Range | None = None
        if at < len(items) and items[at].word == "by":
            end = phrase_end(items, at + 1)
            if end > at + 1:
                source, at = (at + 1, end), end
        s = self.saying
        if at < len(items) and items[at].word == "that" and cue.lemma in s.say | s.think | s.show:
            return self.draft(source, cue, [(at, self.clause_end(at, cue))], "that")
        if subject is None:
            return None
        if at < len(items) and items[at].word == "to" and cue.lemma in s.reputed:
            return self.draft(source, cue, [subject, (at, self.clause_end(at, cue))], "to")
        if source is None and cue.lemma not in ("accuse",):
            return None
        if cue.lemma not in s.object | s.stand:
            return None
        tail = [(at, self.object_end(at))] if at < len(items) and items[at].word in ("of", "as", "for") else []
        return self.draft(source, cue, [subject, *tail], "object")

    def according(self) -> list[Draft]:
        drafts = []
        items = self.items
        for at, item in enumerate(items[:-2]):
            if item.word != "according" or items[at + 1].word != "to":
                continue
            end = self.source_end(at + 2)
            if at > 1:
                last = at - 1 if items[at - 1].word in TAILS else at
                content = [(self.lead(last), last)]
            else:
                begin = end + 1 if end < len(items) and items[end].word in TAILS else end
                content = [(begin, self.clause_end(begin, None))]
            spans = tuple(self.span(*part) for part in content if part[0] < part[1])
            if spans and end > at + 2:
                direct = all(items[a].kind is Kind.QUOTE and b == a + 1 for a, b in content)
                drafts.append(Draft(self.span(at + 2, end), self.span(at, at + 2), spans, direct, True))
        return drafts

    def nouns(self) -> list[Draft]:
        """A noun of saying with its speaker: "the council's claim that …", "the warning by police that …"."""
        items, drafts = self.items, []
        for at, item in enumerate(items[:-1]):
            if item.word not in nouns() or at == 0 or item.capital:
                continue
            source, follow = self.owner(at), at + 1
            if items[follow].word in ("by", "from"):
                end = phrase_end(items, follow + 1)
                source, follow = ((follow + 1, end), end) if end > follow + 1 else (None, follow)
            if source is None or follow >= len(items) - 1 or items[follow].word not in NOUN_FOLLOW:
                continue
            begin = follow if items[follow].word in ("that", "to") else follow + 1
            end = self.clause_end(begin, None) if items[follow].word == "that" else self.object_end(begin)
            drafts.append(Draft(self.span(*source), self.span(at, follow), (self.span(begin, end),), False, nouns()[item.word] not in self.saying.think, False))
        return drafts

    def owner(self, at: int) -> Range | None:
        """Whose it is: the possessive before a noun, at most two adjectives away."""
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

    def labelled(self) -> list[Draft]:
        """A speaker beside a mark: "HALE: …" as transcripts print it, or "…" - Ann Hale, as pull quotes are signed."""
        items = self.items
        if self.cues and self.found:
            return []
        for at in range(1, min(5, len(items) - 1)):
            name = items[:at]
            if items[at].word == ":" and self.text[name[0].start : name[-1].end].isupper():
                return [Draft(self.span(0, at), self.span2(at, at + 1), (self.span2(at + 1, len(items)),), False, True)]
            if items[0].kind is Kind.QUOTE and at == 1 and items[at].word in ("-", "--") and items[at + 1].capital:
                return [Draft(self.span(2, phrase_end(items, 2)), self.span2(1, 2), (self.span(0, 1),), True, True)]
        return []

    def span2(self, a: int, b: int) -> Range:
        return self.items[a].start, self.items[b - 1].end

    def source_end(self, begin: int) -> int:
        items = self.items
        for index in range(begin, min(len(items), begin + LONGEST)):
            if items[index].word in TAILS or items[index].word in ENDS:
                return index
        return min(len(items), begin + LONGEST)


def _within(draft: Draft, drafts: list[Draft]) -> bool:
    """True when another attribution's content holds this one's cue."""
    return any(a <= draft.cue[0] and draft.cue[1] <= b for other in drafts if other is not draft for a, b in other.content)


def _begins_phrase(items: Items, at: int) -> bool:
    while at < len(items) and items[at].word.endswith("ly") and not items[at].capital:
        at += 1
    return at < len(items) and (items[at].kind is Kind.WORD and phrase_end(items, at) > at)
