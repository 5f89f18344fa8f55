"""What a language's pack gives: the shapes of its parts, and what stands for them where there is no pack."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from service.domain import Frozen, TieKind

NEVER = re.compile(r"(?!)")


class SentenceEnds(NamedTuple):
    """Shortened words whose dot ends no sentence: before a name (`titles`), before a number (`numbered`), or before
    whatever does not open one (`shortened`, `starters`); `speaker` is who is told of behind a quoted question.
    `looks_short` tells of a word on none of these lists whether the dot may be its own. `run_on`: a sentence may begin
    right behind another, without a space, whatever it begins with."""

    titles: frozenset[str]
    numbered: frozenset[str]
    shortened: frozenset[str]
    starters: frozenset[str]
    speaker: re.Pattern[str]
    looks_short: Callable[[str], bool] = lambda _: False
    run_on: bool = False


class QuoteWords(NamedTuple):
    """What two wordings of one quote may differ in: never in a `telling` word, or one that ends in what is `denying`;
    in words of `slight` that are too many; in `endings`. A quote ends nowhere where `goes_on` matches, since a number
    or a negation is not over yet, and begins nowhere where `begun` does."""

    telling: frozenset[str]
    slight: frozenset[str]
    endings: tuple[str, ...]
    goes_on: re.Pattern[str]
    begun: re.Pattern[str] = NEVER
    denying: tuple[str, ...] = ()


class NameWords(NamedTuple):
    """Words that stand in names and tell nobody apart: `titles` and `articles` are no part of them, `generic` are;
    `forms` a house's name may come with or without."""

    titles: frozenset[str]
    articles: frozenset[str]
    generic: frozenset[str]
    forms: frozenset[str]


class Captions(NamedTuple):
    """Lines that are captions: marked ("Photo: …"), with a credit ("(AP Photo)"), or a verbless line under the
    headline."""

    marked: re.Pattern[str]
    credited: re.Pattern[str]
    is_lead: Callable[[str], bool]


class Tails(NamedTuple):
    """Lines that end an article, or are no part of it.

    `comments`, `block`, `notice`, `aside`, `reply`, `correction` fit a whole line; one that is `begun` is read with the
    next. An `aside` may as well stand between two paragraphs. A credit `makes`, and has no small words but those `made`
    with. An appeal opens with `asks` or is `addressed`, and holds `ours`; or it holds `calls`; and nothing in it is
    `told`. What the story tells has `happened` or is `told`; whom it names is not of the `calendar`.
    `wrote` (groups `name`, `when`) heads a reader's comment if the name is a `handle` or a heading of `talk` stands
    above. `byline`, `biography`, `writes`, `does` and `familiar` give the name of whoever wrote the article as a group;
    `they` goes on about them; a `role` stands below their name. A line that `describes` an organisation stands above
    its address. `credit` ends a text."""

    comments: re.Pattern[str]
    begun: re.Pattern[str]
    reply: re.Pattern[str]
    wrote: re.Pattern[str]
    handle: re.Pattern[str]
    talk: re.Pattern[str]
    block: re.Pattern[str]
    notice: re.Pattern[str]
    aside: re.Pattern[str]
    asks: re.Pattern[str]
    ours: re.Pattern[str]
    calls: re.Pattern[str]
    addressed: re.Pattern[str]
    calendar: re.Pattern[str]
    told: re.Pattern[str]
    happened: re.Pattern[str]
    correction: re.Pattern[str]
    makes: re.Pattern[str]
    made: re.Pattern[str]
    credit: re.Pattern[str]
    byline: re.Pattern[str]
    biography: re.Pattern[str]
    writes: re.Pattern[str]
    does: re.Pattern[str]
    familiar: re.Pattern[str]
    they: re.Pattern[str]
    role: re.Pattern[str]
    describes: re.Pattern[str]


class Credits(NamedTuple):
    """How a text thanks a wire: by `helped` for what it took, by `owned` for what it is. `wire` ends an agency's name;
    where a credit stands, `agency` will do."""

    helped: re.Pattern[str]
    owned: re.Pattern[str]
    wire: re.Pattern[str]
    agency: re.Pattern[str]


