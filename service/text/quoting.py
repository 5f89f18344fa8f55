"""The same values, quoting another text of the same length."""

from typing import Any, TypeVar

from pydantic import BaseModel

from service.domain import Span

Quoting = TypeVar("Quoting", bound=BaseModel)


def quoting(value: Quoting, text: str) -> Quoting:
    """The same value, with every span in it quoting this text."""
    return value.model_copy(update={name: _requoted(getattr(value, name), text) for name in type(value).model_fields})


def _requoted(part: Any, text: str) -> Any:
    if isinstance(part, Span):
        return Span.of(text, part.start, part.end)
    if isinstance(part, tuple):
        return tuple(_requoted(item, text) for item in part)
    return quoting(part, text) if isinstance(part, BaseModel) else part
