"""A report is weighed again by what it was weighed by, and gives itself back."""

import json
from pathlib import Path

import pytest

from service.bootstrap import open_application
from service.domain import Access, Alliance, Evidence, Match, Report, Span, Stance, Verdict, Weighed
from service.errors import BadInput
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.settings import Settings
from service.weighing.findings import reweighed

CASES = Path(__file__).parents[3] / "evals" / "cases"
REQUESTS = sorted(CASES.glob("*/request.json"))


@pytest.fixture(scope="module")
def verification():
    return open_application(Settings()).verification


@pytest.fixture(scope="module")
def report(verification) -> Report:
    return verification.report(dossier_of(request_from_json((CASES / "tel-arun" / "request.json").read_bytes())))


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.parent.name)
def test_a_report_that_was_kept_gives_itself_back_reasons_and_all(verification, path):
    made = verification.report(dossier_of(request_from_json(path.read_bytes())))
    kept = Report.model_validate_json(made.model_dump_json())
    assert reweighed(kept) == made


def test_what_was_read_is_kept_under_what_was_weighed(report):
    items = [item for finding in report.findings for item in finding.evidence]
    assert items
    for item in items:
        read = item.read()
        assert type(read) is Evidence
        assert read.reasons == item.reasons[: len(read.reasons)]
        assert (read.stance, read.span, read.speaker) == (item.stance, item.span, item.speaker)


def test_another_basis_weighs_otherwise_and_leaves_what_was_read(report):
    assert report.basis is not None
    pact = Alliance(name="All of them", members=("Dune Guard", *(one.publisher for one in report.documents)))
    again = reweighed(report, report.basis.model_copy(update={"alliances": (pact,)}))
    theirs = [finding for finding in again.findings if finding.claim.claimant.name == "Dune Guard"]
    assert {finding.content.independent_support for finding in theirs} == {0}
    assert [item.read() for one in again.findings for item in one.evidence] == [
        item.read() for one in report.findings for item in one.evidence
    ]
    assert reweighed(again, report.basis) == report


def test_another_ruleset_is_named_where_its_verdicts_stand(report):
    assert report.basis is not None
    strict = report.basis.ruleset.model_copy(update={"version": "desk.7", "counts": 1.0})
    again = reweighed(report, report.basis.model_copy(update={"ruleset": strict}))
    assert again.run.ruleset == "desk.7"
    assert {finding.content.ruleset for finding in again.findings} == {"desk.7"}
    assert Verdict.WEAKLY_SUPPORTED not in {finding.content.verdict for finding in again.findings}


def test_a_claim_that_was_undetermined_stays_so(report):
    first, *others = report.findings
    lost = report.coverage.failures[0] if report.coverage.failures else None
    assert lost is None
    data = json.loads(report.model_dump_json())
    data["findings"][0]["failure"] = {"stage": "judge", "subject": first.claim.id, "kind": "x", "detail": "Silence."}
    again = reweighed(Report.model_validate(data))
    assert again.findings[0].content.verdict is Verdict.UNDETERMINED
    assert again.findings[1:] == tuple(others)


@pytest.mark.parametrize("lacking", ["basis", "as_read"])
def test_a_report_that_does_not_hold_what_it_takes_is_refused_and_says_so(report, lacking):
    data = json.loads(report.model_dump_json())
    for finding in data["findings"]:
        for item in finding["evidence"]:
            item.pop(lacking, None)
    data.pop(lacking, None)
    with pytest.raises(BadInput, match="before reports kept"):
        reweighed(Report.model_validate(data))


def test_weighing_lays_over_evidence_and_changes_nothing_of_it():
    evidence = Evidence(
        claim_id="c",
        document_id="d",
        stance=Stance.REFUTES,
        match=Match.TOPIC,
        access=Access.ADMISSION,
        span=Span(text="", start=0, end=0),
        reasons=("Read so.",),
    )
    weighed = Weighed.over(evidence).model_copy(update={"access": Access.OFFICIAL_STATEMENT, "reasons": ("a", "b")})
    assert weighed.read() == evidence
    assert Weighed.over(evidence).read() == evidence
