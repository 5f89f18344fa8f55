"""Words by which a text tells what others said or think: verbs with their forms, and nouns. Reads `[saying]`."""

from enum import StrEnum
from functools import cache
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator

from service.analysts.embedded.attribution.clauses import adverbial, before_time, small, verbish
from service.analysts.embedded.attribution.tokens import Item, TokenKind
from service.analysts.embedded.phrases import Words
from service.domain import Frozen
from service.languages.en.lexicon import words


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


# What stands behind a participle that is used as a noun, behind a plural noun, and before a verb without ending.
NOUNLIKE = frozenset({"of", "is", "was", "'s"})
AFTER_NOUN = frozenset({".", "and", "in", "of", "to", "by", "at", "such", "like", "for"})
_COUNTS = frozenset("two three four five six seven eight nine ten dozen".split())
# Verbs that tell with their small word only: "…," he went on, as she put it.
PARTICLED = frozenset({"go", "put"})
HAVING = frozenset({"has", "have", "had"})
PLURALS = frozenset({"i", "we", "they", "you", "people", "police", "men", "women"})


class CueForm(StrEnum):
    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    PARTICIPLE = "participle"


class Cue(NamedTuple):
    """A verb that may tell: `first` its leftmost auxiliary, `head` the verb, `after` the item behind its particles."""

    lemma: str
    form: CueForm
    first: int
    head: int
    after: int
    phrasal: bool
    passive: bool

    @property
    def bare(self) -> bool:
        """True when no auxiliary or adverb stands before the verb."""
        return self.first == self.head


@cache
def forms() -> dict[str, tuple[str, CueForm]]:
    """Every form of every verb of the lexicon, with its base form."""
    saying = words(Saying)
    irregular = set(saying.irregular.values())
    known: dict[str, tuple[str, CueForm]] = {}
    for lemma in sorted(_lemmas()):
        stem = lemma.removesuffix("e") + (lemma[-1] if lemma in saying.doubled else "")
        y = lemma.endswith("y") and lemma[-2] not in "aeiou"
        hisses = lemma.endswith(("s", "x", "ch", "sh", "z", "o"))
        known[lemma[:-1] + "ies" if y else lemma + ("es" if hisses else "s")] = lemma, CueForm.PRESENT
        known[(lemma if lemma.endswith("ee") else stem) + "ing"] = lemma, CueForm.PARTICIPLE
        if lemma not in irregular:
            known[(lemma[:-1] + "i" if y else stem) + "ed"] = lemma, CueForm.PAST
        known[lemma] = lemma, CueForm.BASE
    for form, lemma in saying.irregular.items():
        if lemma in _lemmas():
            known[form] = lemma, CueForm.PARTICIPLE if form.endswith("ing") else CueForm.PAST
    return known


def _lemmas() -> frozenset[str]:
    saying = words(Saying)
    phrasal = {phrase[0] for phrase in saying.phrasal}
    single = (saying.say, saying.quoting, saying.bare, saying.think, saying.show, saying.object, saying.stand)
    return frozenset(phrasal.union(*single, saying.to, saying.hearer))


def finite(word: str) -> bool:
    """True for a past or present form of a verb of the lexicon."""
    return word in forms() and forms()[word][1] in (CueForm.PAST, CueForm.PRESENT)


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
    verbs = [at for at, item in enumerate(items) if item.word in known and item.kind is TokenKind.WORD]
    headline = bool(verbs) and sum(item.capital for item in items) > max(3, 0.6 * len(items))
    return [
        cue
        for at in verbs
        if not items[at].capital or at == 0 or headline
        for cue in [_cue(items, at, *known[items[at].word])]
        if cue is not None
    ]


