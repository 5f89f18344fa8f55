"""The constants of weighing, under one version."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from service.domain.article import Grade, Integrity
from service.domain.claim import Channel
from service.domain.evidence import Access, Match
from service.domain.judgement import Verdict
from service.domain.values import Frozen

Share = Annotated[float, Field(ge=0, le=1)]
TABLES: dict[str, type[StrEnum]] = {
    "reliability": Grade,
    "access": Access,
    "match": Match,
    "integrity": Integrity,
    "labels": Verdict,
}


class Gates(Frozen):
    """How many independent origins a verdict asks for, and how strong they must be together; and how many times as
    strong as the other a side may be that does not prevail (`contested_ratio`)."""

    contested_ratio: float = Field(ge=1)
    contradicted_origins: int = Field(ge=1)
    contradicted: Share
    doubtful: Share
    corroborated_origins: int = Field(ge=1)
    corroborated: Share
    partly_corroborated: Share


class SaidRules(Frozen):
    """The steps of "was it said", the weight of the claimant's own publication, the channels a reporter sees."""

    confirmed: Share
    probable: Share
    own_publication: Share
    seen: tuple[Channel, ...]


class Ruleset(Frozen):
    """Every constant of weighing, under one version. Weights and gates are shares from 0 to 1, none a probability."""

    version: str = Field(min_length=1)
    damping: Share
    interested_cap: Share
    admission_floor: Grade
    counts: Share
    reliability: dict[Grade, Share]
    access: dict[Access, Share]
    match: dict[Match, Share]
    integrity: dict[Integrity, Share]
    gates: Gates
    said: SaidRules
    labels: dict[Verdict, str]

    @field_validator(*TABLES)
    @classmethod
    def _is_whole(cls, table: dict[str, object], info: ValidationInfo) -> dict[str, object]:
        lacking = [member.value for member in TABLES[info.field_name or ""] if member not in table]
        if lacking:
            raise ValueError(f"lacks {', '.join(lacking)}")
        return table


class EarlierRuleset(Frozen):
    """The constants of a table of verdicts that is no longer held, as a report keeps them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    version: str
