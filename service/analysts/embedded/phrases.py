"""Lists of words as the lexicon gives them, made into one pattern."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator

Words = Annotated[frozenset[str], BeforeValidator(lambda listed: frozenset(listed.split()))]


def any_of(listed: Iterable[str]) -> re.Pattern[str]:
    """Whole words in any case, the longest first; a hyphen stands for a space or a hyphen."""
    longest = sorted(listed, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(_spaced(phrase) for phrase in longest)})(?![\w])", re.I)


def _spaced(phrase: str) -> str:
    return r"[\s-]+".join(re.escape(part) for part in phrase.split("-")).replace("'", "['’]")
