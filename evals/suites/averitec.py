"""AVeriTeC: claims that fact-checkers settled, with the answers they found. Is our verdict theirs?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import thread_time
from typing import Any
from urllib.parse import urlsplit

from evals.figures import Metric, accuracy, macro_f1, recall
from evals.judging import asked
from evals.suite import About, Miss, Result
from service.domain import Article, ClaimantKind, Document, Verdict
from service.domain.report import Basis
from service.verification import Verification
from service.weighing.findings import Weighing
from service.weighing.reprints import Original
from service.weighing.ruleset import load_ruleset

SUPPORTED, REFUTED = "Supported", "Refuted"
NOT_ENOUGH, CONFLICTING = "Not Enough Evidence", "Conflicting Evidence/Cherrypicking"
LABELS: Mapping[Verdict, str] = {
    Verdict.CONTESTED: CONFLICTING,
    Verdict.CONTRADICTED: REFUTED,
    Verdict.DOUBTFUL: REFUTED,
    Verdict.WEAKLY_REFUTED: REFUTED,
    Verdict.CORROBORATED: SUPPORTED,
    Verdict.PARTLY_CORROBORATED: SUPPORTED,
    Verdict.WEAKLY_SUPPORTED: SUPPORTED,
}
UNANSWERABLE = "Unanswerable"


class Averitec:
    """Each claim against the answers that its annotators found, one document an answer, weighed as a finding is."""

    name = "averitec"
    about = About(
        source="AVeriTeC (Schlichtkrull, Guo & Vlachos 2023), its published JSON",
        licence="none in its repository: measurement alone",
        split="dev (`averitec/dev.json`), with the annotators' own answers as evidence",
        comparable="published scores find their own evidence and are conditioned on it: not these. Our verdicts ask for"
        " independent sources of known grade, which its labels do not",
    )
    metrics = (
        Metric("accuracy", "every claim alike", accuracy("label")),
        Metric("macro_f1", "rare labels count as much", macro_f1("label")),
        Metric("supported_recall", "of what is borne out", recall("label", SUPPORTED)),
        Metric("refuted_recall", "a refutation that is not seen is the worst miss", recall("label", REFUTED)),
        Metric("not_enough_recall", "of what nobody could settle", recall("label", NOT_ENOUGH)),
        Metric("conflicting_recall", "of what sources disagree on", recall("label", CONFLICTING)),
    )

    def __init__(self, folder: Path) -> None:
        self._path = folder / "averitec" / "dev.json"

    @cached_property
    def _claims(self) -> Mapping[str, dict[str, Any]]:
        rows = json.loads(self._path.read_text(encoding="utf-8"))
        return {f"claim {number}": row for number, row in enumerate(rows)}

    def items(self) -> Sequence[str]:
        return list(self._claims)

    def measure(self, item: str, verification: Verification) -> Result:
        row = self._claims[item]
        started = thread_time()
        verdict = _verdict(row, verification)
        seconds = thread_time() - started
        found = LABELS.get(verdict, NOT_ENOUGH)
        counts = {f"label|{row['label']}|{found}": 1.0}
        if found == row["label"]:
            return Result(item=item, counts=counts, seconds=seconds)
        text = f"{row['claim']} ⟷ {' / '.join(document.text for document in answers(row))}"
        miss = Miss(what="label", gold=row["label"], found=f"{found} ({verdict})", text=text)
        return Result(item=item, counts=counts, misses=(miss,), seconds=seconds)


def answers(row: Mapping[str, Any]) -> list[Document]:
    """Every answer as a document of the site it was found on: a yes or no with its question and explanation."""
    return [
        Document(
            id=str(number),
            publisher=urlsplit(answer.get("source_url") or "").hostname,
            url=answer.get("source_url") or None,
            text=text,
        )
        for number, (answer, text) in enumerate(_told(row))
    ]


def _told(row: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for question in row.get("questions", []):
        for answer in question.get("answers", []):
            kind, text = answer.get("answer_type"), answer.get("answer") or ""
            if kind == UNANSWERABLE or not text:
                continue
            if kind == "Boolean":
                explained = answer.get("boolean_explanation") or ""
                text = f"{question.get('question', '')} {text}. {explained}"
            yield answer, " ".join(text.split())


def _verdict(row: Mapping[str, Any], verification: Verification) -> Verdict:
    documents = {document.id: document for document in answers(row)}
    speaker = row.get("speaker") or row.get("reporting_source")
    claim = asked(row["claim"], *((speaker, ClaimantKind.PERSON) if speaker else ()))
    article = Article(
        id="art_eval", body=row["claim"], body_end=len(row["claim"]), published_at=_day(row.get("claim_date"))
    )
    evidence = verification.judge(article, list(documents.values()), [claim])
    weighing = Weighing(Original(article), documents, (), Basis(ruleset=load_ruleset()))
    return weighing.finding(claim, evidence).content.verdict


def _day(told: str | None) -> datetime | None:
    """Its dates are written day-month-year."""
    with suppress(ValueError):
        return datetime.strptime(told or "", "%d-%m-%Y").replace(tzinfo=UTC)
    return None