class StateWords(NamedTuple):
    """A state's forces (`named_forces`: those of somebody who is named), what they suffer or somebody inflicts on them;
    who speaks for a state, and who only sounds like it; what a state's `channel` is called (a pattern's text); and
    which nation is meant, but for words that name none."""

    forces: re.Pattern[str]
    named_forces: re.Pattern[str]
    suffered: re.Pattern[str]
    inflicted: re.Pattern[str]
    voice: re.Pattern[str]
    not_the_state: re.Pattern[str]
    channel: str
    nation: re.Pattern[str]
    no_nation: frozenset[str]


class TieWords(NamedTuple):
    """How two parties are said to belong together: near `trigger`, one of the `ways` (groups `a` and `b`; `bloc` where
    the last bloc named is meant, each the `name` before its `noun`); one of the `roles` ties `a` to a house that is
    called so, by `b`. `own_name` opens a document whose publisher speaks for `b`. `leading` words open a sentence
    before a name and are none of it; `office` is what a house's voice adds to its name; `firms` and `bodies` are nouns
    that stand for a house ("the company", "the council"), `firm_called` a pattern's text for what is said of a firm
    alone. Who is in `no_house` is no party to anything for it."""

    leading: re.Pattern[str]
    trigger: re.Pattern[str]
    ways: tuple[tuple[TieKind, re.Pattern[str]], ...]
    own_name: re.Pattern[str]
    roles: tuple[tuple[re.Pattern[str], str], ...]
    bloc: re.Pattern[str]
    office: re.Pattern[str]
    no_house: frozenset[str]
    firm_called: str
    firms: frozenset[str]
    bodies: frozenset[str]


class Slot(StrEnum):
    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    DIRECTION = "direction"
    NAME = "name"  # labelled in the evals; no rule finds one


class Clash(Frozen):
    """Where claim and evidence cannot both be right, the words of each, and whether that refutes the claim."""

    slot: Slot
    claim: str
    evidence: str
    reason: str
    refutes: bool


class Pack(Protocol):
    """One language. Its parts are loaded when they are first asked for."""

    code: str

    @property
    def names(self) -> NameWords: ...
    @property
    def sentence_ends(self) -> SentenceEnds: ...
    @property
    def quotes(self) -> QuoteWords: ...
    @property
    def captions(self) -> Captions: ...
    @property
    def tails(self) -> Tails: ...
    @property
    def credits(self) -> Credits: ...
    @property
    def state(self) -> StateWords: ...
    @property
    def ties(self) -> TieWords: ...

    def content(self, text: str) -> tuple[str, ...]:
        """The stems of the words that carry meaning, in order."""
        ...

    def negated(self, sentence: str) -> frozenset[str]:
        """The stems that a sentence denies."""
        ...

    def denials(self, sentence: str) -> tuple[frozenset[str], ...]:
        """The stems within reach of each negation of a sentence, in order."""
        ...

    def figures(self, text: str) -> frozenset[object]:
        """Every number of a text, whatever it is spelt like."""
        ...

    def is_number_word(self, word: str) -> bool: ...

    def clashes(
        self, claim: str, evidence: str, claim_date: datetime | None, evidence_date: datetime | None
    ) -> tuple[Clash, ...]:
        """Where the slots of two sentences clash. The dates say when each was published."""
        ...


INITIALS = re.compile(r"\b[A-Z]{2,5}\Z")
WITHOUT_WORDS = Credits(NEVER, NEVER, NEVER, INITIALS)
_PARTED = r"[ \xa0\u2009\u202f'’]"  # "1 200", "1'200": one number, in one language or another
# Where no space shows it: a number of characters, "四十一" or "3万", and a "not" that makes one word with what follows.
_COUNTS, _TIMES, _NOT = "〇零一二三四五六七八九十百千万萬亿億兆两兩", "十百千万萬亿億兆", "不没沒未无無非勿"
LITERALLY = QuoteWords(
    frozenset(),
    frozenset(),
    ("",),
    goes_on=re.compile(rf"(?<=\d){_PARTED}\d{{3}}(?!\d)|(?<=[{_COUNTS}])[{_COUNTS}]|(?<=\d)[{_TIMES}]"),
    begun=re.compile(
        rf"(?<=\d{_PARTED})\d{{3}}(?!\d)|(?<=[{_COUNTS}])[{_COUNTS}]|(?<=\d)[{_TIMES}]|(?<=[{_NOT}])[\u4e00-\u9fff]"
    ),
)
