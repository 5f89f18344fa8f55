"""Who belongs with whom, by the words of a text."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from service.domain.article import Span
from service.domain.values import Frozen, absent


class TieKind(StrEnum):
    """How the first of two parties belongs with the second: it is one and the same (`same`), speaks for it (`voice`:
    a spokesman, a press office, a minister of a ministry), is a part of it (`member`), is owned by it (`owner`), or
    fights beside it (`ally`)."""

    SAME = "same"
    VOICE = "voice"
    MEMBER = "member"
    OWNER = "owner"
    ALLY = "ally"


class TieState(StrEnum):
    """What an editor said of a tie: `open` is left as it was found."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DENIED = "denied"


class TieDecision(Frozen):
    """What the desk says of one tie, by whom, when and why."""

    state: TieState
    by: str
    at: datetime
    reason: str | None = None


class Tie(Frozen):
    """Two parties that the article (`document_id` is None) or a document says belong together, and its words. Where
    the desk `decided` of this tie, that holds, whatever is declared."""

    parties: tuple[str, str]
    kind: TieKind
    document_id: str | None = None
    span: Span
    state: TieState = TieState.OPEN
    decided: TieDecision | None = Field(None, exclude_if=absent)
