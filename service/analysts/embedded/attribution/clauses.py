"""Find where noun phrases and clauses begin and end, by the small words of English. Reads `[clauses]`."""

from functools import cache

from service.analysts.embedded.attribution.tokens import Item, TokenKind
from service.analysts.embedded.phrases import Words
from service.domain import Frozen
from service.languages.en.lexicon import words

Items = tuple[Item, ...]
# No subject or hearer in the news runs longer than this many items; it bounds every search to the left or right.
LONGEST = 40
# Characters in the longest quotation that is part of a name: the “Evening Desk” host.
NICKNAME = 40
JOINTS = frozenset("of for at and & from in with".split())
UNBOUND = frozenset("after before since until as like despite during amid".split())
SUBJECTS = frozenset("who which that it he she they we i you him them".split())

NOUNS_IN_LY = frozenset(
    "family ally supply reply rally assembly monopoly anomaly fly bully daily weekly monthly quarterly".split()
)


class Clauses(Frozen):
    """Section `[clauses]`: the closed classes of English words."""

    auxiliaries: Words
    being: Words
    modals: Words
    negations: Words
    determiners: Words
    pronouns: Words
    possessives: Words
    prepositions: Words
    subordinators: Words
    wh: Words
    conjunctions: Words
    adverbs: Words
    time: Words
    verbs: Words


@cache
def small() -> Clauses:
    lists: Clauses = words(Clauses)
    return lists


def verbish(items: Items, at: int) -> bool:
    """True for auxiliaries, common verbs and lower-case words in -ed that no determiner or preposition claims."""
    item = items[at]
    if item.kind is not TokenKind.WORD:
        return False
    before = items[at - 1].word if at else ""
    if item.word == "'s":
        return before in small().pronouns or before in ("there", "what", "who", "where", "how")
    if item.word in small().auxiliaries or item.word in small().verbs:
        return not item.capital or at == 0
    past = item.word.endswith("ed") and len(item.word) > 4 and not item.capital
    return past and before not in small().determiners and before not in small().prepositions


def after_time(items: Items, begin: int) -> int:
    """`begin` moved right over words of time: "announced | on Friday | the arrest", "said | last month"."""
    lists, at, seen = small(), begin, begin
    while at < len(items) and at - begin < 6:
        word = items[at].word
        if at > begin and items[at - 1].word == "a" and _year(items[at]):
            break  # "cited a 2019 contract"
        if word in lists.time or _year(items[at]):
            seen = at + 1
        elif not (
            word in ("on", "in", "this", "last", "next", "several", "two", "three", "a", "few", "the") or word.isdigit()
        ):
            break
        at += 1
    return seen


def before_time(items: Items, end: int) -> int:
    """`end` moved left over words of time: "the agency just this month | announced"."""
    lists, at = small(), end
    while at > 0 and (items[at - 1].word in lists.time | lists.adverbs or _year(items[at - 1])):
        at -= 1
    if not any(items[k].word in lists.time or _year(items[k]) for k in range(at, end)):
        return end
    if at > 1 and items[at - 1].word in ("in", "on", "during", "since", "by"):
        at -= 1
    return at if at > 0 else end


def phrase_start(items: Items, end: int) -> int:
    """Where the noun phrase begins whose last item is `end - 1`; `end` itself when there is none."""
    lists = small()
    if end <= 0 or not nominal(items[end - 1]):
        return end
    if items[end - 1].word in lists.pronouns:
        return end - 1
    begin = end - 1
    if items[begin].word == ")":
        begin = _bracket(items, begin)
        if begin < 1 or not nominal(items[begin - 1]):
            return end
    while begin > 0 and end - begin < LONGEST:
        at = begin - 1
        if items[at].word == ")":
            at = _bracket(items, at)
            if at < 1 or not nominal(items[at - 1]):
                break
            begin = at
            continue
        if not _continues(items, at):
            break
        begin = at
    before = items[begin - 1].word if begin > 0 else ""
    opened = before in lists.prepositions and before not in lists.subordinators
    return _without_opening(items, begin - opened, end)


def phrase_end(items: Items, begin: int) -> int:
    """Behind the noun phrase that begins at `begin`; `begin` itself when there is none."""
    lists = small()
    if begin >= len(items) or not nominal(items[begin]):
        return begin
    if items[begin].word in lists.pronouns - lists.determiners:
        return begin + 1
    at = begin + 1
    while at < len(items) and at - begin < LONGEST:
        word = items[at].word
        if word == "(":
            closing = next((k for k in range(at, min(len(items), at + 12)) if items[k].word == ")"), None)
            if closing is None:
                break
            at = closing
        elif word in JOINTS:
            if at + 1 == len(items) or not _joins(items, at):
                break
        elif word not in ("'s", "'") and not _extends(items, at):
            break
        at += 1
    return at


