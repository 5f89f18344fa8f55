"""The article of al-Mastoumah on an editor's desk: each act shows in the report, its page, its exports and its webhook.

Runs where the article and its documents are, and is skipped elsewhere.
"""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from service.domain import Report
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.store.tables import DELIVERIES

DATA = Path(os.environ.get("CLAIMTRACE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
ARTICLE = DATA.parent / "articles" / "al-mastoumah"
pytestmark = pytest.mark.skipif(not ARTICLE.is_dir(), reason="The article is not here.")

DEAD, RETREAT, ROAD = "Dozens of Assad’s forces", "The regime forces at the camp had retreated", "The road between"
MISSED = "Idlib city"
REASON = "Seen on two satellite pictures."


@pytest.fixture
def machine(application):
    sources = json.loads((ARTICLE / "sources.json").read_text(encoding="utf-8"))["sources"]
    body = (ARTICLE / "article.txt").read_text(encoding="utf-8")
    report = application.verification.report(dossier_of(request_from({"article": {"body": body}, "sources": sources})))
    application.store.reports.save(report)
    return report


def found(report, words):
    return next(one for one in report.findings if words in one.claim.text)


def test_what_an_editor_decides_is_seen_everywhere(application, client, machine):
    application.store.webhooks.create("https://desk.example/hook")
    at = f"/v1/reports/{machine.id}"
    start = machine.article.body.index(MISSED)
    missed = {"text": MISSED, "start": start, "end": start + len(MISSED)}
    retreat, road = found(machine, RETREAT).claim.id, found(machine, ROAD).claim.id
    for act in (
        {"kind": "tie", "parties": ["Ahrar al Sham", "Jaysh al Fateh"], "tie": "member", "state": "denied"},
        {"kind": "correct", "claim": retreat, "claimant": {"name": "Ahrar al Sham", "kind": "group"}},
        {"kind": "add", "spans": [missed], "text": "Idlib is a city.", "claimant": {"name": "LWJ", "kind": "author"}},
        {"kind": "override", "claim": road, "verdict": "doubtful", "reason": REASON},
    ):
        answer = client.post(
            f"{at}/reviews",
            json={"who": "Lena Hald", "act": act},
            headers={"If-Match": client.get(f"{at}/reviews").headers["ETag"]},
        )
        assert answer.status_code == 201, answer.json

    whole = Report.model_validate_json(client.get(at).data)
    assert found(machine, DEAD).content.verdict == "claimant_only"
    assert found(whole, DEAD).content.verdict == "weakly_supported"
    assert found(whole, RETREAT).claim.claimant.name == "Ahrar al Sham"
    assert found(whole, RETREAT).review.as_read.claimant.name == "Al Nusrah Front"
    assert whole.findings[-1].claim.spans[0].text == MISSED
    assert found(whole, ROAD).content.verdict == "doubtful"
    assert Report.model_validate_json(client.get(f"{at}?as=read").data) == machine

    page = client.get(f"{at}?format=html").get_data(as_text=True)
    for told in ("Denied that Ahrar al Sham and Jaysh al Fateh belong together", "Idlib is a city.", REASON):
        assert told in page
    assert "claimant Ahrar al Sham (group), before Al Nusrah Front" in page
    rows = client.get(f"{at}?format=csv").get_data(as_text=True)
    assert "Idlib is a city." in rows
    assert len(rows.splitlines()) >= len(whole.findings)

    with application.store.database.reading() as connection:
        kept = connection.execute(select(DELIVERIES).order_by(DELIVERIES.c.number)).all()
    told = [(one.type, json.loads(one.body)["data"]["claim_id"]) for one in kept]
    assert ("claim.verdict_changed", found(machine, DEAD).claim.id) in told
    assert ("claim.verdict_changed", road) in told
    assert ("claim.review_edited", retreat) in told
    assert ("claim.review_edited", whole.findings[-1].claim.id) in told
