"""Find a model's words in the text they were taken from. What cannot be found is said, never guessed."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from service.domain import Span, Unanchored, normalised
from service.domain.identity import HIDDEN
from service.languages import pack_for
from service.languages.negations import denies
from service.languages.own_words import STEM, strange
from service.languages.pack import Pack, Slot
from service.text.locating import locate
from service.text.sentences import sentences

ELIDED = re.compile(r"\s*(?:…|\.\.\.)\s*")
NAME = re.compile(r"\b[^\W\d_]*[A-ZÀ-ÖØ-ÞΑ-ΩЀ-ЯҐ]\w*")
FIGURE = re.compile(r"\d+(?:[.,:/\s٫]\d+)*|[〇零一二三四五六七八九十百千万萬亿億两]{2,}")
OPENING = re.compile(r"[^\w]*")
_NUMBERED_OFF = re.compile(r"\b(?:[Tt]he|[Bb]oth|[Aa]ll) (?:two|three|four|five|six)\b")
_BROUGHT = re.compile(r"\bwithout (?:(?:an?|the|any) )?\w+")  # "without electricity", from the sentence before
POINTING = 3  # words of meaning: "The board rejects this"
ALIKE = 3  # words of meaning within reach of a denial that make it the same one
NOT_HERE = "These words do not stand in the passage."
NAME_CHARACTERS = 120  # a longer name is none: titles of offices with their ministries stay below
SHOWN = 300  # characters of lost words that are kept: enough to see what was meant


class Ground:
    """A stretch of a text with its sentences, and the list of what was not found in it.

    `end` bounds the text that names may come from: the end of the article's own body.
    """

    def __init__(self, text: str, stretch: Span, end: int, passage_id: str, language: str | None = "en") -> None:
        self.text, self.stretch, self.end, self.passage_id = text, stretch, end, passage_id
        self.language = language
        self.sentences = sentences(text, stretch.start, stretch.end, language)
        self.unanchored: list[Unanchored] = []

    def numbered(self) -> str:
        """The sentences, one a line, each under its number from 1."""
        return "\n".join(f"[{number}] {sentence.text}" for number, sentence in enumerate(self.sentences, 1))

    def within(self, numbers: Sequence[int]) -> Span:
        """From the first to the last of the numbered sentences; the whole stretch when a number is none of them."""
        if not numbers or not all(1 <= number <= len(self.sentences) for number in numbers):
            return self.stretch
        return Span.of(self.text, self.sentences[min(numbers) - 1].start, self.sentences[max(numbers) - 1].end)

    def words(self, words: str, near: Span, field: str) -> Span | None:
        """The words in `near`, else anywhere in the stretch. What is found nowhere is kept as unanchored."""
        found = quoted(words, self.text, near, self.language) or quoted(words, self.text, self.stretch, self.language)
        if found is None:
            self.lose(words, field, NOT_HERE)
        return found

    def name(self, name: str, field: str) -> Span | None:
        """A name or an address anywhere in the text before `end`, where it stands nearest to the stretch."""
        found = (
            locate(name, self.text, 0, self.end, self.stretch.start, self.language)
            if len(name) <= NAME_CHARACTERS
            else None
        )
        if found is None:
            self.lose(name, field, "The article does not hold this.")
        return found

    def lose(self, words: str, field: str, reason: str) -> None:
        self.unanchored.append(lost(self.passage_id, words, field, reason))


def lost(passage_id: str, words: str, field: str, reason: str) -> Unanchored:
    """A model's words that are kept to be seen, and never scored."""
    return Unanchored(passage_id=passage_id, text=words[:SHOWN], field=field, reason=reason)


def quoted(words: str, text: str, near: Span, language: str | None = "en") -> Span | None:
    """Words copied from `near`; "first words … last words" stands for all between them."""
    whole = locate(words, text, near.start, near.end, language=language)
    if whole is not None:
        return whole
    head, *rest = ELIDED.split(words.strip())
    if not rest or not head or not rest[-1]:
        return None
    first = locate(head, text, near.start, near.end, language=language) or _literal(head, text, near)
    last = locate(rest[-1], text, first.end, near.end, language=language) if first else None
    return Span.of(text, first.start, last.end) if first and last else None


def _literal(head: str, text: str, near: Span) -> Span | None:
    """Words that are cut off within a number, "profit was 84 …", stand where they stand letter for letter."""
    at = text.find(head, near.start, near.end)
    return Span.of(text, at, at + len(head)) if at >= 0 else None


class Copied(NamedTuple):
    """The words that a rewriting tells anew: as they stand in the text, as the model copied them (with "…" for what it
    left out), the sentences they stand in, and whether they deny what the rewriting states."""

    words: str
    copied: str
    near: str
    denying: bool = False


