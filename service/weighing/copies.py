"""How much of one text stands in another, by runs of five words. Knows texts only, not whose they are."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from itertools import groupby, product
from operator import or_

from service.languages.scripts import shingles, units

COPY = 0.60  # share of five-word runs: newswire reprints stay above it, rewrites fall below (Nicholls, IJoC 13, 2019)
RUN = 5  # words; of characters that stand without spaces twice as many
RUNS = 8  # fewer five-word runs (12 words) prove nothing: a stock phrase is that long
# Of two long texts one run in sixteen is compared first. A copy shares 60 % of such a sample of a hundred runs or more;
# that it should share less than half as many by chance is as likely as one in ten million.
SAMPLED, SAMPLE = 16, 100
# Share of the runs outside of quotation marks, beside the longest passage that both texts hold: two who wrote of one
# event by themselves share 3 % at most, those who wrote from one text more (half of the chains of Gedikli et al. 2021).
RETOLD = 0.05
# What stands in quotation marks, to the line's end where nothing closes them.
_QUOTED = re.compile(
    r"“[^”\n]*”?|„[^“”\n]*[“”]?|«[^»\n]*»?|「[^」\n]*」?|\"[^\"\n]*\"?|(?<!\w)[‘'](?=\w)[^\n]*?[’'](?!\w)"
)


class Runs:
    """The five-word runs of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.all = frozenset(shingles(units(text), RUN))

    @cached_property
    def told(self) -> list[tuple[str, ...]]:
        """Those outside of quotation marks, in their order."""
        return [run for part in _QUOTED.split(self._text) for run in shingles(units(part), RUN)]

    @cached_property
    def sample(self) -> frozenset[tuple[str, ...]]:
        return frozenset(run for run in self.all if not zlib.crc32(" ".join(run).encode()) % SAMPLED)

    @cached_property
    def _hashes(self) -> frozenset[int]:
        """Those of the sample: to compare runs is to hash them anew each time."""
        return frozenset(map(hash, self.sample))

    @property
    def telling(self) -> frozenset[tuple[str, ...]]:
        """Those by which `may_copy` tells: all of a short text, the sample of a long one beside another long one."""
        return self.all if len(self.all) < SAMPLED * SAMPLE else self.sample

    def may_copy(self, other: "Runs") -> bool:
        """False where a sample shows that neither text holds most of the other."""
        one, two = (self, other) if len(self.all) < len(other.all) else (other, self)
        if self is other or len(one.all) < SAMPLED * SAMPLE:
            return self is other or not one.all.isdisjoint(two.all)
        return len(one._hashes & two._hashes) >= COPY / 2 * len(one._hashes)


class Copies:
    """Compares the texts of one report, each read once, and is let go with it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        self._runs: dict[str, Runs] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._pairs: dict[str, frozenset[str]] = {}
        self._shared: dict[tuple[str, str], int] = {}
        self._retold: dict[tuple[str, str], float] = {}

    def near(self, text: str) -> tuple[str, ...]:
        """Those of the texts that may be copies of this one of them: itself, and others that share its runs."""
        if text not in self._near:
            sharing, own = self._sharing[text], self._of(text)
            near = (one for one, number in self._texts.items() if sharing >> number & 1)
            self._near[text] = tuple(one for one in near if own.may_copy(self._of(one)))
        return self._near[text]

    def pairs(self, text: str) -> frozenset[str]:
        """A name for each pair of texts that this one is in and that may be copies; a text by itself is one."""
        if text not in self._pairs:
            here = self._texts[text]
            others = (self._texts[one] for one in self.near(text))
            self._pairs[text] = frozenset(f"{min(here, there)}-{max(here, there)}" for there in others)
        return self._pairs[text]

    @cached_property
    def _sharing(self) -> Mapping[str, int]:
        """For each text the bits of those that hold a telling run of it, or of which it holds one, and its own: found
        by run, not by pair."""
        holding: dict[tuple[str, ...], int] = {}
        for text, number in self._texts.items():
            own = 1 << number
            for run in self._of(text).telling:
                holding[run] = holding[run] | own if run in holding else own
        known = frozenset(holding)
        found = [
            reduce(or_, map(holding.__getitem__, known & self._of(text).all), 1 << number)
            for text, number in self._texts.items()
        ]
        for one, other in product(range(len(found)), repeat=2):
            found[other] |= (found[one] >> other & 1) << one
        return dict(zip(self._texts, found, strict=True))

    def containment(self, a: str, b: str) -> float:
        """The share of the shorter text's five-word runs that stand in the other, 0 to 1; 0 for texts too short to tell
        and for those that share little. Texts of five words and more that are the same to the last word are copies,
        however short."""
        mine, yours = self._of(a).all, self._of(b).all
        shorter = min(len(mine), len(yours))
        if shorter < RUNS:
            return float(bool(shorter) and mine == yours)
        return self._in_common(a, b) / shorter

    def taken(self, a: str, b: str) -> float:
        """The share of the runs of `a` that stand in `b`, 0 to 1; 0 where `a` is too short to tell."""
        own = len(self._of(a).all)
        return self._in_common(a, b) / own if own >= RUNS else 0.0

    def retold(self, a: str, b: str) -> float:
        """The share of the shorter text's five-word runs outside of quotation marks that stand outside of them in the
        other, 0 to 1, without the longest passage that both hold: it may be a statement or a notice that both print. 0
        where so few are left that they prove nothing."""
        if self._in_common(a, b) <= RUNS:
            return 0.0
        pair = (a, b) if a < b else (b, a)
        if pair not in self._retold:
            shorter, longer = sorted((self._of(a).told, self._of(b).told), key=len)
            self._retold[pair] = _beside_the_longest(shorter, frozenset(longer))
        return self._retold[pair]

    def _of(self, text: str) -> Runs:
        if text not in self._runs:
            self._runs[text] = Runs(text)
        return self._runs[text]

    def _in_common(self, a: str, b: str) -> int:
        """How many runs both texts hold; 0 where the sample shows that neither is a copy."""
        pair = (a, b) if a < b else (b, a)
        if pair not in self._shared:
            mine, yours = self._of(a), self._of(b)
            self._shared[pair] = len(mine.all & yours.all) if mine.may_copy(yours) else 0
        return self._shared[pair]


def _beside_the_longest(runs: Sequence[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    passages = [sum(1 for _ in found) for held, found in groupby(runs, other.__contains__) if held]
    beside = sum(passages) - max(passages, default=0)
    return beside / len(runs) if beside >= RUNS else 0.0


def containment(a: str, b: str) -> float:
    """`Copies.containment` of two texts."""
    return Copies((a, b)).containment(a, b)
