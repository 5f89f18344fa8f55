"""Whether a wording keeps to the words of a text, in languages without a pack: the first strange word, if any."""

import re
from collections.abc import Iterator

from service.domain import normalised
from service.languages.scripts import is_unspaced

LONG = 4  # letters: shorter words bind others, and each language has its own
STEM = 4  # letters that two forms of one word begin with
AKIN = 0.5  # share of the words in small letters that are the text's own; a translation has few
_CAPITAL = re.compile(r"[^\W\d_]*[A-ZÀ-ÖØ-ÞΑ-ΩЀ-ЯҐ]\w*")
_PARTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+|[^\s\u3040-\u30ff\u3400-\u9fff]+")
# Characters that bind others in a Chinese sentence.
_BINDING = frozenset("的了在是于有和与及并也都就被把将为从对向到由至以之其该此这那说称等个名艘年月日")


def strange(told: str, held: str) -> str | None:
    """A word of `told` that a text, in plain words, does not hold; in scripts with capitals names are looked for
    elsewhere, and half of the other words will do. None: there is none."""
    own: list[str] = [part for part in _PARTS.findall(normalised(_CAPITAL.sub(" ", told))) if not part.isdigit()]
    cased = [part for part in own if part.upper() != part and len(part) > STEM]
    apart = [part for part in cased if f" {part[:STEM]}" not in f" {held}"]
    if len(apart) > AKIN * len(cased):
        return apart[0]
    return next((lost for part in own if part.upper() == part for lost in _lost(part, held)), None)


def _lost(part: str, held: str) -> Iterator[str]:
    if is_unspaced(part):
        yield from _uncovered(part, held)
    elif len(part) >= LONG and not any(form in held for form in _forms(part)):
        yield part


def _forms(word: str) -> Iterator[str]:
    """A word without a letter or two that its language writes onto it, in front or behind."""
    yield from (word, word[1:], word[:-1])
    if len(word) > LONG:
        yield from (word[2:], word[:-2], word[1:-1])


def _uncovered(run: str, held: str) -> Iterator[str]:
    """The characters of a run that neither stand beside their neighbour in the text nor only bind."""
    for at, character in enumerate(run):
        beside = (run[at - 1 : at + 1] if at else "", run[at : at + 2])
        if character not in _BINDING and not any(len(pair) == 2 and pair in held for pair in beside):
            yield character
