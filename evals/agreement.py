"""How far a second reader, who did not see the labels, agrees with them: raw share and Cohen's kappa a field.

A case's `second.json` labels the same anchors again. Kappa is Cohen 1960: agreement beyond what two readers with these
habits would reach by chance; None where both used one label throughout.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from evals.gold import CASES, Case, GoldClaim, load
from service.domain import Channel, ClaimantKind, ClaimType, Frozen, Modality, Mode, Stance
from service.errors import BadInput
from service.languages.names import names_one_of

FIELDS = ("kind", "mode", "channel", "platform", "official", "modality", "type", "checkworthy")


class SecondClaim(Frozen):
    """A claim labelled again. `stances` are of the documents that bear on it, `independent` tells who has no side."""

    anchor: str
    claimant: str
    kind: ClaimantKind
    mode: Mode
    channel: Channel
    platform: str | None = None
    official: bool | None = None
    modality: Modality
    type: ClaimType
    checkworthy: bool
    stances: dict[str, Stance]
    independent: dict[str, bool]


class Second(Frozen):
    """The labels of one case by a second reader."""

    labeller: str
    claims: tuple[SecondClaim, ...]


class Agreement(NamedTuple):
    """On one field: how many labels both gave, the share on which they agree, and kappa."""

    field: str
    labels: int
    share: float
    kappa: float | None


def agreements(folder: Path = CASES) -> tuple[Agreement, ...]:
    """Every field's agreement over all cases that have a second pass. Raises BadInput for one that does not fit."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(folder.glob("*/second.json")):
        case = load(path.parent)
        for first, second in zip(case.gold.claims, _second(path, case).claims, strict=True):
            for field, own, other in _labels(case, first, second):
                pairs.setdefault(field, []).append((own, other))
    return tuple(_agreement(field, both) for field, both in pairs.items())


def _second(path: Path, case: Case) -> Second:
    try:
        second = Second.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(str(error), f"{case.name}/second.json") from error
    if [claim.anchor for claim in second.claims] != [claim.anchor for claim in case.gold.claims]:
        raise BadInput("The anchors are not those of gold.json.", f"{case.name}/second.json")
    return second


def _labels(case: Case, first: GoldClaim, second: SecondClaim) -> list[tuple[str, str, str]]:
    """Field, label, label: one for each field of the claim, and one for each document."""
    own = {**first.model_dump(), **first.provenance[0].model_dump(include={"channel", "platform", "official"})}
    told = [(field, str(own[field]), str(getattr(second, field))) for field in FIELDS]
    named = names_one_of(second.claimant, (first.claimant, *first.aliases, first.mention or first.claimant))
    told.append(("claimant", first.claimant, first.claimant if named else second.claimant))
    stances = {item.document: item.stance for item in first.evidence}
    ids = filter(None, (source.id for source in case.request.sources))
    told += [("stance", stances.get(id, Stance.NEUTRAL), second.stances.get(id, Stance.NEUTRAL)) for id in ids]
    return told


def _agreement(field: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    share = sum(own == other for own, other in pairs) / len(pairs)
    ours, theirs = Counter(own for own, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ours[label] * theirs[label] for label in ours) / len(pairs) ** 2
    return Agreement(field, len(pairs), share, (share - chance) / (1 - chance) if chance < 1 else None)
