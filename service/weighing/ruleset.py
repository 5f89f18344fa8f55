"""The constants of weighing, read from a file that a desk can change, under one version."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from service.domain import Access, Channel, Frozen, Grade, Integrity, Match, Verdict
from service.text.tables import read_table

Share = Annotated[float, Field(ge=0, le=1)]
SHIPPED = Path(__file__).with_name("ruleset.toml")
TABLES: dict[str, type[StrEnum]] = {
    "reliability": Grade,
    "access": Access,
    "match": Match,
    "integrity": Integrity,
    "labels": Verdict,
}


class Gates(Frozen):
    """How many independent origins a verdict asks for, and how strong they must be together."""

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
    seen: frozenset[Channel]


class Ruleset(Frozen):
    """Every constant of weighing, under one version. Weights and gates are shares from 0 to 1, none a probability."""

    version: str = Field(min_length=1)
    damping: Share
    interested_cap: Share
    admission_floor: Grade
    counts: Share
    weak: Share
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


def load_ruleset(path: Path | None = None) -> Ruleset:
    """The ruleset in a TOML file (None: the shipped one). Raises BadInput naming the key that is wrong."""
    return read_table(path or SHIPPED, Ruleset)
