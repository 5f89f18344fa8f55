"""Find who said what in running text: source, cue and content of every attribution, each as a span."""

from service.domain import Frozen, Mode, Span


class Told(Frozen):
    """One attribution as the text gives it. `content` has one span a part: a quote split by its cue has two.

    `speech` tells saying ("said", "according to") from thinking and wishing ("believes", "hopes").
    A chain ("A said that B told C") is two of these; the inner one's content lies within the outer one's.
    """

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    mode: Mode
    speech: bool


def attributions(text: str, start: int = 0, end: int | None = None) -> tuple[Told, ...]:
    """Every attribution in `text[start:end]`, in order of their cues; offsets count from the start of `text`."""
    return ()