def _joins(items: Items, at: int) -> bool:
    """True when the small word at `at` binds what follows to the noun phrase before it."""
    lists, following = small(), items[at + 1]
    if not nominal(following) or following.word in lists.pronouns - lists.determiners:
        return False
    if items[at].word == "of":
        return not following.word.endswith("ing")
    return items[at].word in ("for", "&") or following.word not in lists.determiners


def _extends(items: Items, at: int) -> bool:
    """True when a word goes on with a noun phrase: no verb, date or pronoun, and no second determiner."""
    lists, item = small(), items[at]
    if not nominal(item) or item.word in lists.pronouns or verbish(items, at) or _dates(items, at):
        return False
    before = items[at - 1].word
    joined = before == "and" or before in lists.prepositions or before in lists.determiners
    return joined or item.word not in lists.determiners


def _dates(items: Items, at: int) -> bool:
    """True for a word of time that is no part of a name ("Monday", but not "Sunday Times")."""
    named = items[at].capital and at + 1 < len(items) and items[at + 1].capital
    return items[at].word in small().time and not named


def _year(item: Item) -> bool:
    return item.word.isdigit() and len(item.word) == 4


def adverbial(word: str) -> bool:
    """True for a word in -ly that tells how, and for no family, ally or supply."""
    return word.endswith("ly") and word not in NOUNS_IN_LY


def nominal(item: Item) -> bool:
    """True for an item that may stand in a noun phrase by itself."""
    if item.kind is TokenKind.QUOTE:
        return False
    if item.kind is TokenKind.MARK:
        return item.word in ("%", ")")
    named = item.word == "will" and item.capital
    return named or (item.word not in _unphrased() and (item.capital or item.word not in small().adverbs))


@cache
def _unphrased() -> frozenset[str]:
    """The small words that stand in no noun phrase."""
    lists = small()
    joining = lists.auxiliaries | lists.prepositions | lists.conjunctions
    return joining | (lists.subordinators - lists.pronouns) | (lists.negations - lists.determiners)


def _continues(items: Items, at: int) -> bool:
    """True when `items[at]` still belongs to the noun phrase that goes on at `at + 1`."""
    item, lists = items[at], small()
    before = items[at - 1] if at else None
    if item.kind is TokenKind.QUOTE:
        return item.end - item.start < NICKNAME and before is not None and before.word in lists.determiners
    if item.kind is TokenKind.MARK:
        return item.word in ("'", "/", "%", "&")
    if item.word == "and":
        return _joins_phrases(items, at)
    if item.word in lists.prepositions:
        bound = before is not None and (nominal(before) or before.word in ("'s", '"'))
        return bound and item.word not in UNBOUND
    if item.word.endswith("ing") and items[at + 1].word in lists.determiners and (not before or before.word == ","):
        return False  # "…, rejecting | the order"
    ranked = item.word == "first" and before is not None and nominal(before)  # "the former first lady"
    plain = item.word not in SUBJECTS and not verbish(items, at) and nominal(item)
    return item.word == "'s" or ranked or plain


def _joins_phrases(items: Items, at: int) -> bool:
    """True when "and" joins two noun phrases: no verb stands between the clause's beginning and it."""
    for index in range(at - 1, max(-1, at - LONGEST), -1):
        item = items[index]
        if item.kind is TokenKind.MARK and item.word in ",;:-(--":
            return index < at - 1
        if item.kind is TokenKind.QUOTE or item.word in small().subordinators:
            return True
        if verbish(items, index):
            return False
    return at > 0


def _bracket(items: Items, at: int) -> int:
    return next((k for k in range(at - 1, max(-1, at - 12), -1) if items[k].word == "("), -1)


def _opening(word: str) -> bool:
    return word != "both" and (word in small().adverbs or word in small().conjunctions)


def _without_opening(items: Items, begin: int, end: int) -> int:
    """Drop an adverbial that opens the clause ("At the rally Ms Hale", "On Monday officials")."""
    lists = small()
    while begin < end - 1 and _opening(items[begin].word) and (begin == 0 or not items[begin].capital):
        begin += 1
    if items[begin].word not in lists.prepositions:
        return begin
    restart = end - 1
    while restart > begin + 1:
        item, before = items[restart], items[restart - 1]
        if item.word in lists.determiners or item.word in lists.pronouns:
            break
        if before.word in lists.time or before.word in lists.prepositions:
            break
        if item.capital and not before.capital and before.word != "'s":
            break
        restart -= 1
    return restart
