"""What tests talk about, built in as few words as the test has to say: whatever a test leaves out is plain."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from service.domain import (
    Access,
    Alliance,
    Article,
    Attribution,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Corroboration,
    Coverage,
    Document,
    Evidence,
    Finding,
    Match,
    Modality,
    Mode,
    OriginGroup,
    Passage,
    Report,
    Run,
    SaidJudgement,
    SaidVerdict,
    Span,
    Stance,
    Tie,
    Verdict,
    Weighed,
)
from service.weighing.independence import Origins, group, place
from service.weighing.ruleset import load_ruleset
from service.weighing.scoring import corroborate, weigh
from service.weighing.sides import Sides

Told = tuple[Evidence, Document]
RULES = load_ruleset()
WORDS = "The bridge is shut."

# ---------------------------------------------------------------- texts


def span(words: str, body: str | None = None) -> Span:
    """The words where they first stand in the body; without one, they are the whole text."""
    start = 0 if body is None else body.index(words)
    return Span(text=words, start=start, end=start + len(words))


def article(body: str = WORDS, **fields: Any) -> Article:
    return Article(**{"id": "art_1", "body": body, "body_end": len(body), **fields})


def document(text: str = WORDS, **fields: Any) -> Document:
    return Document(**{"id": "d", "text": text, **fields})


def passage(text: str, **fields: Any) -> Passage:
    """A passage that is a whole text."""
    return Passage(**{"id": "p1", "span": span(text), **fields})


# ---------------------------------------------------------------- claims and what bears on them


def claimant(name: str = "Harbour Board", kind: ClaimantKind = ClaimantKind.GROUP, *affiliations: str) -> Claimant:
    return Claimant(name=name, kind=kind, affiliations=affiliations)


def claim(text: str = WORDS, by: Claimant | str | None = None, **fields: Any) -> Claim:
    """What somebody says in their own words' sense: an event, claimed, that can be checked. `by`: who says so."""
    usual = {
        "id": "clm_1",
        "spans": (span(text),),
        "claimant": by if isinstance(by, Claimant) else claimant(by or "Harbour Board"),
        "attribution": Attribution(mode=Mode.INDIRECT),
        "provenance": (),
        "modality": Modality.CLAIMED,
        "checkworthy": True,
        "type": ClaimType.EVENT,
    }
    return Claim(**{"text": text, **usual, **fields})


def evidence(words: str = WORDS, stance: Stance = Stance.SUPPORTS, **fields: Any) -> Evidence:
    """A document's own word on the claim, at first hand and on the very thing, as it was read."""
    return Evidence(**{**_usual(words, stance), **fields})


def weighed(words: str = WORDS, stance: Stance = Stance.SUPPORTS, **fields: Any) -> Weighed:
    """The same, with what weighing lays over it."""
    return Weighed(**{**_usual(words, stance), **fields})


def _usual(words: str, stance: Stance) -> dict[str, Any]:
    usual = {"claim_id": "clm_1", "document_id": "d", "match": Match.EXACT, "access": Access.DIRECT}
    return {"span": span(words), "stance": stance, **usual}


def told(
    id: str,
    stance: Stance = Stance.SUPPORTS,
    *,
    speaker: Claimant | str | None = None,
    paper: Any = None,
    **fields: Any,
) -> Told:
    """Evidence in a document of its own, which nothing ties to another. `paper`: the document's fields."""
    by = claimant(speaker) if isinstance(speaker, str) else speaker
    printed = {"id": id, "publisher": f"Gazette {id}", "text": id, **(paper or {})}
    return evidence("", stance, document_id=id, speaker=by, **fields), Document(**printed)


def placed(
    about: Claim,
    one: Told,
    alliances: Sequence[Alliance] = (),
    moment: datetime | None = None,
    ties: Sequence[Tie] = (),
) -> Weighed:
    """The evidence with its speaker's relation to the claimant."""
    return place(about, *one, Sides.of(alliances, ties, moment))


def origins(
    about: Claim,
    evidence: Iterable[Told],
    alliances: Sequence[Alliance] = (),
    moment: datetime | None = None,
    ties: Sequence[Tie] = (),
) -> Origins:
    """The evidence placed, weighed and grouped."""
    pairs = list(evidence)
    items = [weigh(placed(about, one, alliances, moment, ties), RULES) for one in pairs]
    return group(about, items, {paper.id: paper for _, paper in pairs}, Sides.of(alliances, ties, moment))


def judged(
    about: Claim,
    evidence: Iterable[Told],
    alliances: Sequence[Alliance] = (),
    moment: datetime | None = None,
    ties: Sequence[Tie] = (),
) -> Corroboration:
    """Is it so, by this evidence alone?"""
    pairs = list(evidence)
    return corroborate(about, origins(about, pairs, alliances, moment, ties), RULES, looked=len(pairs))


# ---------------------------------------------------------------- what becomes of them


def origin_group(
    id: str, stance: Stance = Stance.SUPPORTS, documents: Sequence[str] = ("d",), **fields: Any
) -> OriginGroup:
    usual = {"documents": tuple(documents), "interested": False, "strength": 0.5}
    return OriginGroup(**{"id": id, "stance": stance, **usual, **fields})


def corroboration(verdict: Verdict = Verdict.UNVERIFIED, label: str | None = None, **fields: Any) -> Corroboration:
    usual = {"index": 0, "credibility": 6, "independent_support": 0, "independent_refute": 0, "ruleset": "t"}
    return Corroboration(**{"verdict": verdict, "label": label or verdict.value, **usual, **fields})


def saying(verdict: SaidVerdict = SaidVerdict.REPORTED, index: int = 50, *rationale: str) -> SaidJudgement:
    return SaidJudgement(verdict=verdict, index=index, rationale=rationale)


def finding(about: Claim | None = None, verdict: Verdict = Verdict.UNVERIFIED, **fields: Any) -> Finding:
    return Finding(**{"claim": about or claim(), "attribution": saying(), "content": corroboration(verdict), **fields})


def report(id: str = "rep_1", findings: Iterable[Finding] = (), **fields: Any) -> Report:
    usual = {
        "article": article(),
        "coverage": Coverage(passages=1, read=1, documents=0, documents_read=0),
        "run": Run(analyst="embedded", ruleset="t"),
    }
    return Report(**{"id": id, "findings": tuple(findings), **usual, **fields})


def pdf(*pages: list[str], title: str = "") -> bytes:
    """A PDF of pages of lines, in one of the fonts that every reader has."""
    count = len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{3 + 2 * n} 0 R' for n in range(count))}] /Count {count} >>",
    ]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        drawn = f"BT /F1 11 Tf 14 TL 40 780 Td {shown}ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents {4 + 2 * n} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>",
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) >>")
    raw, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(raw))
        raw += f"{number} 0 obj\n{told}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(raw)}\n%%EOF"
    return raw + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
