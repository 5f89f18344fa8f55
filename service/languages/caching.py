"""Answers that are kept for short strings only: a process that lives for months keeps nobody's whole text."""

from collections.abc import Callable, Mapping
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")
Finds = Callable[Concatenate[str, Rest], Answer]

LONGEST = 200  # characters of a name, or of a sentence that is worth keeping
WORD, WORDS = 40, 65_536  # characters of a word, and words, that a table keeps


def kept_if_short(maxsize: int, longest: int = LONGEST) -> Callable[[Finds[Rest, Answer]], Finds[Rest, Answer]]:
    """Keep the answers to the last `maxsize` strings of at most `longest` characters; find all others anew."""

    def decorated(find: Finds[Rest, Answer]) -> Finds[Rest, Answer]:
        kept = lru_cache(maxsize)(find)

        def found(text: str, /, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
            return (kept if len(text) <= longest else find)(text, *rest, **named)

        update_wrapper(found, find)
        return found

    return decorated


class _Words(dict[str, str]):
    """What each word becomes, found when it is first met."""

    def __init__(self, find: Callable[[str], str]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> str:
        found = self._find(word)
        if len(word) <= WORD:
            if len(self) >= WORDS:
                self.clear()
            self[word] = found
        return found


def by_word(find: Callable[[str], str]) -> Mapping[str, str]:
    """What `find` makes of a word, as a table: to look a word up that was met before costs no call. Of words of at most
    40 characters, and as many as a newsroom uses; then it begins anew."""
    return _Words(find)
