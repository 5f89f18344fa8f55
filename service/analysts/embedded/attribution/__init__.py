"""Find who said what in running text: source, cue and content of every attribution, each as a span."""

from service.analysts.embedded.attribution.finder import Draft, Finder
from service.analysts.embedded.attribution.joining import joined
from service.analysts.embedded.attribution.tokens import folded, sentences
from service.domain import Frozen, Mode, Span


class Attributed(Frozen):
    """One attribution as the text gives it. `content` has one span a part: a quote split by its cue has two.

    `speech` tells saying ("said", "according to") from thinking and wishing ("believes", "hopes").
    A chain ("A said that B told C") is two of these; the inner one's content lies within the outer one's.
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    mode: Mode
    speech: bool


def attributions(text: str, start: int = 0, end: int | None = None) -> tuple[Attributed, ...]:
    """Every attribution in `text[start:end]`, in order of their cues; offsets count from the start of `text`."""
    stop = len(text) if end is None else min(end, len(text))
    low = folded(text)
    drafts = joined((one, Finder(text, one).drafts()) for one in sentences(text, low, max(0, start), stop))
    return tuple(_told(text, draft) for draft in sorted(set(drafts), key=lambda d: d.cue))


def _told(text: str, draft: Draft) -> Attributed:
    return Attributed(
        source=Span.of(text, *draft.source) if draft.source else None,
        cue=Span.of(text, *draft.cue),
        content=tuple(Span.of(text, *part) for part in draft.content),
        mode=Mode.DIRECT if draft.direct else Mode.INDIRECT,
        speech=draft.speech,
    )
