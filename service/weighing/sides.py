"""Who stands with whom: by declaration, and by the words of the article and the documents. Knows nothing of weights."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import product

from service.domain import (
    Alliance,
    Article,
    Claim,
    ClaimantKind,
    Document,
    Span,
    Tie,
    TieKind,
    TieState,
)
from service.languages import pack_for
from service.languages.names import name_tokens, names_one_of, principal, same_house, same_name
from service.languages.pack import TieWords
from service.text.ties import ties_of
from service.text.wire_credits import wire_credit

ONE = frozenset({TieKind.SAME, TieKind.VOICE})
UNDER = frozenset({TieKind.MEMBER, TieKind.OWNER})
NEVER_A_HOUSE = frozenset({ClaimantKind.PERSON, ClaimantKind.AUTHOR, ClaimantKind.MEDIA})


@dataclass(frozen=True)
class Sides:
    """The alliances that hold on the article's date, those that are denied on it, and the ties that stand and that are
    denied by them. Made once for a report: what was asked of it is kept."""

    standing: tuple[Alliance, ...] = ()
    denied: tuple[Alliance, ...] = ()
    ties: tuple[Tie, ...] = ()
    denied_ties: tuple[Tie, ...] = ()
    _parties: dict[str, Mapping[str, Tie | None]] = field(default_factory=dict, compare=False, repr=False)
    _tied: dict[tuple[str, str], Tie | None] = field(default_factory=dict, compare=False, repr=False)
    _wires: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, alliances: Sequence[Alliance], ties: Sequence[Tie], moment: datetime | None) -> "Sides":
        held = _held(alliances, ties, moment)
        denied = tuple(one for one in held if one.denied)
        standing = tuple(_without(one, denied) for one in held if not one.denied)
        said = stated(ties, alliances, moment)
        kept, refused = (tuple(tie for tie in said if (tie.state is TieState.DENIED) is no) for no in (False, True))
        return cls(standing, denied, kept, refused)

    def one_party(self, name: str) -> Mapping[str, Tie | None]:
        """Every name that is one party with this one, each with the tie that says so (None: the name itself does)."""
        if name not in self._parties:
            self._parties[name] = self._party(name)
        return self._parties[name]

    def tied(self, a: str, b: str) -> Tie | None:
        """The words by which two who are not one party are of one side: one is under the other, both are under a third,
        or they fight side by side."""
        if (a, b) not in self._tied:
            self._tied[a, b] = self._side_by_side(a, b)
        return self._tied[a, b]

    def _party(self, name: str) -> Mapping[str, Tie | None]:
        found: dict[str, Tie | None] = {name: None, principal(name): None}
        waiting = list(found)
        while waiting:
            here = waiting.pop()
            for own, other, tie in self._naming(here):
                if tie.kind in ONE and other not in found and _called(own, here):
                    found |= {other: tie, principal(other): tie}
                    waiting.append(other)
        return found

    def _side_by_side(self, a: str, b: str) -> Tie | None:
        mine, yours = self.one_party(a), self.one_party(b)
        if self.are_apart((*mine,), (*yours,)):
            return None
        allied = (one for name in mine for one in self._naming(name) if one[2].kind is TieKind.ALLY)
        tied = [tie for own, other, tie in allied if _in(own, mine) and _in(other, yours)]
        if tied:
            return min(tied, key=self.ties.index)
        above, over = self._above(mine), self._above(yours)
        shared = next((house for house in above if _in(house, over)), None)
        if shared is None:
            return None
        return above[shared] or next((over[one] for one in over if same_house(one, shared)), None)

    def _naming(self, name: str) -> list[tuple[str, str, Tie]]:
        """The ties of which a party shares a word with the name, in order: that party, the other one and the tie."""
        places = {place for token in name_tokens(name) for place in self._index.get(token, ())}
        return [self._ends[place] for place in sorted(places)]

    @cached_property
    def _ends(self) -> list[tuple[str, str, Tie]]:
        return [(*parties, tie) for tie in self.ties for parties in (tie.parties, tie.parties[::-1])]

    @cached_property
    def _index(self) -> Mapping[str, Sequence[int]]:
        """For each word of a party's name the places of that party in `_ends`."""
        index: dict[str, list[int]] = defaultdict(list)
        for place, (own, _, _) in enumerate(self._ends):
            for token in name_tokens(own):
                index[token].append(place)
        return index

    def are_apart(self, mine: Sequence[str], yours: Sequence[str]) -> bool:
        """Whether somebody declared that the two do not stand together. Who is denied a place in a bloc is apart from
        it and its members; no one else is."""
        return any(_both_in(own, other, one) for one in self.denied for own, other in product(mine, yours))

    def is_voice(self, name: str, document: Document) -> bool:
        """Whether one whom a document names is more than what it calls itself while an editor says that it is not."""
        if not self.denied_ties:
            return True
        names = name, principal(name)
        refused = [tie for tie in self.denied_ties if tie.document_id == document.id]
        own = [tie.parties for tie in refused if tie.parties[0] == document.publisher]
        return not any(same_house(one, party) for parties in own for one in names for party in parties)

    def wire_of(self, document: Document) -> str | None:
        """The wire that a document carries: the one that is given, else the one that its words credit."""
        if document.id not in self._wires:
            credit = wire_credit(document.text, document.publisher, language=document.language or "en")
            self._wires[document.id] = document.wire or credit
        return self._wires[document.id]

    def _above(self, party: Mapping[str, Tie | None]) -> dict[str, Tie | None]:
        """The party, and all it is a part of or owned by, near ones first; each with the tie that says so."""
        found: dict[str, Tie | None] = dict.fromkeys(party)
        waiting = list(found)
        while waiting:
            here = waiting.pop(0)
            for child, house, tie in self._naming(here):
                under = tie.kind in UNDER and child == tie.parties[0]
                if under and same_house(child, here) and not _in(house, found):
                    found[house] = tie
                    waiting.append(house)
        return found