def _cue(items: tuple[Item, ...], at: int, lemma: str, form: CueForm) -> Cue | None:
    first, being, helped = _group(items, at)
    if not helped and not _stands_as_verb(items, at, first, lemma, form):
        return None
    if items[first].word == "to" and first and items[first - 1].word not in forms() and not verbish(items, first - 1):
        return None  # "the courage | to demand", "have | to declare"
    if (being and form in (CueForm.BASE, CueForm.PRESENT)) or (form is CueForm.BASE and items[at - 1].word in HAVING):
        return None
    if first == at and first and items[first - 1].word in small().determiners - small().pronouns:
        return None
    rest = next((rest for rest in particles().get(lemma, ()) if _spells(items[at + 1 :][: len(rest)], rest)), ())
    if lemma in PARTICLED and not rest:
        return None
    return Cue(lemma, form, first, at, at + 1 + len(rest), bool(rest), being and form is CueForm.PAST)


def _spells(items: tuple[Item, ...], phrase: tuple[str, ...]) -> bool:
    return tuple(item.word for item in items) == phrase


def _group(items: tuple[Item, ...], at: int) -> tuple[int, bool, bool]:
    """Where the verb's auxiliaries and adverbs begin; whether a form of "be" is nearest; whether any helps."""
    lists = small()
    first, being, helped = at, False, False
    for index in range(at - 1, max(-1, at - 9), -1):
        word = items[index].word
        if word in lists.auxiliaries or word == "to":
            if word == "'s" and not helped and not items[at].word.endswith(("ed", "ing")):
                break
            being = being or (not helped and word in lists.being)
            first, helped = index, True
        elif not (word in lists.negations or _adverb(items[index])):
            break
    return (first if helped else _before_adverbs(items, first)), being, helped


def _before_adverbs(items: tuple[Item, ...], first: int) -> int:
    while first > 0 and _adverb(items[first - 1]):
        first -= 1
    moved = before_time(items, first)
    return moved if moved and items[moved - 1].word not in small().prepositions else first


def _adverb(item: Item) -> bool:
    return item.word in small().adverbs or (adverbial(item.word) and not item.capital)


def _stands_as_verb(  # noqa: PLR0911 - one guard a line
    items: tuple[Item, ...], at: int, first: int, lemma: str, form: CueForm
) -> bool:
    """True when the word before and the word behind let a form without auxiliary be a verb."""
    lists = small()
    before = items[first - 1] if first else None
    following = items[at + 1] if at + 1 < len(items) else None
    if before is None:
        return form is CueForm.PARTICIPLE or (form is not CueForm.BASE and following is not None)
    if form is CueForm.PARTICIPLE:
        behind = following.word if following else ""
        return before.word not in lists.determiners and before.word != "'s" and behind not in NOUNLIKE
    if before.word == "'s" or (before.word in lists.prepositions and before.word not in ("that", "as")):
        return False
    if form is CueForm.PAST and items[at].word.endswith("n") and items[at].word != "began":
        return False  # "women | shown on the screen"
    if form is CueForm.PAST:
        return before.word not in lists.determiners or before.word in lists.pronouns
    noun = lemma in words(Saying).doubtful or items[at].word in nouns()
    counted = any(item.word[0].isdigit() or item.word in _COUNTS for item in items[max(0, at - 2) : at])
    if counted and (noun or form is CueForm.PRESENT):
        return False  # "scored nine straight | points to lead", "10-year | notes rose"
    if noun and following is not None and (finite(following.word) or following.word in lists.auxiliaries | lists.verbs):
        return False  # "hydrogen | projects need …"
    if not noun or before.kind is not TokenKind.WORD:
        return form is CueForm.PRESENT or before.kind is TokenKind.WORD
    opens = following is not None and (following.word in lists.determiners | lists.wh | lists.pronouns | {'"', ":"})
    if form is CueForm.BASE:
        opens = opens or (following is not None and following.word == "to")
        plural = before.word.endswith("s") and not before.word.endswith(("ss", "'s", "us", "is"))
        opens = opens or (lemma in words(Saying).show and following is not None and following.kind is TokenKind.WORD)
        opens_that = lemma in words(Saying).show and following is not None and following.word == "that"
        return before.word in PLURALS or opens_that or (opens and (plural or before.word in lists.pronouns))
    named = before.capital or before.word in lists.pronouns
    behind = following.word if following else "."
    if opens and behind == ":":
        return named
    return opens or (following is not None and following.capital) or (named and behind not in AFTER_NOUN)
