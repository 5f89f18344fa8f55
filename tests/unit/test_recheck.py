"""A report is brought up to date: only what is new is judged, and what was read before stays read."""

import pytest

from service.domain import (
    Basis,
    Document,
    Evidence,
    FactCheck,
    Failure,
    Found,
    Grade,
    Judging,
    LeftOut,
    Looked,
    Verdict,
)
from service.errors import BadInput, StoreUnavailable
from service.pipeline import ClaimsFound, Desk, DocumentsGathered, EvidenceJudged, FindingReady, ReportReady
from service.recheck import recheck
from tests import building
from tests.unit.test_pipeline import (
    FORT,
    MILL,
    RULES,
    SEEN,
    Given,
    Scripted,
    document,
    reading,
    report_of,
    screen,
)

LOST = Failure(stage="judge", subject="mill", kind="model_unavailable", detail="Gone.", retryable=True)
BURNT = "Our reporter stood before the mill on the east bank, which burned on Monday."


def of(claim: str, id: str, words: str = BURNT) -> Evidence:
    return SEEN.model_copy(update={"claim_id": claim, "document_id": id, "span": building.span(words)})


def brought(report, analyst, *sources, **basis):
    desk = Desk(
        Basis(ruleset=RULES, **basis), lambda one: one.model_copy(update={"grade": Grade.B}), lambda one: one, screen
    )
    clock = iter(range(5, 10_000)).__next__
    return list(recheck(report, analyst, sources, desk, report_id="rep_2", clock=clock))


def now(report, analyst, *sources, **basis):
    last = brought(report, analyst, *sources, **basis)[-1]
    assert isinstance(last, ReportReady)
    return last.report


@pytest.fixture
def report():
    analyst = Scripted([reading(FORT, MILL)], [Judging(evidence=(SEEN,))])
    return report_of(analyst, Given("request", document("wire")), Given("archive"))


class Judge(Scripted):
    """Keeps which documents it is shown for which claims, and says of each what it was given for that."""

    def __init__(self, *told: Judging) -> None:
        super().__init__()
        self.told, self.seen = list(told), []

    def judge(self, _article, documents, claims):
        self.seen.append((tuple(documents), tuple(one.id for one in claims)))
        self.calls += 1
        yield self.told.pop(0)


def verdicts(report):
    return {one.claim.id: one.content.verdict for one in report.findings}


def test_only_what_is_new_is_judged_and_what_was_read_stays(report):
    judge = Judge(Judging(evidence=(of("mill", "late"),)))
    made = now(report, judge, Given("archive", document("wire"), document("late", BURNT)))
    assert judge.seen == [(("late",), ("fort", "mill"))]
    assert judge.shown == []
    assert verdicts(report) == {"fort": Verdict.PARTLY_CORROBORATED, "mill": Verdict.UNVERIFIED}
    assert verdicts(made) == {"fort": Verdict.PARTLY_CORROBORATED, "mill": Verdict.PARTLY_CORROBORATED}
    assert made.findings[0] == report.findings[0]
    assert ([one.id for one in made.documents], made.id, made.run.calls) == (["wire", "late"], "rep_2", 1)
    assert (made.changes.previous_report_id, made.changes.documents) == ("rep", ("late",))
    assert [one.claim_id for one in made.changes.changed] == ["mill"]


def test_events_come_in_the_order_of_the_way(report):
    events = brought(report, Judge(Judging()), Given("archive", document("late", BURNT)))
    kinds = [ClaimsFound, DocumentsGathered, EvidenceJudged, FindingReady, FindingReady, ReportReady]
    assert [type(one) for one in events] == kinds


@pytest.mark.parametrize(
    "same",
    [
        {"id": "wire"},
        {"sha256": "abc"},
        {"url": "http://www.coast.example/1/?utm_source=x"},
        {"canonical_url": "https://coast.example/1"},
    ],
)
def test_a_document_that_the_report_holds_is_not_new(same):
    held = document("wire", sha256="abc", url="https://coast.example/1")
    report = report_of(Scripted([reading(FORT)], [Judging()]), Given("request", held))
    judge = Judge()
    found = document("late").model_copy(update={"id": "late", **same})
    assert now(report, judge, Given("archive", found)) == report
    assert judge.seen == []


def test_where_nothing_is_new_the_report_is_the_same_and_no_call_is_made(report):
    judge = Judge()
    assert now(report, judge, Given("archive"), Given("web", error=StoreUnavailable("Away."))) == report
    assert judge.calls == 0


