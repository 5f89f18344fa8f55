"""A report that an editor corrected becomes the draft of a case, which the checker can be run on."""

import pytest

from evals.drafting import draft, faults, write
from evals.gold import CASES, load
from evals.readers import by_rules
from service.domain import Verdict
from service.intake.dossier import dossier_of
from service.weighing.ruleset import load_ruleset

RULES = load_ruleset()


@pytest.fixture(scope="module")
def report():
    return by_rules().report(dossier_of(load(CASES / "tel-arun").request))


def test_a_draft_has_every_finding_with_its_words(tmp_path, report):
    write(draft(report), tmp_path / "new")
    case = load(tmp_path / "new")
    assert case.request.article.body == report.article.body
    assert [claim.anchor for claim in case.gold.claims] == [item.claim.spans[0].text for item in report.findings]
    assert [source.id for source in case.request.sources] == [document.id for document in report.documents]


def test_the_anchors_of_a_draft_stand_in_its_text(tmp_path, report):
    write(draft(report), tmp_path / "new")
    assert not [fault for fault in faults(tmp_path / "new", RULES) if "anchor" in fault]


def test_what_an_editor_set_against_the_evidence_is_told(tmp_path, report):
    first = report.findings[0]
    content = first.content.model_copy(update={"verdict": Verdict.CORROBORATED, "independent_support": 9})
    corrected = report.model_copy(update={"findings": (first.model_copy(update={"content": content}),)})
    write(draft(corrected), tmp_path / "new")
    assert any("independent_support is labelled 9" in fault for fault in faults(tmp_path / "new", RULES))


def test_a_case_that_stands_is_never_written_over(tmp_path, report):
    write(draft(report), tmp_path / "new")
    with pytest.raises(FileExistsError):
        write(draft(report), tmp_path / "new")
