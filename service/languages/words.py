"""The words of a text that carry meaning, by the pack of its language, else as they are written."""

from functools import lru_cache

from service.languages import pack_for
from service.languages.names import name_tokens


def content(text: str, language: str | None) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order; without a pack, every folded word of two letters or more."""
    pack = pack_for(language)
    return pack.content(text) if pack else tuple(token for token in name_tokens(text) if len(token) > 1)


@lru_cache(maxsize=8192)
def stems(text: str, language: str | None) -> frozenset[str]:
    """The distinct stems of `content`."""
    return frozenset(content(text, language))