def found_ties(article: Article, documents: Sequence[Document], claims: Sequence[Claim]) -> tuple[Tie, ...]:
    """Every tie that the texts tell, and for each who is called by a noun alone whom it stands for."""
    told = ties_of(article, documents)
    pack = pack_for(article.language)
    if pack is None:
        return told
    nouns = {tie.parties[1]: tie.span for tie in told if tie.document_id is None}
    nouns |= {one.claimant.name: _mention(one) for one in claims if one.claimant.kind not in NEVER_A_HOUSE}
    named = {name: _stands_for(name, article, documents, claims, pack.ties) for name in nouns if name.islower()}
    same = (Tie(parties=(name, one), kind=TieKind.SAME, span=nouns[name]) for name, one in named.items() if one)
    return tuple({(tie.parties, tie.kind): tie for tie in (*told, *same)}.values())


def _mention(claim: Claim) -> Span:
    return claim.claimant.mention or claim.spans[0]


def stated(ties: Sequence[Tie], alliances: Sequence[Alliance], moment: datetime | None) -> tuple[Tie, ...]:
    """The ties with what the desk decided of each, or else the declared alliances say: accepted, denied, left open."""
    held = _held(alliances, ties, moment)
    return tuple(tie.model_copy(update={"state": _state(tie, held)}) for tie in ties)


def _held(alliances: Sequence[Alliance], ties: Sequence[Tie], moment: datetime | None) -> list[Alliance]:
    """What is declared on a date, and what the desk denied of this very report: the two parties stand apart in it."""
    refused = (one.parties for one in ties if one.decided and one.decided.state is TieState.DENIED)
    apart = (Alliance(name=house, members=(party,), denied=True) for party, house in dict.fromkeys(refused))
    return [*(one for one in alliances if one.holds_on(moment)), *apart]


def _without(alliance: Alliance, denied: Sequence[Alliance]) -> Alliance:
    """The alliance without the members of whom somebody says that they are none."""
    members = (one for one in alliance.members if not any(_both_in(one, alliance.name, no) for no in denied))
    return alliance.model_copy(update={"members": tuple(members)})


def _state(tie: Tie, held: Sequence[Alliance]) -> TieState:
    if tie.decided:
        return tie.decided.state
    declared = [one for one in held if _both_in(*tie.parties, one)]
    if any(one.denied for one in declared):
        return TieState.DENIED
    return TieState.ACCEPTED if declared else TieState.OPEN


def _stands_for(
    name: str, article: Article, documents: Sequence[Document], claims: Sequence[Claim], words: TieWords
) -> str | None:
    """Whom "company" or "city council" stands for: of those whose documents are there, the only one it can be."""
    noun = name.rsplit(maxsplit=1)[-1]
    known = {one: None for document in documents for one in (document.publisher, document.owner) if one}
    texts = (article.body[: article.body_end], *(document.text for document in documents))
    fitting = [one for one in known if _ends(one, noun) and set(name_tokens(name)) <= set(name_tokens(one))]
    if fitting:
        others = re.findall(rf"(?:[A-Z][\w-]* ){{1,4}}{re.escape(noun.capitalize())}\b", texts[0])
        fitting = [one for one in fitting if all(same_name(one, other) for other in others)]
    elif noun in words.firms:
        fitting = [one for one in known if _is_a_firm(one, texts, words) or _speaks_alone(one, claims, words)]
    return fitting[0] if len(fitting) == 1 else None


def _is_a_firm(name: str, texts: Sequence[str], words: TieWords) -> bool:
    """Whether the article or a document says so."""
    called = re.compile(words.firm_called.format(re.escape(name)))
    return any(name in text and called.search(text) for text in texts)


def _speaks_alone(name: str, claims: Sequence[Claim], words: TieWords) -> bool:
    """Whether no other house that could be a firm speaks in the article."""
    speaking = [one.claimant for one in claims if not one.claimant.name.islower()]
    houses = {one.name for one in speaking if one.kind not in NEVER_A_HOUSE and not _ends_in(one.name, words.bodies)}
    return bool(houses) and all(same_house(one, name) for one in houses)


def _ends(name: str, noun: str) -> bool:
    return _ends_in(name, frozenset({noun}))


def _ends_in(name: str, nouns: Collection[str]) -> bool:
    return any(token in nouns for token in name.lower().split()[-1:])


def _called(name: str, here: str) -> bool:
    """A person goes by the surname too; a house by its whole name."""
    return same_house(name, here) or (len(name_tokens(here)) > 1 and set(name_tokens(here)) < set(name_tokens(name)))


def _in(name: str, party: Iterable[str]) -> bool:
    return any(_called(one, name) or _called(name, one) for one in party)


def _both_in(a: str, b: str, alliance: Alliance) -> bool:
    return not same_house(a, b) and all(names_one_of(name, alliance.parties) for name in (a, b))
