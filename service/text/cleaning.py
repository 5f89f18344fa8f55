"""A text without what nobody sees: soft hyphens, zero-width and direction marks, letters apart from their accents.

Rules read the cleaned copy; what they find is told in the text as it came.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from service.domain import Claimant, Span
from service.domain.identity import HIDDEN

Value = TypeVar("Value")

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_UNCLEAN = re.compile(rf"[{HIDDEN}]+|[{_SPACES}]|[^\W_][\u0300-\u036f]+")
_UNSEEN_ALONE = re.compile(rf"[{HIDDEN}]+")
_SPACE = re.compile(rf"[{_SPACES}]")


class Cleaned(NamedTuple):
    """A cleaned copy; `starts` and `ends` say where each of its characters stands in `original`. Both are empty where
    there was nothing to clean."""

    original: str
    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def inward(self, at: int) -> int:
        """Where the copy has what stands at `at` in the original."""
        return bisect_left(self.starts, at) if self.starts else at

    def outward(self, at: int) -> int:
        """Where the original has what stands at `at` in the copy."""
        if not self.starts:
            return at
        return self.starts[at] if at < len(self.starts) else len(self.original)

    def copied(self, span: Span) -> Span:
        """The copy's span of a span of the original."""
        return Span.of(self.text, self.inward(span.start), self.inward(span.end)) if self.starts else span

    def restored(self, found: Value) -> Value:
        """A value of models and tuples whose spans are the copy's, with those of the original."""
        return self._restored(found) if self.starts else found

    def _restored(self, found: Any) -> Any:
        if isinstance(found, Span):
            start = self.outward(found.start)
            return Span.of(self.original, start, self.ends[found.end - 1] if found.end > found.start else start)
        if isinstance(found, tuple):
            return tuple(map(self._restored, found))
        if isinstance(found, BaseModel):
            held = {name: self._restored(getattr(found, name)) for name in type(found).model_fields}
            if isinstance(found, Claimant):
                held["name"] = self._spelt(found.name)
            return found.model_copy(update=held)
        return found

    def _spelt(self, name: str) -> str:
        """A name in the letters of the original, composed or not, without what nobody sees."""
        at = self.text.find(name)
        if at < 0 or not name:
            return name
        return _SPACE.sub(" ", _UNSEEN_ALONE.sub("", self.original[self.starts[at] : self.ends[at + len(name) - 1]]))


def cleaned(text: str) -> Cleaned:
    """The cleaned copy of a text, in NFC and with plain spaces."""
    if not _UNCLEAN.search(text):
        return Cleaned(text, text)
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(start: int, end: int) -> None:
        signs.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    at = 0
    for found in _UNCLEAN.finditer(text):
        keep(at, found.start())
        if not _UNSEEN_ALONE.fullmatch(found.group()):
            instead = " " if _SPACE.fullmatch(found.group()) else unicodedata.normalize("NFC", found.group())
            signs.append(instead)
            starts += [found.start()] * len(instead)
            ends += [found.end()] * len(instead)
        at = found.end()
    keep(at, len(text))
    return Cleaned(text, "".join(signs), starts, ends)
