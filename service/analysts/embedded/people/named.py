"""Who and what an article names: every mention, gathered by name. Knows nothing of who says what."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from service.analysts.embedded.people.mentions import Mention, mentions
from service.analysts.embedded.people.nouns import People, Sort, for_one_person, personal, sort_of
from service.languages.en.lexicon import words
from service.languages.names import name_tokens, same_name


class Named(NamedTuple):
    """One that the article names, by the fullest form of the name. `female` is None where nothing tells."""

    name: str
    sort: Sort
    female: bool | None
    roles: frozenset[str]
    mentions: tuple[Mention, ...]


class Names:
    """All that one text names, and where. Made once for a text and never changed."""

    def __init__(self, text: str, end: int) -> None:
        self.named = named(text, end)
        self.of = {one.name: one for one in self.named}
        self.mentions = sorted(
            ((mention, one) for one in self.named for mention in one.mentions), key=lambda pair: pair[0].span.start
        )
        self._starts = [mention.span.start for mention, _ in self.mentions]

    def within(self, start: int, end: int) -> Sequence[tuple[Mention, Named]]:
        """The mentions that begin in `text[start:end]`, in order."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def called(self, noun: str, at: int) -> Named | None:
        """Who was last named before `at` that goes by the noun: "the camp", "the coalition", "the union"."""
        before = (self.mentions[index][1] for index in range(bisect_left(self._starts, at) - 1, -1, -1))
        return next((one for one in before if noun in one.roles or one.name.lower().endswith(f" {noun}")), None)


def named(text: str, end: int) -> tuple[Named, ...]:
    """All that `text[:end]` names, in order of first mention."""
    gathered: list[_Gathering] = []
    by_token: dict[str, list[_Gathering]] = defaultdict(list)
    for mention in mentions(text, end):
        sexes, keys = (
            _sexes(mention),
            (*name_tokens(mention.span.text), _initials(mention.span.text) or mention.span.text),
        )
        known = (one for key in keys for one in by_token[key] if one.could_be(mention.span.text, sexes))
        last = _only(mention.span.text, {id(one): one for one in known}.values())
        home = (gathered and _introduced(text, mention, gathered[-1])) or last
        if not home:
            home = _Gathering()
            gathered.append(home)
        home.add(mention, sexes)
        for key in keys:
            if home not in by_token[key]:
                by_token[key].append(home)
    return tuple(_named(one.mentions) for one in gathered)


def _only(name: str, known: Iterable["_Gathering"]) -> "_Gathering | None":
    """The last named of those whom a name fits; none where two went by that surname alone."""
    found = sorted(known, key=lambda one: one.mentions[-1].span.start)
    alike = " " not in name and sum(name in one.forms for one in found) > 1
    return found[-1] if found and not alike else None


class _Gathering:
    """The mentions so far of one that is named, with the forms of the name and the sexes they tell."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.forms: set[str] = set()
        self.sexes: set[bool] = set()

    def add(self, mention: Mention, sexes: set[bool]) -> None:
        self.mentions.append(mention)
        self.forms.add(mention.span.text)
        self.sexes |= sexes

    def could_be(self, name: str, sexes: set[bool]) -> bool:
        """Every form so far is the same name, and "Ms Reed" is not "John Reed"."""
        if len(self.sexes | sexes) > 1:
            return False
        if name in self.forms:
            return True
        full = [form for form in self.forms if 0 < form.count(" ") < 3]  # a person's first name is one form
        return all(_one_name(name, form) for form in full or self.forms)


def _sexes(mention: Mention) -> set[bool]:
    alone = " " not in mention.span.text and not mention.title  # a surname may be a first name elsewhere
    female = None if alone else _female(mention.span.text, frozenset(mention.title))
    return set() if female is None else {female}


def _introduced(text: str, mention: Mention, last: _Gathering) -> _Gathering | None:
    """The last named, when the mention is its short form in brackets: "the Water Board (WB)"."""
    bracketed = mention.span.text.isupper() and text[mention.span.start - 2 : mention.span.start] == " ("
    return last if bracketed and last.mentions[-1].span.end == mention.span.start - 2 else None


def _one_name(a: str, b: str) -> bool:
    """The same name, or its initials; a leader is not the administration that goes by the leader's name."""
    if _initials(a) == b or _initials(b) == a:
        return True
    if not {a.casefold(), b.casefold()}.isdisjoint(words(People).countries):
        return a.casefold() == b.casefold()
    ends = {name.split()[-1].lower() for name in (a, b)}
    return same_name(a, b) and (len(ends) == 1 or not ends & words(People).eponymous)


