"""What the pipeline's events say to who waits adds up to what the report says."""

import json
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from service.bootstrap import open_application
from service.domain import EventType, Progress
from service.intake.dossier import dossier_of
from service.intake.reading import request_from, request_from_json
from service.pipeline import Event, ReportReady
from service.settings import Settings
from service.work.progress import after, told
from tests.scripted_model import Fault, ScriptedModel, When, read_closely

REQUEST = Path(__file__).parents[3] / "evals" / "cases" / "tel-arun" / "request.json"


def events(**settings: object) -> list[Event]:
    dossier = dossier_of(request_from_json(REQUEST.read_bytes()))
    return list(open_application(Settings(**settings)).verification.verify(dossier))


def steps(found: list[Event]) -> list[Progress]:
    return list(accumulate(found, lambda so_far, event: after(so_far, event, 1.0), initial=Progress()))


@pytest.fixture(scope="module")
def embedded() -> list[Event]:
    return events()


def test_the_last_progress_is_the_reports_own(embedded):
    last, report = steps(embedded)[-1], embedded[-1].report
    assert last.coverage == report.coverage
    assert last.claims == last.findings == len(report.findings)
    assert last.batches_judged == last.batches


def test_nothing_told_is_ever_taken_back(embedded):
    counts = [step.model_dump(exclude={"coverage", "seconds"}) for step in steps(embedded)]
    assert all(before[name] <= later[name] for before, later in pairwise(counts) for name in before)


def test_every_event_has_a_name_and_the_report_comes_last(embedded):
    names = [told(event)[0] for event in embedded]
    assert names[-1] is EventType.REPORT_READY
    assert {name for name in names if name.ends} == {EventType.REPORT_READY}
    assert {EventType.PASSAGE_READ, EventType.CLAIMS_FOUND, EventType.DOCUMENTS_GATHERED} <= set(names)


def test_what_is_left_out_is_told_when_the_documents_are_gathered():
    asked = json.loads(REQUEST.read_text(encoding="utf-8"))
    asked["sources"].append({"id": "again", "text": asked["article"]["body"]})
    found = list(open_application(Settings()).verification.verify(dossier_of(request_from(asked))))
    place = next(n for n, event in enumerate(found) if told(event)[0] is EventType.DOCUMENTS_GATHERED)
    assert told(found[place])[1]["left_out"] == ["again"]
    assert "again" in told(found[place])[1]["documents"]
    seen, last = steps(found)[place + 1], steps(found)[-1]
    assert [one.document_id for one in seen.coverage.left_out] == ["again"]
    assert seen.coverage.documents_read == seen.coverage.documents - 1
    assert last.coverage == found[-1].report.coverage


def test_a_model_shows_what_it_took_and_what_it_could_not_do():
    with ScriptedModel(read_closely, [When(Fault.REFUSAL, first=1)]) as server:
        found = events(model="openai/small", base_url=server.base_url, price_in=1.0, price_out=1.0, calls_in_flight=1)
    seen, report = steps(found), found[-1].report
    assert isinstance(found[-1], ReportReady)
    assert seen[1].coverage.failures == report.coverage.failures[:1]
    assert seen[1].coverage.read == 0
    assert (seen[-1].calls, seen[-1].cost_usd) == (report.run.calls, report.run.cost_usd)
    assert seen[-1].coverage == report.coverage
