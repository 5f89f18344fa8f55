"""The registry over HTTP: entries change under an ETag, a preview tells what that does, stored reports follow."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from service.api import create_app
from service.bootstrap import open_desk
from service.domain import Verdict
from service.sandbox import Limits, Sandbox
from service.settings import Settings
from service.store.registry import ALL
from service.store.tables import DELIVERIES
from service.work.jobs import StoreRetries
from service.work.rescoring import Rescoring
from tests.fleet import fleet, wait_until
from tests.hand import Hand
from tests.misbehaving import PRELOADED, spin

ASKED = {
    "article": {
        "title": "Dune Guard claims pass",
        "body": "The Dune Guard said on Monday that it had captured the Arun pass.\n\n"
        "“We hold the town of Mereth”\n\n— Dune Guard (@duneguard) https://x.com/duneguard/status/7",
        "outlet": "Bay Post",
        "url": "https://bay.example/pass",
        "published_at": "2024-06-10T06:00:00Z",
    },
    "sources": [
        {
            "id": "brigade",
            "publisher": "Salt Brigade",
            "url": "https://salt.example/1",
            "text": "In a statement read to reporters the Salt Brigade said the Dune Guard captured the Arun pass.",
        },
        {
            "id": "wire",
            "publisher": "Coast Wire",
            "url": "https://coast.example/1",
            "text": "Snow is forecast for the highlands until Friday.",
        },
    ],
}
PACT = {"members": ["Dune Guard", "Salt Brigade"], "valid_from": "2024-01-01", "source_url": "https://pact.example/"}
WHY = {"who": "Ida Brand", "why": "Founding statement of January."}


@pytest.fixture
def desk(tables_url):
    application = open_desk(Settings(database_url=tables_url))
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


@pytest.fixture
def reported(desk, browser):
    """The report of one article, which one source bears out."""
    with Hand(desk):
        answer = browser.post("/v1/articles", json=ASKED, headers={"Prefer": "wait=20"})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def put(browser, place, entry, match=None, **told):
    headers = {"If-Match": match} if match else {}
    return browser.put(f"/v1/registry/{place}", json=WHY | {"entry": entry} | told, headers=headers)


def refused(answer, status):
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    return answer.get_json()


def rescore(desk, article=ALL, sandbox=None):
    keep_trying = StoreRetries(threading.Event())
    Rescoring(desk.store, desk.verification, keep_trying, sandbox or desk.writing).of(article)


def last(desk, browser):
    (job,) = browser.get("/v1/jobs").get_json()["jobs"]
    return browser.get(f"/v1/reports/{job['report_id']}").get_json()


def judged(report):
    """Of the first claim: its verdict, and how many independent sources bear it out."""
    content = report["findings"][0]["content"]
    return content["verdict"], content["independent_support"]


# ---------------------------------------------------------------- entries


def test_an_entry_is_made_shown_changed_and_taken_out(browser):
    made = put(browser, "outlets/Harbour%20Post", {"grade": "C", "domains": ["hp.example"]})
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (
        201,
        '"1"',
        "/v1/registry/outlets/Harbour%20Post",
    )
    told = made.get_json()
    assert told["entry"] == {"name": "Harbour Post", "grade": "C", "domains": ["hp.example"]}
    assert (told["who"], told["why"], told["edit"]) == (WHY["who"], WHY["why"], 1)
    shown = browser.get("/v1/registry/outlets/harbour%20post")
    assert (shown.get_json(), shown.headers["ETag"]) == (told, '"1"')
    assert browser.get("/v1/registry/outlets?q=harbour p").get_json() == {"entries": [told]}
    changed = put(browser, "outlets/Harbour Post", {"grade": "D"}, '"1"')
    assert (changed.status_code, changed.get_json()["entry"]) == (200, {"name": "Harbour Post", "grade": "D"})
    gone = browser.delete("/v1/registry/outlets/Harbour Post?who=Ida&why=closed", headers={"If-Match": '"2"'})
    assert gone.status_code == 204
    refused(browser.get("/v1/registry/outlets/Harbour Post"), 404)
    edits = browser.get("/v1/registry/outlets/Harbour Post/history").get_json()["edits"]
    assert [(one["number"], one["entry"] and one["entry"]["grade"], one["who"]) for one in edits] == [
        (1, "C", WHY["who"]),
        (2, "D", WHY["who"]),
        (3, None, "Ida"),
    ]


def test_an_entry_of_the_file_is_changed_and_taken_out_like_any_other(browser):
    shipped = browser.get("/v1/registry/outlets/Reuters")
    assert (shipped.headers["ETag"], shipped.get_json()["who"]) == ('"0"', None)
    assert put(browser, "outlets/reuters", {"grade": "D"}, '"0"').status_code == 200
    assert browser.get("/v1/registry/outlets/Reuters").get_json()["entry"] == {"name": "reuters", "grade": "D"}
    assert browser.delete("/v1/registry/outlets/Reuters?who=a&why=b", headers={"If-Match": "*"}).status_code == 204
    refused(browser.get("/v1/registry/outlets/Reuters"), 404)


def test_of_two_editors_at_once_one_is_told(browser, desk):
    put(browser, "alliances/Pact", PACT)
    clients = [create_app(desk).test_client() for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(put, client, "alliances/Pact", PACT | {"members": ["Dune Guard", "Hill Front"]}, '"1"')
            for client in clients
        ]
        statuses = sorted(answer.result().status_code for answer in answers)
    assert statuses == [200, 412]


@pytest.mark.parametrize(("match", "status"), [(None, 428), ('"0"', 412), ('"7"', 412), ("1", 412), ("W/x", 412)])
def test_a_change_names_the_state_that_it_was_made_from(browser, match, status):
    put(browser, "outlets/Harbour Post", {})
    refused(put(browser, "outlets/Harbour Post", {"grade": "B"}, match), status)
    assert browser.get("/v1/registry/outlets/Harbour Post").headers["ETag"] == '"1"'


def test_what_is_new_is_made_from_nothing(browser):
    refused(put(browser, "outlets/Harbour Post", {}, '"1"'), 412)


@pytest.mark.parametrize(
    ("place", "entry", "pointer"),
    [
        ("outlets/A", {"grade": "Z"}, "/entry/grade"),
        ("outlets/A", {"name": "B"}, "/entry/name"),
        ("outlets/A", {"country": "Norway"}, "/entry/country"),
        ("outlets/A", {"as_of": 20}, "/entry/as_of"),
        ("outlets/A", {"nmae": "A"}, "/entry/nmae"),
        ("alliances/A", {"members": ["B"]}, "/entry/members"),
        (
            "alliances/A",
            {"members": ["B", "C"], "valid_from": "2024-02-01", "valid_to": "2024-01-01"},
            "/entry/valid_to",
        ),
        ("actors/A", {"accounts": ["https://news.example/a"]}, "/entry/accounts"),
    ],
)
def test_an_entry_that_does_not_hold_names_its_field(browser, place, entry, pointer):
    problem = refused(put(browser, place, entry), 422)
    assert [one["pointer"] for one in problem["errors"]] == [pointer]


@pytest.mark.parametrize("missing", ["who", "why"])
def test_nobody_changes_anything_without_a_name_and_a_reason(browser, missing):
    refused(put(browser, "outlets/A", {}, **{missing: ""}), 422)
    put(browser, "outlets/A", {})
    asked = "&".join(f"{name}=x" for name in ("who", "why") if name != missing)
    refused(browser.delete(f"/v1/registry/outlets/A?{asked}", headers={"If-Match": '"1"'}), 422)


@pytest.mark.parametrize("place", ["owners/A", "outlets/Nobody"])
def test_what_is_not_there_is_not_found(browser, place):
    refused(browser.get(f"/v1/registry/{place}"), 404)
    refused(browser.delete(f"/v1/registry/{place}?who=a&why=b", headers={"If-Match": "*"}), 404)
    refused(browser.get(f"/v1/registry/{place}/history"), 404)


# ---------------------------------------------------------------- what stored reports become


def test_an_alliance_is_previewed_then_changes_what_it_should_and_is_taken_back(desk, browser, reported):
    claim = reported["findings"][0]["claim"]
    assert judged(reported) == (Verdict.WEAKLY_SUPPORTED, 1)
    told = {"kind": "alliances", "name": "Pact", "entry": PACT}
    preview = browser.post("/v1/registry/preview", json=told).get_json()
    assert preview["articles"] == 1
    ((change,),) = (preview["changes"],)
    assert (change["report_id"], change["claim_id"]) == (reported["id"], claim["id"])
    assert (change["before"], change["after"]) == (Verdict.WEAKLY_SUPPORTED, Verdict.CLAIMANT_ONLY)
    rescore(desk)
    assert last(desk, browser) == reported

    put(browser, "alliances/Pact", PACT)
    rescore(desk)
    allied = last(desk, browser)
    assert judged(allied) == (change["after"], 0)
    assert browser.get(f"/v1/reports/{reported['id']}").get_json() == reported
    rescore(desk)
    assert last(desk, browser) == allied

    browser.delete("/v1/registry/alliances/Pact?who=Ida&why=dissolved", headers={"If-Match": '"1"'})
    rescore(desk)
    assert judged(last(desk, browser)) == judged(reported)


def test_webhooks_hear_of_a_verdict_that_the_registry_changed(desk, browser, reported):
    hook = browser.post("/v1/webhooks", json={"url": "https://desk.example/", "events": ["claim.verdict_changed"]})
    put(browser, "alliances/Pact", PACT)
    rescore(desk)
    with desk.store.database.reading() as connection:
        own = DELIVERIES.c.webhook_id == hook.get_json()["id"]
        (body,) = connection.scalars(select(DELIVERIES.c.body).where(own))
    data = json.loads(body)["data"]
    assert (data["previous_report_id"], data["report_id"]) == (reported["id"], last(desk, browser)["id"])


def test_a_grade_reaches_stored_reports_but_never_over_one_that_came_with_the_request(desk, browser):
    graded = ASKED | {"sources": [ASKED["sources"][0] | {"grade": "C"}, ASKED["sources"][1]]}
    with Hand(desk):
        browser.post("/v1/articles", json=graded, headers={"Prefer": "wait=20"})
    for name, host in (("Salt Brigade", "salt.example"), ("Coast Wire", "coast.example")):
        put(browser, f"outlets/{name}", {"grade": "E", "domains": [host], "owner": "Salt House"})
    rescore(desk)
    grades = {one["id"]: (one["grade"], one["owner"]) for one in last(desk, browser)["documents"]}
    assert grades == {"brigade": ("C", "Salt House"), "wire": ("E", "Salt House")}


def test_a_report_that_cannot_be_weighed_in_time_is_told_of_and_left_and_the_others_are_weighed(desk, browser, caplog):
    other = ASKED | {"article": ASKED["article"] | {"url": "https://bay.example/pass-again"}}
    with Hand(desk):
        slow, quick = (browser.post("/v1/articles", json=one, headers={"Prefer": "wait=20"}) for one in (ASKED, other))
    before = {one.get_json()["article"]["id"]: one.get_json()["id"] for one in (slow, quick)}
    article, id = next(iter(before.items()))

    class Impatient(Sandbox):
        """One in which the first report takes too long."""

        def run(self, act, report, *given):
            return super().run(spin) if id in report[:60] else super().run(act, report, *given)

    put(browser, "alliances/Pact", PACT)
    rescore(desk, sandbox=Impatient(Limits(1, 400), PRELOADED))
    after = {one["article_id"]: one["report_id"] for one in browser.get("/v1/jobs").get_json()["jobs"]}
    assert [after[one] == before[one] for one in before] == [True, False]
    assert f"{article} stays as it is: time_spent" in caplog.text


def test_edits_that_wait_are_heeded_by_one_run(desk, browser, reported):
    runs = []

    class Counting(Sandbox):
        def run(self, *given):
            runs.append(given)
            return super().run(*given)

    for name in ("Coast Wire", "Salt Herald", "Bay Post"):
        put(browser, f"outlets/{name}", {"grade": "B"})
    rescoring = Rescoring(desk.store, desk.verification, StoreRetries(threading.Event()), Counting(Limits(5, 400)))
    for _ in range(3):
        rescoring.run(ALL)
    assert len(runs) == 1
    put(browser, "alliances/Pact", PACT)
    rescoring.run(ALL)
    assert len(runs) == 2
    assert judged(last(desk, browser)) == (Verdict.CLAIMANT_ONLY, 0)


def test_a_known_account_is_official_and_another_partys_is_not(desk, browser, reported):
    def official():
        rescore(desk)
        told = [one for finding in last(desk, browser)["findings"] for one in finding["claim"]["provenance"]]
        return [one["official"] for one in told if one["channel"] == "social_post"]

    put(browser, "actors/Hill Front", {"accounts": ["https://twitter.com/DuneGuard"]})
    assert official() == [False]
    put(browser, "actors/Hill Front", {}, "*")
    put(browser, "actors/Desert Guards", {"aliases": ["Dune Guard"], "accounts": ["https://x.com/duneguard"]})
    assert official() == [True]


def test_a_job_that_ended_under_an_older_registry_is_weighed_again(desk, browser):
    browser.post("/v1/articles", json=ASKED)
    verify = desk.verification.verify

    class Late(Hand):
        def __init__(self, application):
            super().__init__(application)
            self.runner._verify = self.verify

        def verify(self, dossier, context):
            for number, event in enumerate(verify(dossier, context)):
                if number == 0:
                    put(browser, "alliances/Pact", PACT)
                yield event

    put_out = []
    desk.store.registry._outbox.put = lambda _connection, kind, _id, argument: put_out.append((kind, argument))
    with Late(desk):
        (job,) = browser.get("/v1/jobs").get_json()["jobs"]
        browser.get(f"/v1/jobs/{job['id']}/events").get_data()
    assert put_out[-1] == ("rescore", f"main {job['article_id']}")


def test_an_article_whose_job_was_forgotten_stays_as_it_is(desk, browser, reported):
    put(browser, "alliances/Pact", PACT)
    with desk.store.database.writing() as connection:
        desk.store.jobs.prune(connection, desk.store.database.now())
    rescore(desk)
    assert browser.get(f"/v1/reports/{reported['id']}").get_json() == reported


def test_a_worker_weighs_stored_reports_again(tmp_path, desk, browser, reported):
    with fleet({"database_url": desk.store.database.url.render_as_string(hide_password=False)}, tmp_path) as workers:
        workers.begin()
        put(browser, "alliances/Pact", PACT)
        assert wait_until(lambda: judged(last(desk, browser)) == (Verdict.CLAIMANT_ONLY, 0))
