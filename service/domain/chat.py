"""What people do with a report from a chat."""

from enum import StrEnum

from pydantic import Field

from service.domain.judgement import Verdict
from service.domain.values import Frozen

# By this a button of ours is known from those of others; it comes before what the button does.
OURS = "claimtrace_"


class ChatDeed(StrEnum):
    """What a button does: `open` leads to a page, and is nothing to be done here."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    OPEN = "open"


class ClaimShown(Frozen):
    """A claim as a message shows it: after which act of its report's desk (0: there was none), and with which verdict
    (None: with none that could be accepted)."""

    report: str
    claim: str
    seen: int = Field(ge=0)
    verdict: Verdict | None = None


class ChatAct(Frozen):
    """What somebody wants done by a button. `deed` None: the button is none of ours. `answer_at` is where they are
    answered, a secret; `address` where the request came from."""

    who: str
    deed: ChatDeed | None
    about: ClaimShown | None
    answer_at: str = Field(repr=False)
    address: str
