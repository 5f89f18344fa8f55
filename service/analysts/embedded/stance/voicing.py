"""Who speaks in a document: each attribution with its speaker, shorthand such as "the agency" traced back.

Knows nothing of claims. Where it doubts, it keeps the document's own words for the speaker.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from service.analysts.embedded.attribution import Attributed, attributions
from service.analysts.embedded.people import KINDS, Cast
from service.analysts.embedded.people.nouns import sort_of
from service.analysts.embedded.people.turns import Turn
from service.analysts.embedded.phrases import Words
from service.domain import Claimant, ClaimantKind, Frozen, Mode, Span
from service.languages.en.lexicon import words
from service.languages.names import name_tokens, same_name


class Voicing(Frozen):
    """The lexicon's nouns for a body that has spoken, those of them that may be the state's, and for one
    who stays unnamed."""

    bodies: Words
    offices: Words
    nameless: Words


WHOLE = 8_000  # characters: a shorter text is read whole for its speakers
LEAD, BEFORE = 2_000, 1_500  # of a longer one its beginning, and as much before each place that they are asked for at


class Speaking:
    """Who speaks in a text: all attributions in order, each with its speaker. Of a long text they are found where
    they are sought, with what introduces them there and in the lead."""

    def __init__(self, text: str, sought: Sequence[Span]) -> None:
        self._text = text
        self._witnessed: dict[re.Pattern[str], bool] = {}
        self._read = [(0, len(text))] if len(text) <= WHOLE else _stretches(text, sought)
        shown = _shown(text, self._read)
        self.told = told_in(shown)
        self.speakers = speakers(shown, self.told)

    def covers(self, span: Span) -> bool:
        """Whether speakers were looked for there."""
        begun = bisect_right(self._read, span.start, key=_start)
        return begun > 0 and span.end <= self._read[begun - 1][1]

    def witnessed(self, saw: re.Pattern[str]) -> bool:
        """Whether words of the text say that somebody saw; looked for once for all its copies."""
        if saw not in self._witnessed:
            self._witnessed[saw] = saw.search(self._text) is not None
        return self._witnessed[saw]


def _stretches(text: str, sought: Sequence[Span]) -> list[tuple[int, int]]:
    """Which whole lines are read, in order and without overlap."""
    found = [(0, 0)]
    for start, end in sorted([(0, LEAD), *((max(0, span.start - BEFORE), span.end) for span in sought)]):
        begin = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop
        if begin <= found[-1][1]:
            found[-1] = found[-1][0], max(stop, found[-1][1])
        else:
            found.append((begin, stop))
    return found


def _start(stretch: tuple[int, int]) -> int:
    return stretch[0]


def _shown(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    """The stretches, each where it stands, and line breaks for all others."""
    kept: list[str] = []
    done = 0
    for begin, stop in stretches:
        kept += ["\n" * (begin - done), text[begin:stop]]
        done = stop
    return "".join(kept) + "\n" * (len(text) - done)


def told_in(text: str) -> tuple[Attributed, ...]:
    """Everything that somebody says in the text, in order of the cues."""
    text = _without_dateline(text)
    found = [told for told in attributions(text) if told.speech and told.source]
    cues = {told.cue.start for told in found}
    return tuple(sorted((*found, *_told_aside(text, cues)), key=lambda told: told.cue.start))


def _without_dateline(text: str) -> str:
    return _DATELINE.sub(lambda line: " " * len(line.group()), text)


def speakers(text: str, told: Sequence[Attributed]) -> tuple[Claimant, ...]:
    """Who speaks, one for each of `told`."""
    cast = Cast(_without_dateline(text), len(text))
    turns: list[Turn] = []
    bodies: dict[str, ClaimantKind] = {}
    last: Claimant | None = None  # of the bodies that spoke
    for one in told:
        speaker, kind = (
            _speaker(cast, one.source, turns, last, one.content) if one.source else (cast.claimant(None, turns), None)
        )
        turns.append(Turn(one.cue.start, speaker))
        last = speaker if _is_body(cast, speaker) else last
        if kind:
            bodies[speaker.name] = kind
    return tuple(
        turn.claimant.model_copy(update={"kind": bodies.get(turn.claimant.name, turn.claimant.kind)}) for turn in turns
    )


# "GHENT, Belgium (Keystone) - ": where it was written, by whom, is nobody's word.
_DATELINE = re.compile(r"\A[A-Z][A-Z .’'-]+(?:, [A-Z][\w .]+)?(?: \([^)\n]{2,40}\))? ?[-–—]+ ")
# "A military source told Ghent Radio, the state's broadcaster, that …": the hearer is described on the way.
_TOLD_ASIDE = re.compile(
    r"(?:(?<=[.!?] )|(?<=\n)|^)(?P<who>[A-Z][^,;:.“”\n]{2,60}?) (?P<cue>told) "
    r"[^,;.“”\n]{2,60},[^,;.“”\n]{2,80}, (?P<what>that [^\n]+?)(?=\.(?:\s|$))"
)


def _told_aside(text: str, cues: set[int]) -> list[Attributed]:
    return [
        Attributed(
            source=Span.of(text, *match.span("who")),
            cue=Span.of(text, *match.span("cue")),
            content=(Span.of(text, *match.span("what")),),
            mode=Mode.INDIRECT,
            speech=True,
        )
        for match in _TOLD_ASIDE.finditer(text)
        if match.start("cue") not in cues
    ]


def _speaker(
    cast: Cast, source: Span, turns: Sequence[Turn], last: Claimant | None, told: Sequence[Span]
) -> tuple[Claimant, ClaimantKind | None]:
    """Who the source stands for, and the kind of body its words show that to be; `last` is the last body that spoke."""
    plain = _SHORTHAND.fullmatch(source.text.strip())
    noun = plain["noun"].lower() if plain else ""
    if noun in words(Voicing).nameless:
        return _nameless(cast, source, noun, turns), None
    if _BELONGING.fullmatch(source.text.strip()) or source.text.lower() in {"it", "its"}:
        known = cast.claimant(source, turns)
        if last and (_nobody(known) or _mistaken(cast, last)):
            return _again(last, source), ClaimantKind.ORGANISATION if _mistaken(cast, last) else None
        return known, None
    known = _named(cast, source, turns, told)
    body = last if noun in words(Voicing).bodies else None
    sort = sort_of(noun)
    if body and (_nobody(known) or sort is None or known.kind is not KINDS[sort]):
        return _again(body, source), _kind(noun, body)
    return _whole(known, source), None


_SHORTHAND = re.compile(r"(?i:the|this|that) (?:[\w’'-]+ ){0,2}(?P<noun>\w+)(?:,.*)?", re.DOTALL)
_BELONGING = re.compile(r"(?i:its|their) (?:\w+ ){0,2}(?:contacts|sources|correspondents|network|volunteers)")


def _named(cast: Cast, source: Span, turns: Sequence[Turn], told: Sequence[Span]) -> Claimant:
    """Who the source stands for, but nobody whom the words told end with: "…, helped by Ghent, police said"."""
    known = cast.claimant(source, turns)
    before = cast.text[: source.start].rstrip(" ,")
    ends = any(part.start < len(before) <= part.end for part in told)
    if not ends or set(name_tokens(known.name)) & set(name_tokens(source.text)) or not before.endswith(_last(known)):
        return known
    name = _LEADING.sub("", source.text)
    spoke = (turn.claimant for turn in reversed(turns) if same_name(turn.claimant.name, name))
    called = (one.name for one in cast.names.named if same_name(one.name, name))
    sort = sort_of(name.split()[-1].lower())
    kind = KINDS[sort] if sort else ClaimantKind.UNNAMED
    return next(spoke, None) or Claimant(name=next(called, name), kind=kind, mention=source)


def _last(known: Claimant) -> str:
    return known.name.split()[-1]


def _nameless(cast: Cast, source: Span, noun: str, turns: Sequence[Turn]) -> Claimant:
    """Who stays unnamed is the last who was called so; a "source" is never anybody who is named."""
    spoke = (turn.claimant for turn in reversed(turns) if turn.claimant.kind is ClaimantKind.UNNAMED)
    before = next((one for one in spoke if one.name.lower().split()[-1:] == [noun]), None)
    if before:
        return _again(before, source)
    if noun != "source":
        return cast.claimant(source, turns)
    return Claimant(name=_LEADING.sub("", source.text), kind=ClaimantKind.UNNAMED, mention=source)


def _is_body(cast: Cast, one: Claimant) -> bool:
    return (one.kind in _BODIES and not _nobody(one)) or _mistaken(cast, one)


_BODIES = frozenset({ClaimantKind.ORGANISATION, ClaimantKind.GROUP, ClaimantKind.GOVERNMENT, ClaimantKind.MEDIA})


def _nobody(one: Claimant) -> bool:
    """Whether the name is none: "Rebels" is a noun that opened a sentence."""
    return one.kind is ClaimantKind.UNNAMED or (" " not in one.name and sort_of(one.name.lower()) is not None)


def _mistaken(cast: Cast, one: Claimant) -> bool:
    """Three words without title or sex look like a person and may be a body: "Ghent River Watch"."""
    known = cast.names.of.get(one.name)
    plain = known is not None and known.female is None and not known.roles
    return one.kind is ClaimantKind.PERSON and plain and len(one.name.split()) > 2


def _kind(noun: str, body: Claimant) -> ClaimantKind:
    """A state has agencies and committees, but no charities or companies."""
    stays = noun in words(Voicing).offices and body.kind is not ClaimantKind.PERSON
    return body.kind if stays or body.kind is ClaimantKind.GROUP else ClaimantKind.ORGANISATION


def _again(one: Claimant, source: Span) -> Claimant:
    return one.model_copy(update={"mention": source, "antecedent": one.antecedent or one.mention})


def _whole(speaker: Claimant, source: Span) -> Claimant:
    """The speaker with the name the source gives: "the media office of Ghent" is more than "media office", and "the
    Ghent police" are not Ghent."""
    named = speaker.name in source.text
    behind = (found for found in (_ONE_BEHIND.search(source.text), _TWO_BEHIND.search(source.text)) if named and found)
    if any(_ends_with(speaker.name, source.text[: found.start()]) and sort_of(found[1]) for found in behind):
        return speaker.model_copy(update={"name": _LEADING.sub("", source.text)})
    if speaker.name != speaker.name.lower() or not re.search(r"\bof\s+(?:the\s+)?[A-Z]", source.text):
        return speaker
    return speaker.model_copy(update={"name": _LEADING.sub("", source.text)})


_LEADING = re.compile(r"^(?:the|a|an|this|that)\s+", re.IGNORECASE)
_ONE_BEHIND, _TWO_BEHIND = re.compile(r" ([a-z]+)$"), re.compile(r" [a-z]+ ([a-z]+)$")


def _ends_with(name: str, words_of: str) -> bool:
    """Whether words end with a name, and not with a word that does."""
    before = words_of[: -len(name)][-1:]
    return words_of.endswith(name) and not (before.isalnum() or before == "_")
