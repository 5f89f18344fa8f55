"""Review over HTTP: one act a request, made from the report that was seen; every form shows what the desk changed."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from openapi_spec_validator import validate
from sqlalchemy import select

from service.api import create_app
from service.api.reviews import ReviewIn
from service.bootstrap import open_desk
from service.domain import AddDocument, Correct, Judging, Report
from service.errors import ChangedMeanwhile
from service.settings import Settings
from service.store.tables import DELIVERIES
from service.weighing.acceptable import check
from service.weighing.reviewed import reviewed
from service.work.jobs import StoreRetries
from service.work.reviews import DeskJudging
from tests.reviewing import BODY, GULL, GULL_PAGE, MACHINE, PAPER, event, events, shown

ANY = {"If-Match": "*"}


@pytest.fixture
def desk(tables_url):
    application = open_desk(Settings(database_url=tables_url))
    application.store.reports.save(MACHINE)
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def do(browser, headers=ANY, who="Lena Hald", **act):
    return browser.post("/v1/reports/rep_1/reviews", json={"who": who, "act": act}, headers=headers)


def seen(browser, query="") -> Report:
    return Report.model_validate_json(browser.get(f"/v1/reports/rep_1{query}").data)


def span(words: str) -> dict[str, object]:
    start = BODY.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def told(desk):
    with desk.store.database.reading() as connection:
        rows = connection.execute(select(DELIVERIES).order_by(DELIVERIES.c.number)).all()
    return [(row.type, json.loads(row.body)["data"]) for row in rows]


HASH = f"SHA-256:{'0a' * 32}"
GULLS = {"document_id": "gull", "start": 0, "end": len(GULL)}
ACTS = [
    {"kind": "accept", "claim": "clm_1"},
    {"kind": "correct", "claim": "clm_1", "claimant": {"name": "Ada Voss", "kind": "person"}},
    {"kind": "correct", "claim": "clm_2", "spans": [span("ferry is safe")], "modality": "hedged"},
    {"kind": "reject", "claim": "clm_2", "reason": "Nobody said so."},
    {"kind": "merge", "claims": ["clm_1", "clm_2"]},
    {"kind": "split", "claim": "clm_1", "parts": [{"spans": [span("the pier")]}, {"spans": [span("is shut")]}]},
    {"kind": "add", "spans": [span("Nobody asked the yard")], "claimant": {"name": "Marl Post", "kind": "author"}},
    {"kind": "note", "text": "Call the yard."},
    {"kind": "assign", "claim": "clm_3", "to": "Omar Reyes"},
    {"kind": "override", "claim": "clm_2", "verdict": "unverified", "reason": "The Gull means another ferry."},
    {"kind": "evidence", "claim": "clm_2", "mark": "irrelevant", "evidence": GULLS},
    {"kind": "tie", "parties": ["The Tides", "Harbour Board"], "tie": "owner", "state": "denied"},
    {
        "kind": "media",
        "media": "tape-7",
        "categories": ["edited_or_cropped", "decontextualized"],
        "context": "A drill.",
    },
    {"kind": "preserve", "address": GULL_PAGE, "copies": [{"url": "https://keep.example/1", "hash": HASH}]},
    {"kind": "document", "claim": "clm_1", "document": {"publisher": "Yard Notes", "text": PAPER.text}},
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act["kind"])
def test_each_act_can_be_written_as_json_and_done(act):
    given = ReviewIn.model_validate({"who": "Lena Hald", "act": act}).act
    if act["kind"] != "document":
        check(MACHINE, (), given)
        assert reviewed(MACHINE, events(given)).review.acts[0].effect


def test_acts_are_kept_seen_in_the_report_and_undone(client, application):
    application.store.reports.save(MACHINE)
    machine = client.get("/v1/reports/rep_1").data
    some = [one for one in ACTS if one["kind"] in {"correct", "tie", "document"}]
    for turn, act in enumerate(some):
        answer = do(client, {"If-Match": f'"{2 * turn}.0"'}, **act)
        assert (answer.status_code, answer.headers["ETag"]) == (201, f'"{2 * turn + 1}.0"'), answer.json
        assert (answer.json["number"], answer.json["who"]) == (2 * turn + 1, "Lena Hald")
        whole = seen(client)
        assert whole == reviewed(MACHINE, application.store.reviews.of("rep_1"))
        assert whole.review.acts[0].effect
        assert do(client, {"If-Match": answer.headers["ETag"]}, kind="undo", number=2 * turn + 1).status_code == 201
    assert client.get("/v1/reports/rep_1").data == client.get("/v1/reports/rep_1?as=read").data == machine
    listed = client.get("/v1/reports/rep_1/reviews")
    assert [one["act"]["kind"] for one in listed.json["acts"]][::2] == [act["kind"] for act in some]
    assert listed.headers["ETag"] == f'"{2 * len(some)}.0"'


def test_what_was_decided_holds_for_an_article_that_is_read_again_as_long_as_its_words_are_the_same(client):
    def told(body):
        asked = {"article": {"body": body, "external_id": "cms-7", "outlet": "Marl Post"}}
        made = client.post("/v1/articles?refresh=true", json=asked, headers={"Prefer": "wait=30"})
        assert made.get_json() == client.get(made.headers["Location"]).get_json()
        return made.get_json()

    body = "The harbour board said on Monday that the east pier was shut. The mayor said that nine ships sank."
    first = told(body)
    claim, address = first["findings"][0]["claim"]["id"], f"/v1/reports/{first['id']}/reviews"
    act = {"kind": "reject", "claim": claim, "reason": "Nobody said so."}
    assert client.post(address, json={"who": "Lena Hald", "act": act}, headers=ANY).status_code == 201
    again, changed = told(body), told(f"{body} Boats were moved.")
    review = {one["claim"]["id"]: one.get("review") for one in again["findings"]}[claim]
    assert (review["state"], review["by"]) == ("rejected", "Lena Hald")
    assert "review" not in changed


def test_a_stale_act_is_refused_with_what_changed_and_nothing_is_overwritten(browser):
    do(browser, kind="accept", claim="clm_1", who="Omar Reyes")
    stale = do(browser, {"If-Match": '"0.0"'}, kind="reject", claim="clm_1", reason="No.")
    assert stale.status_code == 412
    assert "act 1, accept of clm_1, by Omar Reyes" in stale.json["detail"]
    assert do(browser, {}, kind="accept", claim="clm_1").status_code == 428
    assert do(browser, {"If-Match": "yesterday"}, kind="accept", claim="clm_1").status_code == 412
    assert len(browser.get("/v1/reports/rep_1/reviews").json["acts"]) == 1


def test_of_two_at_once_from_the_same_report_one_is_taken(desk):
    app = create_app(desk)

    def act(to):
        return do(app.test_client(), {"If-Match": '"0.0"'}, kind="assign", claim="clm_1", to=to).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(act, ("Lena", "Omar", "Ines", "Rae"))) == [201, 412, 412, 412]


def test_acts_at_once_that_take_the_report_as_it_is_are_all_done_each_with_its_number(desk):
    app = create_app(desk)

    def act(number):
        return do(app.test_client(), kind="note", text=f"Note {number}.").status_code

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(act, range(3))) == {201}
    acts = desk.store.reviews.of("rep_1")
    assert [one.number for one in acts] == [1, 2, 3]
    assert {one.act.text for one in acts} == {"Note 0.", "Note 1.", "Note 2."}


def test_a_restart_in_the_middle_loses_nothing(tables_url):
    first = open_desk(Settings(database_url=tables_url))
    first.store.reports.save(MACHINE)
    acts = [one for one in ACTS if one["kind"] != "document"][:4]
    for act in acts[:2]:
        assert do(create_app(first).test_client(), **act).status_code == 201
    before = seen(create_app(first).test_client())
    first.store.close()
    second = open_desk(Settings(database_url=tables_url))
    again = create_app(second).test_client()
    assert seen(again) == before
    for act in acts[2:]:
        assert do(again, {"If-Match": again.get("/v1/reports/rep_1").headers["ETag"]}, **act).status_code == 201
    assert seen(again) == reviewed(MACHINE, second.store.reviews.of("rep_1"))
    assert [one.act.kind for one in second.store.reviews.of("rep_1")] == [act["kind"] for act in acts]
    second.store.close()


# ---------------------------------------------------------------- what is refused


WRONG = [
    ({}, "/act/kind"),
    ({"kind": "praise"}, "/act/kind"),
    ({"kind": "accept"}, "/act/claim"),
    ({"kind": "accept", "claim": "clm_9"}, "/act/claim"),
    ({"kind": "accept", "claim": "clm_1", "verdict": "doubtful"}, "/act/verdict"),
    ({"kind": "accept", "claim": "clm_1", "mood": "good"}, "/act/mood"),
    ({"kind": "reject", "claim": "clm_1"}, "/act/reason"),
    ({"kind": "reject", "claim": "clm_1", "reason": " "}, "/act/reason"),
    ({"kind": "override", "claim": "clm_1", "verdict": "true", "reason": "So."}, "/act/verdict"),
    ({"kind": "correct", "claim": "clm_1"}, "/act"),
    ({"kind": "correct", "claim": "clm_1", "claimant": {"name": "Ada", "kind": "ghost"}}, "/act/claimant/kind"),
    ({"kind": "merge", "claims": ["clm_1"]}, "/act/claims"),
    ({"kind": "split", "claim": "clm_1", "parts": [{"spans": [span("the pier")]}]}, "/act/parts"),
    ({"kind": "tie", "parties": ["A", "B"], "tie": "owner", "state": "open"}, "/act/state"),
    ({"kind": "document", "document": {"url": "https://yard.example/"}}, "/act/document/text"),
    ({"kind": "document", "document": {"text": " "}}, "/act/document/text"),
    ({"kind": "undo", "number": 0}, "/act/number"),
]


def test_what_cannot_be_done_is_a_problem_that_names_the_field(client, application):
    application.store.reports.save(MACHINE)
    for act, pointer in WRONG:
        refused = client.post("/v1/reports/rep_1/reviews", json={"who": "Lena", "act": act}, headers=ANY)
        assert refused.status_code == 422
        assert [one["pointer"] for one in refused.json["errors"]] == [pointer]
    assert application.store.reviews.of("rep_1") == ()


def test_nobody_acts_without_a_name_nor_on_what_is_not_there(client, application):
    application.store.reports.save(MACHINE)
    nameless = client.post("/v1/reports/rep_1/reviews", json={"act": {"kind": "note", "text": "So."}}, headers=ANY)
    assert nameless.json["errors"][0]["pointer"] == "/who"
    assert client.get("/v1/reports/rep_2/reviews").status_code == 404
    assert client.post("/v1/reports/rep_2/reviews", json={"who": "L", "act": ACTS[0]}, headers=ANY).status_code == 404
    assert client.get("/v1/reports/rep_1?as=written").status_code == 422
    big = client.post("/v1/reports/rep_1/reviews", data=b" " * 200_000, headers=ANY, content_type="application/json")
    assert big.status_code in {400, 413}


def test_nothing_is_done_with_a_report_that_does_not_hold_what_was_read(client, application):
    application.store.reports.save(MACHINE.model_copy(update={"basis": None}))
    assert do(client, **ACTS[0]).status_code == 409


def test_the_description_of_the_acts_is_valid_openapi(client):
    described = client.get("/openapi.json").json
    validate(described)
    finding = described["components"]["schemas"]["Finding"]
    assert "review" in finding["properties"]
    assert "review" not in finding["required"]


# ---------------------------------------------------------------- what webhooks are told


def test_webhooks_are_told_of_what_is_decided_and_of_verdicts_and_not_of_notes(browser, desk):
    desk.store.webhooks.create("https://desk.example/hook")
    for act in (
        {"kind": "note", "claim": "clm_1", "text": "Call the yard."},
        {"kind": "assign", "claim": "clm_1", "to": "Omar Reyes"},
        {"kind": "accept", "claim": "clm_1"},
        {"kind": "reject", "claim": "clm_3", "reason": "Not checkable."},
        {"kind": "correct", "claim": "clm_2", "text": "The ferry sails."},
        {"kind": "override", "claim": "clm_2", "verdict": "unverified", "reason": "Another ferry."},
        {"kind": "undo", "number": 4},
        {"kind": "merge", "claims": ["clm_1", "clm_2"]},
    ):
        assert do(browser, **act).status_code == 201
    messages = told(desk)
    assert [(type, data["claim_id"], data.get("state")) for type, data in messages] == [
        ("claim.review_accepted", "clm_1", "accepted"),
        ("claim.review_rejected", "clm_3", "rejected"),
        ("claim.review_edited", "clm_2", "edited"),
        ("claim.review_edited", "clm_2", "edited"),
        ("claim.verdict_changed", "clm_2", None),
        ("claim.review_edited", "clm_3", "none"),
        ("claim.review_edited", "clm_1", "edited"),
        ("claim.review_edited", "clm_2", "none"),
        ("claim.verdict_changed", "clm_1", None),
    ][: len(messages)]
    assert messages[1][1]["reason"] == "Not checkable."
    assert messages[1][1]["by"] == "Lena Hald"
    assert messages[4][1]["previous_verdict"] == "weakly_refuted"
    assert messages[7][1]["merged_into"] == "clm_1"


# ---------------------------------------------------------------- what the desk adds is judged, and only that


def worked(desk):
    judging = DeskJudging(desk.store, desk.verification.of, StoreRetries(_Never()), "tests")
    for one in desk.store.reviews.of("rep_1"):
        judging.run(f"main rep_1 {one.number}")
        judging.run(f"main rep_1 {one.number}")


class _Never:
    def wait(self, _seconds):
        return False


def test_a_document_that_is_added_is_judged_for_its_claim_and_told(browser, desk):
    desk.store.webhooks.create("https://desk.example/hook", events=("claim.verdict_changed",))
    shut = "The Harbour Board shut the pier on Monday"
    desk.store.reviews.append("rep_1", event(1, Correct(claim="clm_3", text=f"{shut}.")))
    paper = {"id": "gust", "publisher": "Gust", "text": f"{shut}, a reporter saw."}
    assert do(browser, kind="document", claim="clm_3", document=paper).status_code == 201
    waits = seen(browser)
    assert [one.document_id for one in waits.coverage.left_out] == ["gust"]
    worked(desk)
    whole = seen(browser)
    assert browser.get("/v1/reports/rep_1").headers["ETag"] == '"2.1"'
    assert whole.coverage.left_out == ()
    (added,) = [one for one in whole.findings if one.claim.id == "clm_3"]
    assert [(item.document_id, item.stance) for item in added.evidence] == [("gust", "supports")]
    assert whole.findings[:2] == MACHINE.findings[:2]
    assert [(type, data["claim_id"]) for type, data in told(desk)] == [("claim.verdict_changed", "clm_3")]
    assert do(browser, kind="undo", number=2).status_code == 201
    assert seen(browser) == reviewed(MACHINE, desk.store.reviews.of("rep_1")[:1])


def test_a_claim_that_was_missed_is_judged_against_the_documents_that_are_there(browser, desk):
    add = {"kind": "add", "spans": [span("The Harbour Board said the pier is shut")], "text": "The pier is shut."}
    assert do(browser, **add, claimant={"name": "Marl Post", "kind": "author"}).status_code == 201
    assert seen(browser).findings[-1].content.verdict == "undetermined"
    worked(desk)
    judged = seen(browser).findings[-1]
    assert judged.failure is None
    assert {item.document_id for item in judged.evidence} >= {"letter"}


def test_what_a_reader_who_is_gone_would_have_judged_fails_and_says_so(browser, desk):
    gone = MACHINE.model_copy(update={"id": "rep_2", "run": MACHINE.run.model_copy(update={"model": "gone/model"})})
    desk.store.reports.save(gone)
    desk.store.reviews.append("rep_2", event(1, AddDocument(document=PAPER)))
    DeskJudging(desk.store, desk.verification.of, StoreRetries(_Never()), "tests").run("main rep_2 1")
    whole = Report.model_validate_json(browser.get("/v1/reports/rep_2").data)
    assert "gone/model" in whole.coverage.failures[0].detail
    assert [one.content.verdict for one in whole.findings] == [one.content.verdict for one in MACHINE.findings]


# ---------------------------------------------------------------- the store


def test_acts_go_with_the_report_that_takes_anothers_place_and_end_with_it(desk):
    desk.store.reviews.append("rep_1", event(1, AddDocument(document=PAPER)))
    desk.store.reviews.keep("rep_1", 1, Judging(evidence=(shown("clm_1", "desk-1", PAPER.text),)))
    with desk.store.database.writing() as connection:
        desk.store.reports.put(connection, MACHINE.model_copy(update={"id": "rep_2"}))
        desk.store.reviews.carry(connection, "rep_1", "rep_2")
    assert desk.store.reviews.of("rep_2") == desk.store.reviews.of("rep_1")
    assert not desk.store.reviews.keep("rep_2", 1, Judging())
    with pytest.raises(ChangedMeanwhile):
        desk.store.reviews.append("rep_2", event(1, AddDocument(document=PAPER)))
    desk.store.prune(desk.store.database.now(), None)
    assert desk.store.reviews.of("rep_1") == ()
