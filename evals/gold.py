"""Labelled cases: an article with its documents as a request, and what a careful reader finds in it.

A case is a folder with `request.json`, the body of a request, and `gold.json`, the labels in the shape of `Gold`.
`check` refuses labels that do not stand in the text, and verdicts that do not follow from the labelled evidence.
Run `python -m evals.gold [FOLDER]` to check every case.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from service.domain import (
    Access,
    Article,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Frozen,
    Grade,
    Match,
    MediaKind,
    Modality,
    Mode,
    Provenance,
    Relation,
    Ruleset,
    Span,
    Stance,
    Verdict,
    Weighed,
)
from service.intake import reading, request
from service.intake.dossier import dossier_of
from service.text.locating import occurrences
from service.weighing.independence import Origins
from service.weighing.ruleset import load_ruleset
from service.weighing.scoring import corroborate, weigh

CASES = Path(__file__).parent / "cases"
WORDS = (250, 700)  # an article's length: shorter ones test little, longer ones are not read twice


class GoldProvenance(Frozen):
    """How the article says the claim is known; `words` are null where it does not say."""

    channel: Channel
    platform: str | None = None
    official: bool | None = None
    words: str | None = None


class GoldEvidence(Frozen):
    """Words of a document that bear on the claim. Evidence of one `origin` comes from one place."""

    document: str
    words: str
    stance: Stance
    match: Match
    access: Access
    relation: Relation = Relation.THIRD_PARTY
    origin: str


class GoldClaim(Frozen):
    """A claim by its anchor, the words of the body that state it. `occurrence` counts from 1 where they stand twice."""

    anchor: str
    occurrence: int = Field(1, ge=1)
    claimant: str
    kind: ClaimantKind
    aliases: tuple[str, ...] = ()
    mention: str | None = None
    mode: Mode
    cue: str | None = None
    relayers: tuple[str, ...] = ()
    provenance: tuple[GoldProvenance, ...]
    modality: Modality
    type: ClaimType
    checkworthy: bool
    evidence: tuple[GoldEvidence, ...] = ()
    verdict: Verdict
    independent_support: int
    independent_refute: int


class GoldMedia(Frozen):
    id: str
    kind: MediaKind
    caption: str | None = None


class Gold(Frozen):
    """The labels of one case. `after_body` are the first words that are no longer the article; `never` are words in
    the body or after it that no claim may stand on, such as an injected instruction or a reader's comment."""

    desk: str
    style: str
    tricks: tuple[str, ...]
    after_body: str | None = None
    media: tuple[GoldMedia, ...] = ()
    never: tuple[str, ...] = ()
    claims: tuple[GoldClaim, ...] = Field(min_length=1)


class Case(NamedTuple):
    """A case as it is read: its name, its request, its labels."""

    name: str
    request: request.Request
    gold: Gold


def load(folder: Path) -> Case:
    """Raises BadInput or ValidationError, which name the field."""
    request = reading.request_from_json((folder / "request.json").read_bytes())
    return Case(folder.name, request, Gold.model_validate_json((folder / "gold.json").read_bytes()))


def load_all(folder: Path = CASES) -> tuple[Case, ...]:
    """Every case of a folder, by name."""
    return tuple(load(path.parent) for path in sorted(folder.glob("*/gold.json")))


# ---------------------------------------------------------------- checking


def check(case: Case, ruleset: Ruleset) -> tuple[str, ...]:
    """Every fault of a case in words; none when it holds."""
    dossier = dossier_of(case.request)
    documents = {document.id: document for document in dossier.documents}
    return tuple(_faults(case, dossier.article, documents, ruleset))