def _initials(name: str) -> str:
    """The acronym a name would have, from three letters on."""
    capitals = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(capitals) if len(capitals) > 2 else ""


def _named(group: Sequence[Mention]) -> Named:
    forms = [mention.span.text for mention in group]
    # News gives a name in full first; what comes later is shorter, or run together with other words.
    fullest = next((form for form in forms if len(name_tokens(form)) > 1), forms[0])
    nouns = [words_of[-1] for mention in group for words_of in mention.described]
    told = [word for mention in group for words_of in (mention.title, *mention.described) for word in words_of]
    roles = frozenset(told)
    sort = _sort(fullest, nouns, group)
    if sort is not Sort.PERSON and _goes_by_one_word(forms, fullest):
        fullest = forms[0]
    return Named(
        name=fullest,
        sort=sort,
        female=_female(fullest, roles),
        roles=roles,
        mentions=tuple(group),
    )


def _goes_by_one_word(forms: Sequence[str], fullest: str) -> bool:
    """Whether a body is named by one word first and most: Alder, and not its product, the Alder Air Pro."""
    tokens = fullest.split()
    surname = forms[0] == tokens[-1] and len(tokens) <= 3
    return " " not in forms[0] and not surname and forms.count(forms[0]) > forms.count(fullest)


# ---------------------------------------------------------------- what a name names


def _sort(name: str, nouns: Sequence[str], group: Sequence[Mention]) -> Sort:
    """By the name's own words, then by how it is described, then by its shape."""
    lexicon = words(People)
    own = name.casefold().replace("’", "'").split()
    if "-".join(own) in lexicon.countries:
        return Sort.PLACE
    head = headwords(name)[0]
    bodily = len(own) > 1 and (sort_of(own[-1]) or sort_of(head))
    first_name = (own[0] in lexicon.female or own[0] in lexicon.male) and not bodily
    if first_name or any(mention.title for mention in group):
        return Sort.PERSON
    told = (Sort.PERSON if personal(noun) else sort_of(noun) or _by_ending(noun) for noun in nouns)
    described = Counter(sort for sort in told if sort)
    by_head = sort_of("-".join(own)) or sort_of(head) or sort_of(own[-1])
    if not by_head and len(own) > 1 and own[-1] in lexicon.firms:
        by_head = Sort.ORGANISATION
    if by_head:
        return by_head
    if described:
        return described.most_common(1)[0][0]
    by_word = next((sort for word in own[:-1] if (sort := sort_of(word))), None)
    if by_word:
        return by_word
    return _by_shape(name, own, group)


def headwords(name: str) -> tuple[str, str]:
    """What a name may be called by: commission and debates of "the Commission on Harbour Debates"."""
    own = name.casefold().replace("’", "'").split()
    return next((before for before, word in pairwise(own) if word in {"of", "for", "on"}), own[-1]), own[-1]


def _by_ending(noun: str) -> Sort | None:
    return Sort.PERSON if for_one_person(noun) else None


def _by_shape(name: str, own: Sequence[str], group: Sequence[Mention]) -> Sort:
    """An acronym is a body, what stands after "in" a place; what has "the" before it is no person, and two or three
    words without it are where the last of them stands alone elsewhere, as a surname does."""
    if len(own) == 1:
        if any(mention.quoted for mention in group):
            return Sort.PERSON
        located = 2 * sum(mention.located for mention in group) >= len(group)
        acronym = len(name) > 1 and name.rstrip("s").isupper()
        return Sort.ORGANISATION if acronym else Sort.PLACE if located else Sort.UNKNOWN
    if any(mention.located and not mention.definite for mention in group):
        return Sort.PLACE
    if any(mention.definite for mention in group):
        return Sort.ORGANISATION
    surname = any(mention.span.text.casefold() == own[-1] for mention in group)
    return Sort.PERSON if surname and len(own) <= 3 and not _SMALL.search(name) else Sort.UNKNOWN


def _female(name: str, roles: frozenset[str]) -> bool | None:
    lexicon = words(People)
    telling = {name.casefold().split()[0], *roles}
    if telling & lexicon.female:
        return True
    return False if telling & lexicon.male else None


_SMALL = re.compile(r"\b(?:al|el|of|for|ul|ad|as)\b")
