"""Who belongs with whom, by the words of a text."""

from enum import StrEnum

from service.domain.article import Span
from service.domain.values import Frozen


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


class Tie(Frozen):
    """Two parties that the article (`document_id` is None) or a document says belong together, and its words."""

    parties: tuple[str, str]
    kind: TieKind
    document_id: str | None = None
    span: Span
    state: TieState = TieState.OPEN
