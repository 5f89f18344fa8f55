"""Whose turn it is to speak: who spoke, and where."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from service.analysts.embedded.people.agreement import PRONOUNS
from service.analysts.embedded.people.nouns import Sort
from service.domain import Claimant


class Turn(NamedTuple):
    """Somebody's turn to speak: where, and who it was."""

    at: int
    claimant: Claimant


def between(turns: Sequence[Turn], start: int, end: int) -> Sequence[Turn]:
    """The turns that begin in `text[start:end]`; `turns` are in order of standing."""
    return turns[bisect_left(turns, start, key=_at) : bisect_left(turns, end, key=_at)]


def _at(turn: Turn) -> int:
    return turn.at


def of_other_sex(name: str, turns: Sequence[Turn], pronoun: str) -> bool:
    """Whether one of that name was spoken of as "she" in one of the turns, where the pronoun is "he"."""
    here = PRONOUNS[pronoun]
    mentions = (turn.claimant.mention for turn in turns if turn.claimant.name == name)
    spoken_of = (PRONOUNS.get(mention.text.lower()) for mention in mentions if mention)
    return any(by is not None and by[0] is here[0] is Sort.PERSON and by != here for by in spoken_of)
