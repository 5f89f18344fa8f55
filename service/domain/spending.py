"""What is spent on language models in a day, and what may be."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.domain.values import Frozen

# Tokens and US dollars that nobody's day comes to, and that any database can count.
TokensADay = Annotated[int, Field(ge=1, le=10**15)]
MoneyADay = Annotated[float, Field(gt=0, le=10**6)]


class DayBudget(Frozen):
    """What may be spent on language models within one day in UTC: tokens in and out, US dollars. None: no bound."""

    tokens: TokensADay | None = None
    usd: MoneyADay | None = None


class DaySpending(Frozen):
    """What was spent since midnight in UTC by a desk, or by one of its keys (`api_key`); `*_aside` is what calls under
    way may take at most. `met` names the bounds that are: a call did not fit any more, or nothing is left. Another day
    begins at `resets_at`, in `resets_s` seconds."""

    desk: str
    api_key: str | None
    tokens: int
    usd: float
    tokens_aside: int
    usd_aside: float
    budget: DayBudget
    met: tuple[Literal["tokens", "usd"], ...]
    resets_at: datetime
    resets_s: int
