"""A tip that Check tells of is an article, its answer stands beside it there, and what an editor accepts is its
fact-check; what does not come from Check leaves no trace."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from graphql import parse, validate

from service.api import create_app
from service.bootstrap import open_application
from service.bootstrap.publishing import destinations
from service.domain import Destination, PublicationState
from service.errors import BadInput
from service.intake.check_tips import FRAGMENT
from service.intake.reading import REQUEST_BYTES
from service.settings import Settings
from service.work.publishing import Publishing
from tests import check_workspace
from tests.check_workspace import TEAM, TOKEN, Workspace
from tests.hand import Hand
from tests.loopback import RawServer
from tests.loopback import said as page
from tests.unit.exports.exchange.test_exchange_schemas import outside

SECRET = "a secret of sixteen"  # noqa: S105 - and for this test alone
WORDS = "The harbour board said on Monday that the east pier was shut."


@pytest.fixture
def workspace():
    with Workspace() as workspace:
        yield workspace


@pytest.fixture
def settings(tmp_path, migrated, workspace):
    return Settings(
        database_url=f"sqlite:///{shutil.copy(migrated, tmp_path / 'desk.db')}",
        threads=8,
        door_processor_s=30,
        check_secret=SECRET,
        check_team=TEAM,
        check_token=TOKEN,
        check_url=workspace.url,
        check_answers=True,
        publish_to=(Destination.CHECK,),
        public_url="https://desk.example/",
        reachable="127.0.0.0/8",
    )


@pytest.fixture
def desk(settings):
    application = open_application(settings)
    with Hand(application):
        yield create_app(application).test_client()
    application.event_feed.close()
    application.store.close()


def told(event="create_project_media", slug=TEAM, at=None, **data):
    moment = at or datetime.now(UTC)
    return {
        "event": event,
        "team": {"dbid": 3, "id": "VGVhbS8z", "avatar": "x.png", "name": "Marl", "slug": slug},
        "object": {"id": 77, "media_id": 9, "team_id": 3, "archived": 0},
        "time": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "data": {"dbid": 77, "quote": WORDS, "media": {"quote": WORDS, "url": None}, **data},
        "user_id": 5,
        "settings": {},
    }


def push(client, event, secret=SECRET, **heads):
    raw = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {"x-claimtrace-secret": secret, "Prefer": "wait=30", **heads} if secret is not None else {}
    return client.post("/v1/ingest/check", data=raw, content_type="application/json", headers=headers)


def jobs(client):
    return client.get("/v1/jobs").get_json()["jobs"]


@outside
def test_the_fragment_is_one_of_the_schema_of_check():
    query = parse(f'query {{ project_media(ids: "1") {{ ...F }} }} fragment F on ProjectMedia {{ {FRAGMENT} }}')
    assert validate(check_workspace.schema(), query) == []


# ---------------------------------------------------------------- in and out


@outside
def test_a_tip_comes_in_is_answered_and_gets_its_fact_check(desk, workspace, settings):
    workspace.tip(77)
    report = push(desk, told()).get_json()
    assert (report["article"]["external_id"], report["article"]["body"]) == ("check:77", WORDS)
    application = open_application(settings)
    store = application.store
    worker = Publishing(store, destinations(settings, store), lambda act: act())
    article, claim = report["article"]["id"], report["findings"][0]["claim"]["id"]
    for _ in range(2):  # the second time, as if the worker had died before it kept that it was done
        worker.run(f"main check_tips {article} 1")
    said = workspace.answered()
    assert said["title"] == "Claimtrace"
    assert "(not reviewed)" in said["description"]
    assert f"https://desk.example/v1/reports/{report['id']}?format=html" in said["description"]
    act = {"who": "Lena Hald", "act": {"kind": "accept", "claim": claim}}
    address = f"/v1/reports/{report['id']}/reviews"
    assert desk.post(address, json=act, headers={"If-Match": "*"}).status_code == 201
    worker.run(f"main check {claim} 1")
    worker.run(f"main check_tips {article} 2")
    assert workspace.tips["77"]["claim_description"]["fact_check"]["tags"] == [f"claimtrace:{claim}"]
    assert "(accepted by Lena Hald)" in workspace.answered()["description"]
    assert {one.state for one in store.publications.page()} == {PublicationState.PUBLISHED}
    store.close()


@outside
def test_an_answer_that_was_given_before_its_worker_died_is_not_given_twice(desk, workspace, settings):
    workspace.tip(77)
    article = push(desk, told()).get_json()["article"]["id"]
    application = open_application(settings)
    store = application.store
    workspace.answers = [None, lambda _query: True]  # it is done, and nobody hears of it
    worker = Publishing(store, destinations(settings, store), lambda act: act())
    worker.run(f"main check_tips {article} 1")
    assert store.publications.page()[0].state is PublicationState.PENDING
    worker.run(f"main check_tips {article} 2")
    assert store.publications.page()[0].state is PublicationState.PUBLISHED
    assert workspace.answered()["title"] == "Claimtrace"
    store.close()


def test_a_tip_that_is_but_a_link_is_the_page_that_stands_there(settings, desk):
    body = f"<html><head><title>Pier</title></head><body><article><p>{WORDS}</p></article></body></html>".encode()
    with RawServer({"/pier": page(body)}) as site:
        link = f"http://127.0.0.1:{site.port}/pier"
        report = push(desk, told(quote=f" {link} ", media=None)).get_json()
    assert report["article"]["fetched"]["asked"] == link
    assert WORDS in report["article"]["body"]


def test_what_is_told_again_is_not_done_again(desk):
    first, again = push(desk, told()), push(desk, told())
    assert (first.status_code, again.status_code) == (201, 200)
    assert len(jobs(desk)) == 1


@pytest.mark.parametrize("event", ["update_project_media", "save_fact_check", "publish_report"])
def test_what_is_no_new_tip_is_passed_over(desk, event):
    assert push(desk, told(event)).status_code == 204
    assert jobs(desk) == []


# ---------------------------------------------------------------- what does not come from Check


@pytest.mark.parametrize("secret", [None, "", "another secret", SECRET[:-1], f"{SECRET} ", "é" * 16])
def test_without_the_secret_it_is_refused_and_nothing_is_kept(desk, secret):
    answer = push(desk, told(), secret)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert jobs(desk) == []


def test_where_no_secret_is_set_nothing_is_taken(client):
    assert push(client, told()).status_code == 403


NOW = datetime.now(UTC)
REFUSED = {
    "another workspace": (told(slug="harbour"), 403),
    "sent again later": (told(at=NOW - timedelta(hours=2)), 422),
    "of tomorrow": (told(at=NOW + timedelta(days=1)), 422),
    "no time": ({name: value for name, value in told().items() if name != "time"}, 422),
    "no fragment": (told() | {"data": None}, 422),
    "another fragment": (told() | {"data": {"id": "x"}}, 422),
    "no words": (told(quote=" ", media={}), 422),
    "no number": (told(dbid=-1), 422),
    "a number as words": (told(dbid="77; drop"), 422),
    "an address within": (told(quote="file:///etc/passwd", url="file:///etc/passwd", media=None, dbid=0), 422),
    "an inward link": (told(quote="http://169.254.169.254/latest", media=None), 422),
    "words without end": (told(quote="x" * 200_001), 422),
    "a list": (b"[]", 400),
    "deep": (b"[" * 9000, 400),
    "no JSON": (b"\xff", 400),
    "very much": (b'{"event": "' + b"x" * REQUEST_BYTES + b'"}', 413),
}


@pytest.mark.parametrize(("event", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_hostile_is_a_problem_and_nothing_is_kept(desk, event, status):
    answer = push(desk, event)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert jobs(desk) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"check_token": None}, "CHECK_TOKEN"),
        ({"check_team": None}, "CHECK_TEAM"),
        ({"check_ratings": {"x": "y"}}, "'x'"),
    ],
)
def test_settings_that_do_not_go_together_are_told(settings, change, complaint):
    bare = settings.model_copy(update={"publish_to": (), **change})
    application = open_application(settings)
    with pytest.raises(BadInput, match=complaint):
        destinations(bare, application.store)
    application.store.close()
