"""A report is weighed again by what it was weighed by, and gives itself back."""

import json
from pathlib import Path

import pytest

from service.bootstrap import open_application
from service.domain import (
    Access,
    Alliance,
    Article,
    Basis,
    Claim,
    Coverage,
    Document,
    Evidence,
    Failure,
    Finding,
    LeftOut,
    Match,
    Relation,
    Report,
    Span,
    Stance,
    TieState,
    Verdict,
    Weighed,
)
from service.errors import BadInput
from service.intake.dossier import dossier_of
from service.intake.reading import request_from, request_from_json
from service.settings import Settings
from service.weighing.findings import Weighing, reweighed
from service.weighing.reprints import OWN_WORD, Original
from service.weighing.summary import summarised
from tests import building
from tests.building import RULES

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


def test_a_report_without_any_alliance_knows_the_coalition_by_the_articles_words(verification, report):
    request = json.loads((CASES / "tel-arun" / "request.json").read_text(encoding="utf-8"))
    request.pop("alliances", None)
    bare = verification.report(dossier_of(request_from(request)))
    assert {tie.parties for tie in bare.ties if tie.state is TieState.OPEN} >= {
        ("Dune Guard", "River Accord"),
        ("Salt Brigade", "River Accord"),
        ("Free Marsh Company", "River Accord"),
    }
    relations = {item.relation for one in bare.findings for item in one.evidence if item.document_id == "ally"}
    assert relations <= {Relation.TIED, Relation.CLAIMANT, Relation.THIRD_PARTY}
    for declared, told in zip(report.findings, bare.findings, strict=True):
        assert told.content.independent_support == declared.content.independent_support
        assert told.content.verdict == declared.content.verdict


def test_denying_a_tie_in_a_kept_report_makes_the_party_independent_again(report):
    assert report.basis is not None
    no = Alliance(name="River Accord", members=("River Accord Media Bureau", "Dune Guard"), denied=True)
    again = reweighed(report, report.basis.model_copy(update={"alliances": (no,)}))
    assert TieState.DENIED in {tie.state for tie in again.ties}
    pairs = list(zip(report.findings, again.findings, strict=True))
    assert any(new.content.independent_support == old.content.independent_support + 1 for old, new in pairs)
    assert reweighed(again, report.basis) == report


def test_a_report_of_an_earlier_table_opens_and_says_which_but_is_not_weighed_by_it(report):
    data = json.loads(report.model_dump_json())
    data["basis"]["ruleset"] |= {"version": "2026.1", "weak": 0.15}
    data["run"]["ruleset"] = "2026.1"
    del data["basis"]["ruleset"]["gates"]["contested_ratio"], data["summary"], data["ties"]
    old = Report.model_validate(data)
    assert (old.run.ruleset, old.basis.ruleset.version) == ("2026.1", "2026.1")
    assert json.loads(old.model_dump_json())["basis"]["ruleset"] == data["basis"]["ruleset"]
    with pytest.raises(BadInput, match=r"2026\.1"):
        reweighed(old)
    assert reweighed(old, report.basis).run.ruleset == report.run.ruleset


def test_another_ruleset_is_named_where_its_verdicts_stand(report):
    assert report.basis is not None
    strict = report.basis.ruleset.model_copy(update={"version": "desk.7", "counts": 1.0})
    again = reweighed(report, report.basis.model_copy(update={"ruleset": strict}))
    assert again.run.ruleset == "desk.7"
    assert again.basis is not None
    assert again.basis.ruleset == strict
    assert again.summary == summarised(again.article, again.findings) != report.summary
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
    assert again.findings[0].failure == Failure(stage="judge", subject=first.claim.id, kind="x", detail="Silence.")
    assert again.findings[1:] == tuple(others)


@pytest.mark.parametrize("lacking", ["basis", "as_read"])
def test_a_report_that_does_not_hold_what_it_takes_is_refused_and_says_so(report, lacking):
    data = json.loads(report.model_dump_json())
    for item in (item for one in data["findings"] for item in one["evidence"]):
        item.pop(lacking, None)
    data.pop(lacking, None)
    with pytest.raises(BadInput, match="before reports kept"):
        reweighed(Report.model_validate(data))


def weighed(about: Claim, item: Evidence, own: Article, paper: Document) -> Finding:
    return Weighing(Original(own), {paper.id: paper}, (), Basis(ruleset=RULES)).finding(about, [item])


def test_the_articles_own_word_in_another_version_is_kept_beside_and_weighs_nothing():
    url = "https://herald.example/bridge"
    read = building.evidence(reasons=("Read so.",))
    found = weighed(building.claim(), read, building.article(url=url), building.document(url=url))
    (item,) = found.evidence
    assert item.reasons == ("Read so.", "Nothing ties this document to the claimant.", OWN_WORD)
    assert (item.weight, item.group, found.content.verdict) == (0.0, None, Verdict.UNVERIFIED)


CLASH = "“40 people” in the claim, “30 people” in the source."


@pytest.mark.parametrize(
    ("words", "fields", "languages", "match", "told"),
    [
        ("30 people died.", {}, ("en", None), Match.PARTIAL, [CLASH]),
        ("30 people died.", {}, ("de", None), Match.EXACT, ["no rules for German (de)."]),
        ("30 people died.", {}, ("en", "de"), Match.EXACT, ["no rules for English (en) and German (de)."]),
        ("30 people died.", {"match": Match.TOPIC}, ("en", "en"), Match.TOPIC, [CLASH]),
        ("30 people died.", {"stance": Stance.REFUTES}, ("en", "en"), Match.EXACT, []),
        ("40 people died.", {}, ("en", "en"), Match.EXACT, []),
    ],
)
def test_support_whose_figure_differs_is_no_exact_match_and_says_so(words, fields, languages, match, told):
    about, read = building.claim("40 people died."), building.evidence(words, reasons=("Read so.",), **fields)
    own, paper = building.article(language=languages[0]), building.document(words, language=languages[1])
    (item,) = weighed(about, read, own, paper).evidence
    first, _placed, *compared, _weight = item.reasons
    assert (first, item.match) == ("Read so.", match)
    assert [said in reason for said, reason in zip(told, compared, strict=True)] == [True] * len(told)


def test_a_document_that_was_left_out_is_not_counted_as_read():
    copied = LeftOut(document_id="b", reason="It is a copy of the article.")
    kept = building.report(
        findings=[building.finding()],
        documents=[building.document(id=id) for id in "ab"],
        coverage=Coverage(passages=1, read=1, documents=2, documents_read=1, left_out=(copied,)),
        basis=Basis(ruleset=RULES),
    )
    assert reweighed(kept).findings[0].content.rationale == ("1 document was read; none bears on this claim.",)


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
