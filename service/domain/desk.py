"""A desk: one newsroom of an installation, whose articles and documents no other one sees."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from service.domain.spending import MoneyADay, TokensADay
from service.domain.values import Frozen

DeskName = Annotated[
    str, Field(max_length=32, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Lower-case letters, digits, hyphens.")
]


class DeskLimits(Frozen):
    """What holds for one desk in place of the installation's settings; None: as they have it. Days that jobs and
    reports, and calls of jobs, are kept; tokens and US dollars that language models may take in a day."""

    keep_days: int | None = Field(None, ge=1)
    keep_calls_days: int | None = Field(None, ge=1)
    tokens_a_day: TokensADay | None = None
    money_a_day: MoneyADay | None = None


class NewsDesk(Frozen):
    """A desk that was added, or the main one."""

    name: DeskName
    created_at: datetime
    limits: DeskLimits = DeskLimits()
