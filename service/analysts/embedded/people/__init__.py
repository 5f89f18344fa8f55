"""Who speaks: from the words at a claim ("it", "the ministry", "a spokesman for the bank") to a claimant."""

import re
from collections.abc import Sequence

from service.analysts.embedded.people.affiliations import affiliations_of
from service.analysts.embedded.people.agreement import (
    PRONOUNS,
    SEVERAL,
    agree,
    done_to,
    fits,
    foreign,
    may_be,
    owned,
    sexed,
    speaks_of,
)
from service.analysts.embedded.people.appositions import NAMELESS, as_described, beside, bodily
from service.analysts.embedded.people.heads import head_of
from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named, headwords
from service.analysts.embedded.people.nouns import People, Sort, for_one_person, personal, sort_of
from service.analysts.embedded.people.papers import owners
from service.analysts.embedded.people.scene import Scene
from service.analysts.embedded.people.titles import title_of
from service.analysts.embedded.people.turns import Turn, between, of_other_sex
from service.domain import Claimant, ClaimantKind, Span
from service.languages.en.lexicon import words

TURNS = 12  # in one sentence: more are no news
FORENAMES = 2  # words before the surname in a name that nothing else tells to be a person's
NAME = 120  # characters: a name is no longer
MEMORY = 12_000  # characters back that a description may point; a long feature, whole

KEPT = frozenset({Sort.GOVERNMENT, Sort.ORGANISATION, Sort.MEDIA, Sort.GROUP})  # what goes by its own words
FIRMS = frozenset({"company", "firm"})
NO_FIRMS = frozenset("centre center court school hospital university commission committee church project field".split())
VAGUE = frozenset("group groups organisation organization body man woman".split())  # nouns that fit too many
GENERAL = FIRMS | VAGUE | frozenset("agency business club network".split())  # nouns that a body of another sort goes by
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


