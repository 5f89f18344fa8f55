"""Find a model's words in the text they were taken from. What cannot be found is said, never guessed."""

import re
from collections.abc import Sequence

from service.domain import Span, Unanchored
from service.slots import negated
from service.slots.numbers import quantities
from service.text import locate, sentences

ELIDED = re.compile(r"\s*(?:…|\.\.\.)\s*")


class Ground:
    """A stretch of a text with its sentences numbered from 1, and the list of what was not found in it."""

    def __init__(self, text: str, stretch: Span, passage_id: str) -> None:
        self.text = text
        self.stretch = stretch
        self.passage_id = passage_id
        self.sentences = sentences(text, stretch.start, stretch.end)
        self.unanchored: list[Unanchored] = []

    def numbered(self) -> str:
        """The sentences, one a line, each under its number."""
        return "\n".join(f"[{number}] {sentence.text}" for number, sentence in enumerate(self.sentences, 1))

    def within(self, numbers: Sequence[int]) -> Span:
        """From the first to the last of the numbered sentences; the whole stretch when a number is none of them."""
        if not numbers or not all(1 <= number <= len(self.sentences) for number in numbers):
            return self.stretch
        return Span.of(self.text, self.sentences[min(numbers) - 1].start, self.sentences[max(numbers) - 1].end)

    def find(self, words: str, near: Span, field: str) -> Span | None:
        """The words in `near`, else anywhere in the stretch. What is found nowhere is kept as unanchored."""
        found = quoted(words, self.text, near) or quoted(words, self.text, self.stretch)
        if found is None:
            self.lose(words, field, "These words do not stand in the passage.")
        return found

    def stands(self, words: str, end: int, field: str) -> Span | None:
        """A name or address anywhere in the text before `end`."""
        found = locate(words, self.text, 0, end, self.stretch.start)
        if found is None:
            self.lose(words, field, "The article does not hold this.")
        return found

    def lose(self, words: str, field: str, reason: str) -> None:
        self.unanchored.append(Unanchored(passage_id=self.passage_id, text=words, field=field, reason=reason))


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


def keeps(text: str, words: str, around: str) -> bool:
    """True when a rewriting has no number that the text around does not have, and a "not" just when its words do."""
    told = {(quantity.low, quantity.high) for quantity in quantities(around)}
    new = any((quantity.low, quantity.high) not in told for quantity in quantities(text))
    figures = set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", around))
    return figures and not new and bool(negated(text)) == bool(negated(words))
