"""Where this desk's reports have seen a claim before, in words. It counts for nothing."""

from service.domain import ClaimSeen, SeenBefore
from service.exports import words


def in_words(seen: SeenBefore) -> str:
    """What became of a claim where it was seen first, and where it was seen last, in one line."""
    first = f"{verdict(seen.first)} in {where(seen.first)}"
    if seen.articles == 1:
        return first
    return f"{first}; last of {words.count(seen.articles, 'article')}: {verdict(seen.last)} in {where(seen.last)}"


def where(one: ClaimSeen) -> str:
    """The article that made it and its day."""
    day = words.day((one.published_at or one.seen_at).replace(hour=0, minute=0))
    return f"“{one.title}” ({day})" if one.title else f"an article of {day}"


def verdict(one: ClaimSeen) -> str:
    """What became of it there."""
    return words.VERDICTS[one.verdict]
