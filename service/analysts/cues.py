"""Words by which a text tells what others said or think: verbs with their forms, and nouns. Reads `[saying]`."""

from enum import StrEnum
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from service.analysts.clauses import before_time, small
from service.analysts.lexicon import words
from service.analysts.tokens import Item, Kind, Words
from service.domain import Frozen


def _pairs(value: str) -> dict[str, str]:
    return dict(pair.split(maxsplit=1) for pair in value.replace("\n", " ").split("|"))


def _phrases(value: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in value.replace("\n", " ").split("|"))


class Saying(Frozen):
    """Section `[saying]`: each list holds base forms and is named for what its verbs take."""

    say: Words
    quoting: Words
    bare: Words
    think: Words
    show: Words
    object: Words
    stand: Words
    to: Words
    hearer: Words
    reputed: Words
    phrasal: Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_phrases)]
    nouns: Words
    irregular: Annotated[dict[str, str], BeforeValidator(_pairs)]
    doubled: Words
    doubtful: Words


class Form(StrEnum):
    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"


class Cue(NamedTuple):
    """A verb that may tell: `first` its leftmost auxiliary, `head` the verb, `after` the item behind its particles."""

    lemma: str
    form: Form
    first: int
    head: int
    after: int
    phrasal: bool
    passive: bool


@cache
def forms() -> dict[str, tuple[str, Form]]:
    """Every form of every verb of the lexicon, with its base form."""
    saying = words(Saying)
    every = saying.say | saying.quoting | saying.bare | saying.think | saying.show | saying.object | saying.stand | saying.to | saying.hearer
    every |= {phrase[0] for phrase in saying.phrasal}
    known: dict[str, tuple[str, Form]] = {}
    irregular = set(saying.irregular.values())
    for lemma in sorted(every):
        stem = lemma[:-1] if lemma.endswith("e") else lemma
        if lemma in saying.doubled:
            stem += lemma[-1]
        y = lemma.endswith("y") and lemma[-2] not in "aeiou"
        known[lemma + "s" if not y else lemma[:-1] + "ies"] = lemma, Form.PRESENT
        if lemma.endswith(("s", "x", "ch", "sh", "z", "o")):
            known[lemma + "es"] = lemma, Form.PRESENT
        ing = lemma if lemma.endswith("ee") else stem
        known[ing + "ing"] = lemma, Form.PARTICIPLE
        if lemma not in irregular:
            known[(lemma[:-1] + "i" if y else stem) + "ed"] = lemma, Form.PAST
        known[lemma] = lemma, Form.BASE
    for form, lemma in saying.irregular.items():
        if lemma in every:
            kind = Form.PARTICIPLE if form.endswith("ing") else Form.PAST
            known[form] = lemma, Form.PRESENT if form.endswith("s") else kind
    return known


@cache
def particles() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The small words that may follow a verb, longest first: `call` → (("for",), ("on",), …)."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for lemma, *rest in words(Saying).phrasal:
        found.setdefault(lemma, []).append(tuple(rest))
    return {lemma: tuple(sorted(rests, key=len, reverse=True)) for lemma, rests in found.items()}


@cache
def nouns() -> dict[str, str]:
    """Nouns of saying in both numbers, with their singular."""
    both: dict[str, str] = {}
    for noun in words(Saying).nouns:
        plural = noun[:-1] + "ies" if noun.endswith("y") else noun + ("es" if noun.endswith("s") else "s")
        both |= {noun: noun, plural: noun}
    return both


def cues(items: tuple[Item, ...]) -> list[Cue]:
    """Every verb of saying or thinking that stands as a verb in a sentence."""
    known = forms()
    headline = sum(item.capital for item in items) > max(3, 0.6 * len(items))
    return [
        cue
        for at, item in enumerate(items)
        if item.kind is Kind.WORD and item.word in known and (not item.capital or at == 0 or headline)
        for cue in [_cue(items, at, *known[item.word])]
        if cue is not None
    ]


def _cue(items: tuple[Item, ...], at: int, lemma: str, form: Form) -> Cue | None:
    first, being, helped = _group(items, at)
    before = items[first - 1] if first else None
    passive = being and form is Form.PAST
    if not helped and not _stands_as_verb(items, at, first, form, lemma):
        return None
    if being and form in (Form.BASE, Form.PRESENT) and items[at].word not in ("read", "set", "put", "cut"):
        return None
    after = at + 1
    phrasal = False
    for rest in particles().get(lemma, ()):
        if tuple(item.word for item in items[after : after + len(rest)]) == rest:
            after, phrasal = after + len(rest), True
            break
    if before is not None and before.word in small().determiners and first == at and before.word not in small().pronouns:
        return None
    return Cue(lemma, form, first, at, after, phrasal, passive)


def _group(items: tuple[Item, ...], at: int) -> tuple[int, bool, bool]:
    """Where the verb's auxiliaries and adverbs begin; whether a form of "be" is nearest; whether any helps."""
    helpers = small()
    first, being, helped, seen = at, False, False, False
    for index in range(at - 1, max(-1, at - 9), -1):
        word = items[index].word
        if items[index].kind is not Kind.WORD:
            break
        if word in helpers.auxiliaries or word == "to":
            if word == "'s" and items[at].word.endswith(("s", "e")) and not seen:
                break
            first, helped = index, True
            being = being or (not seen and word in helpers.being)
            seen = True
        elif not (word in helpers.negations or word in helpers.adverbs or word.endswith("ly")):
            break
    if not helped:
        while first > 0 and _adverb(items[first - 1]):
            first -= 1
        moved = before_time(items, first)
        first = moved if moved and items[moved - 1].word not in helpers.prepositions else first
    return first, being, helped


def _adverb(item: Item) -> bool:
    return item.kind is Kind.WORD and (item.word in small().adverbs or (item.word.endswith("ly") and not item.capital))


def _stands_as_verb(items: tuple[Item, ...], at: int, first: int, form: Form, lemma: str) -> bool:
    before = items[first - 1] if first else None
    following = items[at + 1].word if at + 1 < len(items) else "."
    if before is None:
        return form is Form.PARTICIPLE or (form is not Form.BASE and at + 1 < len(items))
    word, lists = before.word, small()
    if form is Form.PARTICIPLE:
        return word not in lists.determiners and word != "'s" and following not in ("of", "is", "was", "'s")
    if before.kind is Kind.WORD and (word == "'s" or word in lists.prepositions) and word not in ("that", "as"):
        return False
    if form is Form.PAST:
        return word not in lists.determiners or word in lists.pronouns
    if form is Form.BASE:
        plural = word.endswith("s") and not word.endswith(("ss", "'s", "us", "is"))
        if lemma not in nouns() and lemma not in words(Saying).doubtful and before.kind is Kind.WORD:
            return word not in lists.determiners - lists.pronouns
        opens = following in lists.determiners | lists.wh | lists.pronouns | {'"', ":", "to"}
        telling = word in ("i", "we", "they", "you", "people", "police", "men", "women")
        telling = telling or (word in ("who", "that", "which") and opens)
        return telling or (plural and items[at].word not in nouns()) or (plural and following in ("that", "the", "it"))
    if (items[at].word in nouns() or lemma in words(Saying).doubtful) and before.kind is Kind.WORD:
        named = before.capital or word in lists.pronouns
        told = following in lists.determiners | lists.wh | lists.pronouns | {'"', ":"} or items[at + 1 : at + 2] and items[at + 1].capital
        return bool(told) or (named and following not in (".", "and", "in", "of", "to", "by", "at"))
    return True
