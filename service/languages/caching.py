"""Answers that are kept for short strings only: a process that lives for months keeps nobody's whole text."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")
Finds = Callable[Concatenate[str, Rest], Answer]

LONGEST = 200  # characters of a name, or of a sentence that is worth keeping


def kept_if_short(maxsize: int, longest: int = LONGEST) -> Callable[[Finds[Rest, Answer]], Finds[Rest, Answer]]:
    """Keep the answers to the last `maxsize` strings of at most `longest` characters; find all others anew."""

    def decorated(find: Finds[Rest, Answer]) -> Finds[Rest, Answer]:
        kept = lru_cache(maxsize)(find)

        def found(text: str, /, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
            return (kept if len(text) <= longest else find)(text, *rest, **named)

        update_wrapper(found, find)
        return found

    return decorated
