"""The words of a text that carry meaning, by the pack of its language, else as they are written."""

from service.languages import pack_for
from service.languages.caching import kept_if_short
from service.languages.names import name_tokens
from service.languages.scripts import pairs


def content(text: str, language: str | None) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order; without a pack, every folded word of two letters or more,
    and of words without spaces between them every two characters."""
    pack = pack_for(language)
    if pack:
        return pack.content(text)
    return tuple(word for token in name_tokens(text) for word in pairs(token) if len(word) > 1)


@kept_if_short(2048)
def stems(text: str, language: str | None) -> frozenset[str]:
    """The distinct stems of `content`."""
    return frozenset(content(text, language))
