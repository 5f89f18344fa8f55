"""What is told of a fault that nobody foresaw, where its own words may quote what was read."""

import traceback
from collections.abc import Iterator


def trace(error: BaseException) -> str:
    """Where an error rose and of what kind it is, and before it what led to it; no messages, but notes that were added.
    A KeyError holds the key that was sought, a ValueError the words that are no number."""
    return "\n".join(line for one in [*_causes(error)][::-1] for line in _told(one))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error itself, and what it came of, latest first."""
    met = set[int]()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield "Traceback (most recent call last):"
    for call in traceback.extract_tb(error.__traceback__):
        yield f'  File "{call.filename}", line {call.lineno}, in {call.name}'
    yield kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    yield from getattr(error, "__notes__", ())
