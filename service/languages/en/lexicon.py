"""The embedded analyst's words. They live in `lexicon.toml`, which a journalist can edit; this file only reads it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from service.domain import Frozen

Section = TypeVar("Section", bound=Frozen)
PATH = Path(__file__).with_name("lexicon.toml")


@cache
def words(section: type[Section]) -> Section:
    """The section named like the model, lower case: `words(Saying)` reads `[saying]`. Raises ValidationError."""
    return section.model_validate(_lexicon()[section.__name__.lower()])


@cache
def _lexicon() -> dict[str, Any]:
    return tomllib.loads(PATH.read_text(encoding="utf-8"))