def _faults(case: Case, article: Article, documents: dict[str, Document], ruleset: Ruleset) -> Iterator[str]:
    gold, body = case.gold, article.body
    end = body.find(gold.after_body) if gold.after_body else len(body)
    if end < 0:
        yield f"after_body does not stand in the body: {gold.after_body!r}"
        return
    length = len(body[:end].split())
    if not WORDS[0] <= length <= WORDS[1]:
        yield f"the article has {length} words, not {WORDS[0]} to {WORDS[1]}"
    shown = (item.caption for item in gold.media if item.caption)
    for words in (*shown, *(item.id for item in gold.media), *gold.never):
        if words not in body:
            yield f"not in the body: {words!r}"
    for claim in gold.claims:
        yield from (f"{claim.anchor[:60]!r}: {fault}" for fault in _claim_faults(claim, body[:end], documents, ruleset))


def anchor(claim: GoldClaim, body: str) -> Span | None:
    """Where a claim's anchor stands; None when it does not."""
    found = occurrences(claim.anchor, body)
    return found[claim.occurrence - 1] if len(found) >= claim.occurrence else None


def _claim_faults(claim: GoldClaim, body: str, documents: dict[str, Document], ruleset: Ruleset) -> Iterator[str]:
    if anchor(claim, body) is None:
        yield "the anchor does not stand in the article"
    named = (claim.mention, claim.cue, *claim.relayers, *(known.words for known in claim.provenance))
    yield from (f"not in the article: {words!r}" for words in named if words and words not in body)
    if (claim.mode is Mode.OWN_VOICE) != (claim.kind is ClaimantKind.AUTHOR):
        yield "own voice and author go together"
    if claim.kind not in {ClaimantKind.AUTHOR, ClaimantKind.UNNAMED} and claim.claimant not in body:
        yield f"the claimant does not stand in the article: {claim.claimant!r}"
    unknown = [item.document for item in claim.evidence if item.document not in documents]
    yield from (f"no such document: {document}" for document in unknown)
    for item in claim.evidence:
        if item.document in documents and item.words not in documents[item.document].text:
            yield f"not in {item.document}: {item.words!r}"
    if not unknown:
        yield from _verdict_faults(claim, documents, ruleset)


def _verdict_faults(claim: GoldClaim, documents: dict[str, Document], ruleset: Ruleset) -> Iterator[str]:
    evidence = tuple(weigh(_evidence(item, documents[item.document]), ruleset) for item in claim.evidence)
    judged = corroborate(_claim(claim), Origins(evidence=evidence), ruleset, looked=len(documents))
    for field in ("verdict", "independent_support", "independent_refute"):
        labelled, follows = getattr(claim, field), getattr(judged, field)
        if labelled != follows:
            yield f"{field} is labelled {labelled}, and {follows} follows from the evidence"


def _evidence(item: GoldEvidence, document: Document) -> Weighed:
    """Labelled evidence, weighed as what it is."""
    return Weighed(
        claim_id="gold",
        document_id=item.document,
        stance=item.stance,
        match=item.match,
        access=item.access,
        span=Span(text=item.words, start=0, end=len(item.words)),
        grade=document.grade or Grade.F,
        integrity=document.integrity,
        relation=item.relation,
        group=None if item.stance is Stance.NEUTRAL else f"{item.stance}:{item.origin}",
    )


def _claim(claim: GoldClaim) -> Claim:
    return Claim(
        id="gold",
        text=claim.anchor,
        spans=(),
        claimant=Claimant(name=claim.claimant, kind=claim.kind),
        attribution=Attribution(mode=claim.mode),
        provenance=tuple(Provenance(**known.model_dump(exclude={"words"})) for known in claim.provenance),
        modality=claim.modality,
        checkworthy=claim.checkworthy,
        type=claim.type,
    )


def main(arguments: list[str]) -> int:
    """Print every fault of every case; 1 when there is one."""
    ruleset = load_ruleset()
    cases = load_all(Path(arguments[0]) if arguments else CASES)
    faults = [f"{case.name}: {fault}" for case in cases for fault in check(case, ruleset)]
    sys.stdout.write("\n".join([*faults, f"{len(cases)} cases, {len(faults)} faults"]) + "\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