class Cast(Scene):
    """Those whom one article names, and who a mention of them stands for. Serves one reading of one article."""

    def __init__(self, text: str, end: int) -> None:
        super().__init__(text, end)
        self._affiliations: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, Span | None] = {}

    def claimant(self, source: Span | None, turns: Sequence[Turn], told: Sequence[Span] = ()) -> Claimant:
        """Who the words of `source` stand for, given who spoke before it and what it is the source of.

        Nobody named in `told` is meant: in "Reed is ill, he said", he is not Reed (the binding theory's principle C).
        """
        if source is None or not _WORD.search(source.text):
            return Claimant(name="unnamed", kind=ClaimantKind.UNNAMED, mention=source)
        head = head_of(source)
        if head.text.lower() in PRONOUNS:
            return self._pronoun(source, head, turns, told)
        writer = self._writer(source, head, turns, told)
        if writer:
            return writer
        own = self._coordinated(source) or self._own_name(source, head)
        if own and (self._several(head) or _SOME.match(source.text)):
            return Claimant(name=head.text, kind=ClaimantKind.UNNAMED, mention=source)
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
        """Whom a pronoun at `at` stands for, where one alone can be meant: sentence by sentence backwards, the one who
        spoke there, else the subject. None where two can be. Quotes, and what is `told`, name nobody for it."""
        pronoun, quoted = pronoun.lower(), self.in_quotes(at)
        remembered = between(turns, at - MEMORY, at)
        for back, sentence in enumerate(self.backwards(at)):
            end = min(sentence.end, at)
            last = between(turns, sentence.start, end)[-TURNS:]
            here = [turn for turn in last if quoted or not self.in_quotes(turn.at)]
            could = (turn.claimant for turn in here if self.could_be(turn.claimant, pronoun))
            spoke = {one.name: one for one in could if not of_other_sex(one.name, remembered, pronoun)}
            named = self.fitting(pronoun, sentence.start, end, told)
            if any(self.named_in(name, told) for name in spoke):
                return None
            if spoke:
                return next(iter(spoke.values())) if len(spoke) == 1 else None
            if named:
                mention, one = next((pair for pair in named if self.opens(pair[0])), named[0])
                if done_to(self.text[mention.span.end : end], pronoun):
                    return None
                others_meant = len(named) > 1 or speaks_of(sentence.text, pronoun)
                alone = back and one.female is not None and not others_meant
                sure = (self.opens(mention) or alone) and pronoun not in SEVERAL and _known(one, pronoun)
                return self._as_claimant(mention, one, mention.span) if sure else self._only(pronoun, at, told)
            if here and PRONOUNS[pronoun][0] is None:
                return None
        return None

    def _only(self, pronoun: str, at: int, told: Sequence[Span]) -> Claimant | None:
        """The one person named within reach of "he" or "she", where nobody else is spoken of there."""
        if PRONOUNS[pronoun][0] is not Sort.PERSON:
            return None
        start = min(sentence.start for sentence in self.backwards(at))
        fitting = self.fitting(pronoun, start, at, told)
        named = [pair for pair in fitting if pair[1].sort is Sort.PERSON or self.opens(pair[0])]
        mention, one = next((pair for pair in reversed(named) if self.opens(pair[0])), (None, None))
        if mention is None or one is None or len({one.name for _, one in named}) != 1 or not _known(one, pronoun):
            return None
        others = (word for word in _WORD.findall(self.text[start:at].lower()) if personal(word))
        alone = all(word in one.roles or not may_be(word, pronoun) for word in others)
        return self._as_claimant(mention, one, mention.span) if alone else None

    def could_be(self, claimant: Claimant, pronoun: str) -> bool:
        """Whether a pronoun may stand for the claimant: a person, a thing, or several."""
        if claimant.kind is ClaimantKind.AUTHOR or claimant.name == "unnamed":
            return False
        if claimant.kind is ClaimantKind.UNNAMED:
            noun = claimant.name.split(" of ")[0].split()[-1]
            plural = noun.endswith("s") or noun in _PLURAL or " and " in claimant.name
            person = PRONOUNS[pronoun][0] is Sort.PERSON
            return plural if pronoun in SEVERAL else not plural and person is for_one_person(noun)
        one = self.names.of.get(claimant.name)
        if one is None:
            return (claimant.kind is ClaimantKind.PERSON) == (PRONOUNS[pronoun][0] is Sort.PERSON)
        return fits(one, pronoun)

    def _pronoun(self, source: Span, head: Span, turns: Sequence[Turn], told: Sequence[Span]) -> Claimant:
        if head.text.lower() in {"who", "which"}:
            before = self.names.within(max(0, head.start - 120), head.start)[-1:]
            beside = before and _RELATING.fullmatch(self.text[before[0][0].span.end : head.start])
            meant = beside and self._somebody(*before[0]) == (head.text == "who")
            found = self._as_claimant(*before[0], source) if meant else None
        else:
            found = self.stands_for(head.text, head.start, turns, told)
        if found is None:
            return Claimant(name="unnamed", kind=ClaimantKind.UNNAMED, mention=source)
        return found.model_copy(update={"mention": source, "antecedent": found.antecedent or found.mention})

    def _somebody(self, mention: Mention, one: Named) -> bool:
        """Whether a name may be a person's: no body's, nor what one is of, as in "the head of Public Health, who"."""
        at = mention.span.start
        return one.sort is Sort.PERSON or (one.sort is Sort.UNKNOWN and not _OF.search(self.text, max(0, at - 8), at))

    def _coordinated(self, source: Span) -> tuple[Mention, Named] | None:
        """The first of two who speak together: the bank in "The bank, a lender, and its partners said"."""
        start = source.start
        if _ITS.match(source.text) and _AND.search(self.text[self.sentence(start).start : start]):
            before = self.names.within(self.sentence(start).start, start)
            return next((pair for pair in before if self.opens(pair[0])), None)
        first = next(iter(self.names.within(start, source.end)), None)
        alone = first and self.text[start : first[0].span.start].lower() in {"", "the "}
        return first if first and alone and _AND_ITS.match(self.text, first[0].span.end) else None

    def _several(self, head: Span) -> bool:
        """Two who speak together: "Ann Hale and Reed"."""
        pair = self.names.within(head.start, head.end)[-2:]
        first, last = (pair[0][0].span, pair[-1][0].span) if pair else (head, head)
        joined = first.end < last.start and last.end == head.end
        return joined and _AND_NAME.fullmatch(self.text, first.end, last.start) is not None

    def _own_name(self, source: Span, head: Span) -> tuple[Mention, Named] | None:
        """The name that heads the source, or the one that its description goes with.

        "Foreign Minister Ana Ruiz" is headed by its last name; "a spokesman for the bank of Ghent" speaks for the
        bank; "The top diplomat, Ana Ruiz" and "Ana Ruiz, the top diplomat" are one person wherever the source is cut.
        """
        around = self.names.within(max(0, head.start - NAME), head.start)[-1:]
        if around and around[0][0].span.end > head.start:
            return around[0]  # "the Ministry of Trade, | Industry and Energy"
        inside = self.names.within(head.start, head.end)
        of = (pair for pair in inside if self.text.startswith(" of ", pair[0].span.end) and pair[1].sort is Sort.PERSON)
        noun = _WORD.findall(head.text)[-1].lower()
        office = inside and inside[-1][0].definite and personal(noun)  # "The Assembly Member, | Ann Hale"
        if inside and inside[-1][0].span.end >= head.end - 2 and not office:
            return next(of, inside[-1])
        last = self.names.within(head.start, source.end)[-1:]
        person = last and last[0][0].span.end >= source.end - 1 and last[0][1].sort is Sort.PERSON
        between = self.text[head.end : last[0][0].span.start] if person else ""
        widowed = person and _THEIRS.match(between) and len(between.split()) == 1 + len(last[0][0].title)
        told = person and (last[0][0].described or last[0][0].title or _HOLDING.fullmatch(between))
        if told and not widowed:
            return last[0]  # and not "the widow of | Mr Reed"
        apposed = beside(self.text, self.names, source, head, self.sentence(source.start))
        if apposed:
            return apposed
        if noun in words(People).spokespeople:
            named = self.names.within(source.start, source.end)
            return next((pair for pair in named if pair[1].sort is not Sort.PERSON), next(iter(inside), None))
        theirs = inside and sort_of(noun) and not inside[-1][0].possessive and inside[-1][1].sort not in _APART
        theirs = theirs and sort_of(noun) is not Sort.GOVERNMENT  # "Harbour police" go by both words
        alone = theirs and self.text[inside[-1][0].span.end : head.end].strip().lower() == noun
        return inside[-1] if alone and not self._from(inside[-1][1]) else None

    def _from(self, one: Named) -> bool:
        """True of a name that tells where something is from: "the South Korean government" goes by its own words."""
        last = one.name.casefold().split()[-1]
        return last in words(People).demonyms or last in words(People).countries

    def _as_claimant(self, mention: Mention, one: Named, source: Span) -> Claimant:
        fullest = next(
            (other.span for other in one.mentions if other.span.text == one.name and other.span.start < source.start),
            None,
        )
        plain = mention.span.text == one.name
        sort, words_of = one.sort, one.name.casefold().split()
        if sort is Sort.PLACE and "-".join(words_of) not in words(People).countries:
            if len(words_of) == 1 or (len(words_of) < 4 and sort_of(words_of[-1]) is Sort.PLACE):
                own = mention.span.text in {source.text, _LEADING.sub("", source.text)}
                return Claimant(name="unnamed" if own else source.text, kind=ClaimantKind.UNNAMED, mention=source)
            sort = Sort.ORGANISATION  # "in Harbour Watch": more words than a place has
        if sort is Sort.UNKNOWN and 1 < len(words_of) < FORENAMES + 2:
            sort = Sort.PERSON
        return Claimant(
            name=one.name,
            kind=KINDS[sort],
            mention=source,
            antecedent=None if plain else fullest,
            title=self._titled(one) if sort is Sort.PERSON else None,
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
            # "the Harbour council" and "the Harbour report" are no others
            own = not personal(noun) and not for_one_person(noun) and self.names.within(head.start, head.end)
            nameless = noun in NAMELESS or own or self.text.startswith(_OF_ONE, head.end)
            found = None if nameless else self._last_described(nouns, head, turns, told)
            before = reversed(between(turns, head.start - MEMORY, head.start))
            spoke = {turn.claimant.name: turn.claimant for turn in before}
            alike = [one for name, one in spoke.items() if name.lower().endswith(noun)]
            last = alike[0] if len(alike) == 1 and agree(nouns, alike[0].name) else None
            if found and not (last and last.name.endswith(f" {noun}") and noun not in found[1].roles):
                mention, one = found
                known = self._as_claimant(mention, as_described(one, noun), source)
                return known.model_copy(update={"antecedent": known.antecedent or mention.span})
            if last and not self._eponymous(head, noun):
                return last.model_copy(update={"mention": source, "antecedent": last.antecedent or last.mention})
        return self._unresolved(source, head, noun)

    def _eponymous(self, head: Span, noun: str) -> bool:
        """True of "the Hale administration", which is a body and goes by its own words."""
        return bodily(noun) and any(one.sort is Sort.PERSON for _, one in self.names.within(head.start, head.end))

    def _last_described(
        self, nouns: Sequence[str], head: Span, turns: Sequence[Turn], told: Sequence[Span]
    ) -> tuple[Mention, Named] | None:
        """The one who is named so far that the description was used of, or else the one of its sort close by; None
        where they are several. A noun that says little ("group") points to the one close by, whatever it was called."""
        noun, at = nouns[-1], head.start
        body = bodily(noun)
        before = [
            (mention, one)
            for mention, one in self.names.within(at - MEMORY, at)
            if not foreign(nouns, one.roles | set(one.name.lower().split()) if body else one.roles, wholly=body)
            and not (body and one.sort is Sort.PERSON)
            and (one.sort is not Sort.PLACE or sort_of(noun) is Sort.PLACE)
            and ((body and _leads(mention, told)) or not any(part.overlaps(mention.span) for part in told))
        ]
        singles = (noun[:-1], noun[:-3] + "y") if noun.endswith("s") else ()
        if any(sort_of(one) or for_one_person(one) for one in singles):
            return None  # "the companies" are many
        called = [
            (mention, one)
            for mention, one in before
            if noun in one.roles or (noun not in FIRMS and noun in headwords(one.name))
        ]
        if called and noun not in VAGUE:
            best = max(len(pair[1].roles & set(nouns)) for pair in called)
            return _alone([pair for pair in called if len(pair[1].roles & set(nouns)) == best])
        if noun in words(People).titles:
            return self._introduced_later(nouns, at)
        sort = sort_of(noun) or (Sort.PERSON if for_one_person(noun) else None)
        # "the dockers' union", "the widow of Reed": told by whose it is
        whose = any(owned(word) for word in nouns) or self.text.startswith(" of ", head.end)
        for near in () if whose else list(self.backwards(at))[:3]:
            fitting = [
                pair
                for pair in before
                if near.start <= pair[0].span.start < near.end
                and (
                    pair[1].sort is sort
                    or {pair[1].sort, sort} <= _COLLECTIVE
                    or (pair[1].sort is Sort.UNKNOWN and " " in pair[1].name and _leads(pair[0], told))
                )
                and sexed(pair[1], noun)
            ]
            spoke = {turn.claimant.name for turn in between(turns, near.start, near.end)}
            if fitting:
                found = _alone(fitting)
                silent = found and found[1].name not in spoke and not _leads(found[0], told)
                if silent and body and noun not in GENERAL:
                    break  # "the union" is hardly the company that was just named
                return None if found and noun in FIRMS and found[1].roles & NO_FIRMS else found
        return _alone(called)

    def _introduced_later(self, nouns: Sequence[str], at: int) -> tuple[Mention, Named] | None:
        """An office is often named before its holder: "The justice secretary said …", and then who that is."""
        office = set(nouns) - {"the", "that", "this"}
        later = self.names.within(at, len(self.text))
        return next((pair for pair in later if len(office) > 1 and office <= pair[1].roles), None)

    def _unresolved(self, source: Span, head: Span, noun: str) -> Claimant:
        """A source without a name: an institution keeps its words, everybody else is unnamed."""
        sort = sort_of(noun) if noun not in _TITLED else None
        bare = _LEADING.sub("", head.text if sort else _CLAUSE.split(source.text)[0]).strip()
        attached = [one.name for _, one in self.names.within(source.start, source.end)]
        any_of_them = " " not in source.text and sort is not Sort.GOVERNMENT  # "Society", "companies"
        if sort in KEPT and noun not in words(People).unnamed and not any_of_them:
            return Claimant(name=bare or source.text, kind=KINDS[sort], mention=source)
        return Claimant(
            name=bare or source.text,
            kind=ClaimantKind.UNNAMED,
            mention=source,
            affiliations=tuple(dict.fromkeys(attached)),
        )


_TITLED = frozenset("review post digest bulletin journal mail express".split())  # papers by these names only
_BODIES = frozenset({ClaimantKind.GOVERNMENT, ClaimantKind.ORGANISATION, ClaimantKind.GROUP})
# "for the Harbour prosecutor's office": a body that goes by its noun.
_OFFICE = re.compile(
    r"\s+(?:for|of|at|from)\s+((?:the|its|his|her|their)\s+(?:[^,]{2,60}?\s)?[a-z]+)(?=,|$|\s(?:who|which|in|on)\s"
    r"|\s*$)"
)
_PLURAL = frozenset("couple family pair police people public crew staff team".split())
_COLLECTIVE = frozenset({Sort.GROUP, Sort.ORGANISATION})
_APART = frozenset({Sort.PLACE, Sort.PERSON})  # "the Hale administration" is a body, and not Hale
_SOME = re.compile(r"(?:some|many|few|several|most|other|both|all) (?!of )[\w ]*s\b", re.I)  # "Some Democrats"
_ITS = re.compile(r"(?:its|their|his|her)\b", re.I)
_AND, _AND_ITS = re.compile(r"\band\s+$"), re.compile(r"\s+and\s+(?:its|their|his|her)\b")
_AND_NAME = re.compile(r" (?:and|&) (?:(?:Mrs?|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Sen|Rep|Gov)\.? )?")
_OF = re.compile(r"\b(?:of|for|at)\s(?:the\s)?$")
_OF_ONE = (" of a ", " of an ", " of one ", " of two ")  # "the mother of a student" is nobody whom the article names
_THEIRS = re.compile(r" (?:of|to|with|from) ")
_HOLDING = re.compile(r" of (?:[A-Z][\w.]* )+")  # "Mayor | of London | Ann Hale"
_RELATING = re.compile(r"[’']?(?:, [a-z ]{3,40})?,?\s+(?:and\s+)?")  # "the board, asked in May, | which"
_WORD = re.compile(r"\w[\w’'-]*")
_DEFINITE = re.compile(r"(?:the|that|this|those|these|both|his|her|its|their)\b", re.I)
_CLAUSE = re.compile(r",|\s[–—(]|\s+(?:who|which|that|whose)\s")
_LEADING = re.compile(r"^(?:whom\s+)?(?:the|a|an|some|that|this|those|these)\s+", re.I)


def _known(one: Named, pronoun: str) -> bool:
    """Whether one is known to be what a pronoun tells of: a person, or none."""
    return one.sort is Sort.PERSON or (one.sort is not Sort.UNKNOWN and PRONOUNS[pronoun][0] is None)


def _alone(pairs: Sequence[tuple[Mention, Named]]) -> tuple[Mention, Named] | None:
    """The last mention, where all are of one."""
    return pairs[-1] if len({one.name for _, one in pairs}) == 1 else None


def _leads(mention: Mention, told: Sequence[Span]) -> bool:
    """Whether what is told opens with a name, which may be the body that told it: "Alder Steel is to close, the firm
    said"."""
    return any(0 <= mention.span.start - part.start <= len("the ") for part in told)
