"""What an editor accepts is one fact-check in Check, whatever befalls: the real schema's types, on both databases."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from graphql import parse, validate

from service.destinations import check_statements
from service.domain import (
    Accept,
    Correct,
    Destination,
    Override,
    PublicationState,
    Reject,
    Undo,
    Verdict,
)
from service.errors import Conflict, NotFound
from service.sources import json_api
from service.work.webhooks import RETRY_S
from tests import check_workspace
from tests.check_workspace import TOKEN, Workspace, said, slow
from tests.publishing import Died, PublishingDesk, check_at
from tests.reviewing import MACHINE, SHUT
from tests.unit.exports.exchange.test_exchange_schemas import outside

ACCEPT, REJECT = Accept(claim="clm_1"), Reject(claim="clm_1", reason="Nobody said so.")
CHECK = ("main", Destination.CHECK)
OTHER = Override(claim="clm_1", verdict=Verdict.CONTRADICTED, reason="Seen on the spot.")


@pytest.fixture
def workspace():
    with Workspace() as workspace:
        yield workspace


@pytest.fixture
def own_url(tmp_path, migrated):
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'desk.db')}"


@pytest.fixture
def desk(own_url, workspace):
    desk = PublishingDesk(own_url, {CHECK: check_at(workspace.url)})
    yield desk
    desk.store.close()


@pytest.fixture
def each_desk(tables_url, workspace):
    desk = PublishingDesk(tables_url, {CHECK: check_at(workspace.url)})
    yield desk
    desk.store.close()


@outside
@pytest.mark.parametrize("name", [name for name in dir(check_statements) if name.isupper()])
def test_each_statement_is_one_of_the_schema_of_check(name):
    assert validate(check_workspace.schema(), parse(getattr(check_statements, name))) == []


# ---------------------------------------------------------------- what goes out


@outside
def test_a_claim_that_is_accepted_is_a_fact_check_with_all_that_belongs_to_it(each_desk, workspace):
    each_desk.do(ACCEPT)
    each_desk.carry()
    made = workspace.only
    assert (made["title"], made["rating"], made["url"]) == (SHUT, "undetermined", "https://desk.example/checks/clm_1")
    assert made["tags"] == ["claimtrace:clm_1"]
    assert made["publish_report"] is False
    assert "Said by Harbour Board" in made["summary"]
    assert made["claim_description"]["description"] == made["set_original_claim"] == SHUT
    assert made["claim_description"]["context"].endswith("Claimtrace clm_1")
    assert set(workspace.tokens) == {TOKEN}
    one = each_desk.publication()
    assert (one.state, one.error, one.tries) == (PublicationState.PUBLISHED, None, 1)
    assert one.remote == {"fact_check": "FactCheck/1", "claim": "ClaimDescription/1"}


@outside
def test_what_is_edited_is_in_progress_and_what_is_accepted_again_is_the_same_fact_check(desk, workspace):
    desk.do(ACCEPT)
    desk.carry()
    desk.do(OTHER)
    desk.carry()
    assert (workspace.only["rating"], workspace.only["title"]) == ("in_progress", SHUT)
    desk.do(Correct(claim="clm_1", text="The east pier is shut."))
    desk.do(ACCEPT)
    desk.carry()
    assert (workspace.only["rating"], workspace.only["title"]) == ("false", "The east pier is shut.")
    assert workspace.only["claim_description"]["description"] == "The east pier is shut."
    assert workspace.made() == 1


@outside
@pytest.mark.parametrize("act", [REJECT, Undo(number=1)], ids=["rejected", "undone"])
def test_what_is_accepted_no_longer_is_thrown_away_there_and_comes_back_as_the_same(desk, workspace, act):
    desk.do(ACCEPT)
    desk.carry()
    desk.do(act)
    desk.carry()
    assert workspace.only["trashed"] is True
    assert desk.publication().state is PublicationState.WITHDRAWN
    desk.do(ACCEPT)
    desk.carry()
    assert workspace.only["trashed"] is False
    assert (workspace.made(), desk.publication().state) == (1, PublicationState.PUBLISHED)


def test_what_nobody_ever_accepted_goes_nowhere(desk, workspace):
    desk.do(REJECT)
    desk.do(Undo(number=1))
    desk.do(OTHER)
    assert desk.queue.tasks == []
    assert desk.store.publications.accepted(None, 10) == ((), None)
    with pytest.raises(Conflict, match="No editor"):
        desk.ask()
    assert workspace.tokens == []


@outside
def test_where_nothing_goes_unasked_it_goes_when_somebody_asks(own_url, workspace):
    desk = PublishingDesk(own_url, {CHECK: check_at(workspace.url)}, unasked=())
    desk.do(ACCEPT)
    assert desk.queue.tasks == []
    (asked,) = desk.ask(claims=("clm_1",))
    assert (asked.subject, asked.state) == ("clm_1", PublicationState.PENDING)
    with pytest.raises(Conflict, match="clm_2"):
        desk.ask(claims=("clm_1", "clm_2"))
    with pytest.raises(NotFound):
        desk.ask(report="rep_9")
    desk.carry()
    desk.ask()
    desk.carry()
    assert workspace.made() == 1
    desk.store.reports.save(MACHINE.model_copy(update={"id": "rep_2"}))
    with pytest.raises(Conflict, match="rep_2"):
        desk.ask()
    desk.store.close()


@outside
def test_a_tip_whose_claim_nobody_described_gets_the_fact_check(own_url, workspace):
    workspace.tips = {"77": {"dbid": 77, "claim_description": None}}
    desk = PublishingDesk(own_url, {CHECK: check_at(workspace.url)})
    article = MACHINE.article.model_copy(update={"external_id": "check:77", "id": "art_7"})
    desk.store.reports.save(MACHINE.model_copy(update={"id": "rep_7", "article": article}))
    for claim in ("clm_1", "clm_3"):
        desk.do(Accept(claim=claim), "rep_7")
        desk.carry()
    assert workspace.tips["77"]["claim_description"]["fact_check"]["title"] == SHUT
    assert len(workspace.fact_checks) == 2
    desk.store.close()


# ---------------------------------------------------------------- once


@outside
def test_two_who_accept_at_once_make_one_fact_check(each_desk, workspace):
    with ThreadPoolExecutor(2) as two:
        list(two.map(each_desk.do, [ACCEPT, ACCEPT]))
    assert len(each_desk.queue.tasks) == 1
    each_desk.carry()
    assert (workspace.made(), len(workspace.fact_checks)) == (1, 1)


@outside
def test_what_is_accepted_while_a_try_is_made_is_told_after_it(each_desk, workspace):
    each_desk.do(ACCEPT)
    turn = threading.Event()

    def meanwhile(query):
        if "createFactCheck" in query and not turn.is_set():
            turn.set()
            each_desk.do(OTHER)
            each_desk.do(ACCEPT)

    workspace.answers = [meanwhile, meanwhile]
    each_desk.carry()
    assert turn.is_set()
    assert (workspace.made(), workspace.only["rating"]) == (1, "false")


@outside
@pytest.mark.parametrize("lost", [1, 2, 3], ids=["before it is made", "once it is made", "once its ids are kept"])
def test_a_worker_that_dies_at_any_moment_leaves_no_second_fact_check(desk, workspace, monkeypatch, lost):
    def dies(*_arguments, **_more):
        calls.append(1)
        if len(calls) == lost:
            raise Died
        return asked(*_arguments, **_more)

    calls, asked = [], json_api.JsonApi._object
    monkeypatch.setattr(json_api.JsonApi, "_object", dies)
    desk.do(ACCEPT)
    desk.killed()
    assert desk.publication().state is PublicationState.PENDING
    desk.carry()
    assert (workspace.made(), desk.publication().state) == (1, PublicationState.PUBLISHED)
    assert workspace.only["claim_description"]["context"].endswith("clm_1")


@outside
def test_a_fact_check_that_somebody_removed_there_is_made_anew(desk, workspace):
    desk.do(ACCEPT)
    desk.carry()
    workspace.fact_checks.clear()
    desk.ask()
    desk.carry()
    assert (workspace.made(), desk.publication().state) == (2, PublicationState.PUBLISHED)


# ---------------------------------------------------------------- what goes wrong

NO = {"errors": [{"message": "The status is not one of this team's."}]}
LEAK = {"errors": [{"message": f"No such token: {TOKEN}"}]}
LASTING = {
    "errors with 200": (said(200, NO), "not one of this team's"),
    "errors with 400": (said(400, NO), "answered 400"),
    "a wrong token": (said(401, {"errors": [{"message": "Unauthorized"}]}), "Is the token right"),
    "a token that is told": (said(200, LEAK), "an error in it."),
    "nothing": (said(200, {"data": None}), "has no data"),
    "another shape": (said(200, {"data": {"team": []}}), "live.nodes"),
    "a list": (said(200, b"[]"), "no JSON object"),
    "a page": (said(200, b"<p>Sign in</p>", content_type="text/html"), "text/html"),
    "elsewhere": (said(302, b"", location="http://127.0.0.1:1/"), "leads elsewhere"),
    "very much": (said(200, b'{"data": "' + b"x" * json_api.BYTES + b'"}'), "longer than"),
}


@pytest.mark.parametrize("answer", LASTING.values(), ids=LASTING.keys())
def test_what_check_refuses_is_told_and_not_tried_again(desk, workspace, answer):
    workspace.answers, complaint = [answer[0]], answer[1]
    desk.do(ACCEPT)
    assert desk.carry() == [0.0]
    one = desk.publication()
    assert (one.state, one.tries) == (PublicationState.FAILED, 1)
    assert complaint in one.error
    assert TOKEN not in one.error


@outside
@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (said(429, {}, retry_after="900"), 900),
        (said(429, {}), RETRY_S[1]),
        (said(503, {}), RETRY_S[1]),
        (lambda _query: True, RETRY_S[1]),
        (slow(0.6), RETRY_S[1]),
    ],
    ids=["429 with a time", "429", "503", "hangs up", "slow"],
)
def test_what_may_pass_is_tried_again_and_no_sooner_than_check_asks(desk, workspace, monkeypatch, answer, wait_s):
    monkeypatch.setattr(json_api, "CALL_S", 0.3)
    workspace.answers = [answer]
    desk.do(ACCEPT)
    desk.carry(1)
    one = desk.publication()
    assert (one.state, one.tries) == (PublicationState.PENDING, 1)
    assert one.error
    ((_, delay_s),) = desk.queue.tasks
    assert delay_s == wait_s
    desk.carry()
    assert (len(workspace.fact_checks), desk.publication().error) == (1, None)


def test_after_as_many_tries_as_there_are_it_failed_until_somebody_asks(desk, workspace):
    workspace.answers = [said(503, {})] * (len(RETRY_S) + 1)
    desk.do(ACCEPT)
    assert desk.carry() == list(RETRY_S)
    assert desk.publication().state is PublicationState.FAILED
    desk.ask()
    assert desk.publication().state is PublicationState.PENDING


@outside
def test_whoever_asks_does_not_wait_for_the_next_try(desk, workspace):
    workspace.answers = [said(503, {})]
    desk.do(ACCEPT)
    desk.carry(1)
    desk.ask()
    assert [delay_s for _, delay_s in desk.queue.tasks] == [RETRY_S[1], 0.0]
    desk.carry()
    assert workspace.made() == 1


@outside
def test_a_status_that_the_team_has_not_is_told_before_anything_is_made(desk, workspace):
    workspace.statuses = ("true", "wrong")
    desk.do(ACCEPT)
    desk.carry()
    assert "CLAIMTRACE_CHECK_RATINGS" in desk.publication().error
    assert workspace.fact_checks == {}
    desk.worker._destinations[CHECK] = check_at(workspace.url, partly_corroborated="true", claimant_only="true")
    desk.worker._destinations[CHECK]._ratings = dict.fromkeys(Verdict, "true")
    desk.ask()
    desk.carry()
    assert workspace.only["rating"] == "true"


@outside
@pytest.mark.parametrize(("languages", "language"), [(("en", "ar"), "en"), (("ar",), "und")])
def test_a_language_is_told_where_the_team_has_it(desk, workspace, languages, language):
    workspace.languages = languages
    article = MACHINE.article.model_copy(update={"language": "en-GB", "id": "art_2"})
    desk.store.reports.save(MACHINE.model_copy(update={"id": "rep_2", "article": article}))
    desk.do(ACCEPT, "rep_2")
    desk.carry()
    assert workspace.only["language"] == language


# ---------------------------------------------------------------- whose it is


def test_another_desk_s_claims_go_nowhere(desk, workspace):
    desk.store.desks.add("harbour")
    other = desk.store.of("harbour")
    other.reports.save(MACHINE.model_copy(update={"id": "rep_h"}))
    desk.store = other
    desk.do(ACCEPT, "rep_h")
    assert desk.queue.tasks == []
    desk.ask(report="rep_h")
    desk.carry()
    assert "another desk" in desk.publication().error
    assert workspace.tokens == []


@outside
def test_an_article_that_is_erased_leaves_nothing_of_its_claims(desk):
    desk.do(ACCEPT)
    desk.carry()
    desk.store.erase.article("art_1")
    assert desk.store.publications.page() == ()
    assert desk.store.publications.accepted(None, 10) == ((), None)