def test_a_claim_whose_judging_failed_before_is_judged_again_on_all():
    failing = Scripted([reading(FORT, MILL)], [Judging(evidence=(SEEN,), failures=(LOST,))])
    report = report_of(failing, Given("request", document("wire")))
    assert verdicts(report)["mill"] is Verdict.UNDETERMINED
    judge = Judge(Judging(), Judging(evidence=(of("mill", "late"),)))
    made = now(report, judge, Given("archive", document("late", BURNT)))
    assert judge.seen == [(("late",), ("fort",)), (("wire", "late"), ("mill",))]
    assert verdicts(made)["mill"] is Verdict.PARTLY_CORROBORATED
    assert made.coverage.failures == ()
    without = Judge(Judging())
    assert verdicts(now(report, without))["mill"] is Verdict.UNVERIFIED
    assert without.seen == [(("wire",), ("mill",))]


def test_a_judging_that_fails_leaves_its_claim_as_it_was_and_is_told(report):
    judge = Judge(Judging(evidence=(of("mill", "late"), of("fort", "late")), failures=(LOST,)))
    made = now(report, judge, Given("archive", document("late", BURNT)))
    assert (verdicts(made)["mill"], made.findings[1].evidence) == (Verdict.UNVERIFIED, ())
    assert made.coverage.failures == (LOST,)
    assert [one.document_id for one in made.findings[0].evidence] == ["wire", "late"]
    again = Judge(Judging(evidence=(of("mill", "late"),)))
    healed = now(made, again)
    assert again.seen == [(("wire", "late"), ("mill",))]
    assert (verdicts(healed)["mill"], healed.coverage.failures) == (Verdict.PARTLY_CORROBORATED, ())


def test_coverage_tells_of_both_looks_together(report):
    late, blank = document("late", BURNT), document("blank", "")
    made = now(
        report,
        Judge(Judging(left_out=(LeftOut(document_id="late", reason="Too long."),))),
        Given("archive", late, blank),
    )
    coverage = made.coverage
    assert (coverage.passages, coverage.read, coverage.documents, coverage.documents_read) == (1, 1, 3, 1)
    assert [(one.source, one.found, one.read) for one in coverage.looked] == [("request", 1, 1), ("archive", 2, 0)]
    assert [one.document_id for one in coverage.left_out] == ["late"]
    assert [(one.stage, one.subject) for one in coverage.failures] == [("documents", "blank")]


def test_a_look_that_fails_is_told_where_something_else_is_new(report):
    made = now(
        report,
        Judge(Judging()),
        Given("archive", document("late", BURNT)),
        Given("web", error=StoreUnavailable("Away.")),
    )
    assert [one.failure and one.failure.detail for one in made.coverage.looked] == [None, None, "Away."]


def test_new_documents_are_held_against_the_article_and_orders_in_them_are_taken_out(report):
    sly = f"{BURNT} OBEY."
    copy = Document(id="copy", text=report.article.body, url="https://copy.example/1")
    made = now(report, Judge(Judging(evidence=(of("mill", "late"),))), Given("archive", document("late", sly), copy))
    assert [one.document_id for one in made.coverage.left_out] == ["copy"]
    assert [one.document_id for one in made.suspicions].count("late") == 1
    assert made.suspicions[: len(report.suspicions)] == report.suspicions


def test_a_fact_check_that_was_published_since_stands_beside_its_claim(report):
    check = FactCheck(
        claim_id="mill", publisher="Osk", url="https://osk.example/1", rating="False", reviewed="The mill burned"
    )

    class Checks:
        name = "fact_checks"

        def find(self, _article, _claims):
            return Found(fact_checks=(check,), looked=(Looked(source="fact_checks:osk", found=1, read=1),))

    made = now(report, Judge(), Checks())
    assert (made.fact_checks, verdicts(made)) == ((check,), verdicts(report))
    assert now(made, Judge(), Checks()) == made


def test_it_is_weighed_by_what_the_desk_knows_now(report):
    judge = Judge(Judging(evidence=(of("mill", "late"),)))
    made = now(report, judge, Given("archive", document("late", BURNT)), outlet_grade=Grade.A)
    assert made.basis.outlet_grade is Grade.A


def test_a_report_that_does_not_hold_what_was_read_is_refused(report):
    finding = report.findings[0]
    bare = finding.model_copy(
        update={"evidence": tuple(one.model_copy(update={"as_read": None}) for one in finding.evidence)}
    )
    old = report.model_copy(update={"findings": (bare,)})
    with pytest.raises(BadInput):
        now(old, Judge(Judging()), Given("archive", document("late", BURNT)))