class Held:
    """The article's own texts, any number, date or name of which a rewriting may bring. What is found in them is kept
    for all claims of a passage, and let go with it."""

    def __init__(self, texts: Iterable[str], language: str | None = "en") -> None:
        self.texts, self.language, self.pack = tuple(texts), language, pack_for(language)

    @cached_property
    def figures(self) -> frozenset[object]:
        find = self.pack.figures if self.pack else written_figures
        told = (one.text for text in self.texts for one in sentences(text, language=self.language))
        return frozenset().union(*map(find, told))

    @cached_property
    def content(self) -> frozenset[str]:
        return frozenset(word for text in self.texts for word in self.pack.content(text)) if self.pack else frozenset()

    @cached_property
    def composed(self) -> tuple[str, ...]:
        return tuple(map(_composed, self.texts))

    @cached_property
    def plain(self) -> str:
        return " ".join(map(normalised, self.texts))

    def hold(self, name: str) -> bool:
        """Whether a word of theirs is the name, or begins with it ("Syria" in "Syrian")."""
        pattern = re.compile(rf"(?i)\b{re.escape(_composed(name))}")
        return any(map(pattern.search, self.composed))


def unfaithful(told: str, quoted: Copied, held: Held) -> str | None:
    """Why a rewriting does not say what the quoted words say; None when it does.

    Without a pack for the language, numbers are compared as they are written, a word of denial must be on both sides or
    on none, and the words must be the article's own.
    """
    pack, words = held.pack, quoted.words
    figures = pack.figures if pack else written_figures
    theirs = figures(words) | held.figures
    if not _keeps_figures(told, quoted, figures) or not figures(told) <= theirs:
        return "The rewriting changes a number"
    pointed = quoted.denying and pack is not None and _points_at(pack, told, words, held)
    if not pointed and (
        why := _said_otherwise(pack, told, quoted, held) if pack else _said_in_others(told, quoted, held)
    ):
        return why
    unknown = next((name for name in _names(told, held) if not held.hold(name)), None)
    return f"The rewriting brings a name that the article does not hold, {unknown}" if unknown else None


def _keeps_figures(told: str, quoted: Copied, figures: Callable[[str], frozenset[object]]) -> bool:
    """Whether each number of the words is in the rewriting; of words cut out of "at least 40", in either form. What a
    model left out of the words it may leave out here, and "the two" where it names them."""
    words = _NUMBERED_OFF.sub("the", " ".join(ELIDED.split(quoted.copied)))
    missing = (figures(words) & figures(quoted.words)) - figures(told)
    digits = written_figures(words)
    return not missing or (not missing & figures(quoted.near) and bool(digits) and digits <= written_figures(told))


def _points_at(pack: Pack, told: str, words: str, held: Held) -> bool:
    """Whether words that deny ("The board rejects this") only point at what the article has told before."""
    own, theirs = frozenset(pack.content(words)), frozenset(pack.content(told))
    return len(own) <= POINTING and len(own & theirs) <= 1 and _told_in(told, held)


def _names(told: str, held: Held) -> Iterator[str]:
    """The names in a rewriting. A word that begins a sentence is none where it carries no meaning, or is one of the
    texts' words in another form ("Boarding" of "boarded")."""
    pack = held.pack
    opened = {one.start + OPENING.match(one.text).end() for one in sentences(told, language=held.language)}  # type: ignore[union-attr]
    for match in NAME.finditer(told):
        word = match[0]
        begins = match.start() in opened and word[1:].islower()
        if not ((pack and pack.is_number_word(word)) or (begins and _told_in(word, held))):
            yield word


def _told_in(word: str, held: Held) -> bool:
    if held.pack is None:  # a form of a word of the texts, or one too short to be told
        return len(word) < STEM or held.hold(word[:STEM])
    return frozenset(held.pack.content(word)) <= held.content


def _composed(text: str) -> str:
    """A text with each accent in its letter, without what nobody sees."""
    return unicodedata.normalize("NFC", re.sub(f"[{HIDDEN}]", "", text))


def _said_otherwise(pack: Pack, told: str, quoted: Copied, held: Held) -> str | None:
    if not _keeps_denials(pack, told, quoted, held):
        return "The rewriting changes a negation"
    clashes = (clash for clash in pack.clashes(told, quoted.words, None, None) if clash.slot is not Slot.NEGATION)
    return next((clash.reason.removesuffix(".") for clash in clashes), None)


def _keeps_denials(pack: Pack, told: str, quoted: Copied, held: Held) -> bool:
    """Whether each denial of the words is in the rewriting, of the same things, and no other but one that the
    sentences around the words hold too."""
    brought = (found[0] for found in _BROUGHT.finditer(told) if found[0] not in quoted.words)
    for phrase in brought:
        told = told.replace(phrase, "") if held.hold(phrase) else told
    own, theirs, said = list(pack.denials(told)), pack.denials(quoted.words), frozenset(pack.content(told))
    short = len(pack.content(quoted.words)) <= POINTING  # "It was not the fish": the fish were not to blame
    for reach in theirs:
        kept = next((other for other in own if short or reach & other or not reach & said), None)
        if kept is None:
            return False
        own.remove(kept)
    near = pack.denials(quoted.near)
    return all(any(len(other & reach) >= ALIKE for other in near) for reach in own)


def _said_in_others(told: str, quoted: Copied, held: Held) -> str | None:
    if denies(told, held.language) != denies(quoted.words, held.language):
        return "The rewriting changes a negation"
    word = strange(told, f"{normalised(quoted.near)} {held.plain}")
    return f"The rewriting brings a word that the article does not hold, {word}" if word else None


def written_figures(text: str) -> frozenset[object]:
    """The runs of digits in a text, with the marks within them."""
    return frozenset(FIGURE.findall(text))
