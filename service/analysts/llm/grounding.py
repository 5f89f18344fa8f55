"""Find a model's words in the text they were taken from. What cannot be found is said, never guessed."""

import re
from collections.abc import Iterable, Sequence

from service.domain import Span, Unanchored
from service.text.locating import locate
from service.text.sentences import sentences
from service.text.words import stems
from service.weighing import slots
from service.weighing.slots.numbers import WORDS, quantities

ELIDED = re.compile(r"\s*(?:…|\.\.\.)\s*")
NAME = re.compile(r"\b[^\W\d_]*[A-ZÀ-ÖØ-Þ]\w*")
NOT_HERE = "These words do not stand in the passage."
NAME_CHARACTERS = 120  # a longer name is none: titles of offices with their ministries stay below
SHOWN = 300  # characters of lost words that are kept: enough to see what was meant


class Ground:
    """A stretch of a text with its sentences, and the list of what was not found in it.

    `end` bounds the text that names may come from: the end of the article's own body.
    """

    def __init__(self, text: str, stretch: Span, end: int, passage_id: str) -> None:
        self.text, self.stretch, self.end, self.passage_id = text, stretch, end, passage_id
        self.sentences = sentences(text, stretch.start, stretch.end)
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
        found = quoted(words, self.text, near) or quoted(words, self.text, self.stretch)
        if found is None:
            self.lose(words, field, NOT_HERE)
        return found

    def name(self, name: str, field: str) -> Span | None:
        """A name or an address anywhere in the text before `end`, where it stands nearest to the stretch."""
        found = locate(name, self.text, 0, self.end, self.stretch.start) if len(name) <= NAME_CHARACTERS else None
        if found is None:
            self.lose(name, field, "The article does not hold this.")
        return found

    def lose(self, words: str, field: str, reason: str) -> None:
        self.unanchored.append(lost(self.passage_id, words, field, reason))


def lost(passage_id: str, words: str, field: str, reason: str) -> Unanchored:
    """A model's words that are kept to be seen, and never scored."""
    return Unanchored(passage_id=passage_id, text=words[:SHOWN], field=field, reason=reason)


def quoted(words: str, text: str, near: Span) -> Span | None:
    """Words copied from `near`; "first words … last words" stands for all between them."""
    whole = locate(words, text, near.start, near.end)
    if whole is not None:
        return whole
    head, *rest = ELIDED.split(words.strip())
    if not rest or not head or not rest[-1]:
        return None
    first = locate(head, text, near.start, near.end)
    last = locate(rest[-1], text, first.end, near.end) if first else None
    return Span.of(text, first.start, last.end) if first and last else None


def unfaithful(told: str, words: str, near: str, names: Iterable[str]) -> str | None:
    """Why a rewriting does not say what the quoted words say; None when it does.

    `near` are the sentences the words stand in, `names` the texts that a name may come from.
    """
    if not _figures(words) <= _figures(told) or not _figures(told) <= _figures(near):
        return "The rewriting changes a number"
    own, theirs = slots.negated(told), slots.negated(words)
    if bool(own) != bool(theirs) or own & stems(words) != theirs & stems(told):
        return "The rewriting changes a negation"
    if clashes := slots.compare(told, words):
        return clashes[0].reason.removesuffix(".")
    known = " ".join(names).casefold()
    fresh = (name for name in NAME.findall(told) if name.casefold() not in known)
    strange = next((name for name in fresh if name.casefold() not in WORDS), None)  # a number may open a sentence
    return f"The rewriting brings a name that the article does not hold, {strange}" if strange else None


def _figures(text: str) -> frozenset[object]:
    """Every number of a text: as a quantity, whatever it is spelt like, and years and times digit by digit."""
    counted = quantities(text)
    spelt = {digit for quantity in counted for digit in re.findall(r"\d+", quantity.words)}
    return frozenset({(q.low, q.high) for q in counted} | (set(re.findall(r"\d+", text)) - spelt))
