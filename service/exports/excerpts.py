"""A long text in little room: its first words, or those that tell. Knows nothing of reports."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from service.languages import pack_for
from service.languages.pack import Pack
from service.languages.words import stems

Measure = Callable[[str], int]  # how many columns a text takes

MORE = "…"
DENSEST = 6  # code points that stand in one column at most: a letter and its marks
LOOKED_AT = 150  # words of a quotation among which the telling ones are sought
PUNCTUATION = ",;:.!?()[]“”‘’'\"«»"


class Excerpt(NamedTuple):
    """Some words of a text that follow one another, from `start`; `telling`: how much of the claim is in them."""

    start: int
    text: str
    telling: int


def cut(text: str, room: int, measure: Measure) -> str:
    """The text in `room` columns: its first words with an ellipsis for the rest, if it is longer."""
    if measure(text) <= room:
        return text
    kept: list[str] = []
    taken = measure(MORE)
    for word in text.split():
        taken += measure(word) + bool(kept)
        if taken > room:
            break
        kept.append(word)
    return (" ".join(kept).rstrip(",;:") or _within(text, room - measure(MORE), measure)) + MORE


def telling(quote: str, claim: str, room: int, measure: Measure, language: str | None) -> str:
    """The quotation in `room` columns: those of its words that have most of the claim's in them, and figures.

    Excerpt that deny less than the quotation does, or more, are not taken: "dozens were killed" out of "he denied that
    dozens were killed". Where none is left, or the language has no pack, it is the first words.
    """
    pack = pack_for(language)
    if measure(quote) <= room or pack is None:
        return cut(quote, room, measure)
    words = quote.split()[:LOOKED_AT]
    denied = pack.negated(" ".join(words))
    found = sorted(_runs(words, stems(claim, language), room, measure, pack), key=_best)
    honest = (run.text for run in found if pack.negated(run.text) == denied & frozenset(pack.content(run.text)))
    return next(honest, None) or cut(quote, room, measure)


def _runs(words: list[str], sought: frozenset[str], room: int, measure: Measure, pack: Pack) -> Iterator[Excerpt]:
    """For each word the longest run that begins with it and fits, ellipses and all."""
    widths = [measure(word) for word in words]
    marks = [_marks(word, sought, pack) for word in words]
    for start in range(len(words)):
        left = room - measure(MORE) * (2 if start else 1)
        end = start
        while end < len(words) and left >= widths[end]:
            left -= widths[end] + 1
            end += 1
        if end > start:
            text = MORE * bool(start) + " ".join(words[start:end]) + MORE * (end < len(words))
            yield Excerpt(start, text, sum({mark: worth for run in marks[start:end] for mark, worth in run}.values()))


def _marks(word: str, sought: frozenset[str], pack: Pack) -> list[tuple[str, int]]:
    """What of the claim is in a word, and figures, and what each is worth: a name least, for all the story has it."""
    bare = word.strip(PUNCTUATION)
    if pack.is_number_word(bare) or any(letter.isdigit() for letter in bare):
        return [(bare, 2)]
    return [(stem, 1 if bare[:1].isupper() else 2) for stem in pack.content(word) if stem in sought]


def _best(run: Excerpt) -> tuple[int, int]:
    return -run.telling, run.start


def _within(text: str, room: int, measure: Measure) -> str:
    """The first characters, of a text whose first word is too long."""
    kept, taken = "", 0
    for letter in text[: DENSEST * room]:
        taken += measure(letter)
        if taken > room:
            break
        kept += letter
    return kept
