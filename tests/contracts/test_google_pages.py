"""What an editor accepts is markup at Google, one page for an article, whatever befalls; each request is one of the
discovery document."""

import json
import shutil

import pytest

from service.bootstrap.publishing import destinations
from service.domain import Accept, Destination, Override, PublicationState, Reject, Undo, Verdict
from service.errors import BadInput
from service.settings import Settings
from service.sources import json_api
from service.work.webhooks import RETRY_S
from tests.google_fact_checks import GoogleTools
from tests.publishing import Died, PublishingDesk
from tests.reviewing import MACHINE, SHUT

PAGES = "https://desk.example/checks/{article}#{claim}"
URL = "https://desk.example/checks/art_1"
OTHER = Override(claim="clm_1", verdict=Verdict.CONTRADICTED, reason="Seen on the spot.")
REJECT = Reject(claim="clm_1", reason="Nobody said so.")


@pytest.fixture
def google():
    with GoogleTools() as google:
        yield google
    assert google.objections == []


@pytest.fixture
def settings(google, tmp_path):
    file = tmp_path / "account.json"
    file.write_text(json.dumps(google.account()), encoding="utf-8")
    return Settings(
        google_account=file,
        google_url=google.root,
        claim_pages=PAGES,
        publisher_name="Marl Letter",
        publish_to=(Destination.GOOGLE,),
        reachable="127.0.0.0/8",
    )


@pytest.fixture
def opened(tmp_path, migrated):
    made = []

    def opened(settings):
        url = f"sqlite:///{shutil.copy(migrated, tmp_path / 'desk.db')}"
        made.append(PublishingDesk(url, destinations(settings, None), (Destination.GOOGLE,)))
        return made[-1]

    yield opened
    for one in made:
        one.store.close()


@pytest.fixture
def desk(opened, settings):
    return opened(settings)


def accept(desk, *claims):
    for claim in claims:
        desk.do(Accept(claim=claim))
        desk.carry()


def marked(google):
    return [one["url"].partition("#")[2] for one in google.only["claimReviewMarkups"]]


# ---------------------------------------------------------------- what goes out


def test_the_claims_of_an_article_are_markup_on_one_page(desk, google):
    desk.do(OTHER)
    accept(desk, "clm_1", "clm_2")
    page = google.only
    assert (page["pageUrl"], page["claimReviewAuthor"]) == (URL, {"name": "Marl Letter"})
    assert marked(google) == ["clm_1", "clm_2"]
    first, second = page["claimReviewMarkups"]
    assert (first["claimReviewed"], first["claimAuthor"]) == (SHUT, {"name": "Harbour Board"})
    assert (first["rating"]["ratingValue"], first["rating"]["worstRating"], first["rating"]["bestRating"]) == (1, 1, 5)
    assert "ratingValue" not in second["rating"]
    assert (google.made(), google.tokens) == (1, 1)
    one = desk.publication()
    assert (one.subject, one.state, one.error) == ("art_1", PublicationState.PUBLISHED, None)
    assert one.remote == {f"page {URL}": page["name"], f"version {URL}": page["versionId"]}


@pytest.mark.parametrize("act", [REJECT, Undo(number=1)], ids=["rejected", "undone"])
def test_what_is_accepted_no_longer_is_taken_off_the_page_and_the_last_one_takes_the_page_along(desk, google, act):
    accept(desk, "clm_1", "clm_2")
    desk.do(act)
    desk.carry()
    assert marked(google) == ["clm_2"]
    desk.do(Reject(claim="clm_2", reason="Nobody said so."))
    desk.carry()
    assert google.pages == {}
    assert (desk.publication().state, desk.publication().remote) == (PublicationState.WITHDRAWN, {})
    accept(desk, "clm_1")
    assert marked(google) == ["clm_1"]


def test_what_was_edited_stays_as_it_was_accepted_until_it_is_accepted_again(desk, google):
    accept(desk, "clm_1")
    desk.do(OTHER)
    desk.carry()
    assert google.only["claimReviewMarkups"][0]["rating"].get("ratingValue") != 1
    accept(desk, "clm_1")
    assert google.only["claimReviewMarkups"][0]["rating"]["ratingValue"] == 1
    assert google.made() == 1


def test_claims_with_pages_of_their_own_are_a_page_each(opened, settings, google):
    desk = opened(settings.model_copy(update={"claim_pages": "https://desk.example/{claim}"}))
    accept(desk, "clm_1", "clm_2")
    assert {one["pageUrl"] for one in google.pages.values()} == {f"https://desk.example/clm_{n}" for n in (1, 2)}
    assert all("url" not in one["claimReviewMarkups"][0] for one in google.pages.values())
    desk.do(REJECT)
    desk.carry()
    assert google.only["pageUrl"] == "https://desk.example/clm_2"


# ---------------------------------------------------------------- once


@pytest.mark.parametrize("lost", [1, 2], ids=["before it is made", "once it is made"])
def test_a_worker_that_dies_at_any_moment_leaves_one_page(desk, google, monkeypatch, lost):
    def dies(*arguments):
        calls.append(1)
        if len(calls) == lost:
            raise Died
        return asked(*arguments)

    calls, asked = [], json_api.JsonApi._object
    monkeypatch.setattr(json_api.JsonApi, "_object", dies)
    desk.do(Accept(claim="clm_1"))
    desk.killed()
    desk.carry()
    assert (google.made(), desk.publication().state) == (1, PublicationState.PUBLISHED)
    assert desk.publication().remote[f"version {URL}"] == google.only["versionId"]


def test_a_page_that_died_with_its_worker_is_taken_back_when_its_claim_is_rejected(desk, google):
    google.answers = [None, None, lambda: True]
    desk.do(Accept(claim="clm_1"))
    desk.carry(1)
    assert len(google.pages) == 1
    desk.do(REJECT)
    desk.carry()
    assert google.pages == {}


@pytest.mark.parametrize("befell", ["changed", "removed"])
def test_a_page_that_somebody_changed_or_removed_there_is_brought_up_to_date(desk, google, befell):
    accept(desk, "clm_1")
    if befell == "changed":
        google.only["versionId"] = "v-of-somebody-else"
    else:
        google.pages.clear()
    accept(desk, "clm_2")
    assert marked(google) == ["clm_1", "clm_2"]
    assert desk.publication().state is PublicationState.PUBLISHED


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("answers", "state", "complaint"),
    [
        ([(400, {"error": "invalid_grant"})], PublicationState.FAILED, "gave no token (400)"),
        ([(200, {"token": "x"})], PublicationState.FAILED, "no access_token"),
        ([(200, b"[]")], PublicationState.FAILED, "no JSON object"),
        ([(200, {"access_token": "a\nb"})], PublicationState.FAILED, "is no token"),
        ([(503, {})], PublicationState.PENDING, "gave no token (503)"),
        ([None, (403, {"error": {"message": "Not an owner."}})], PublicationState.FAILED, "Not an owner."),
        ([None, (403, {"error": {"status": "RESOURCE_EXHAUSTED"}})], PublicationState.PENDING, "no more for now"),
        ([None, None, (200, {"error": {"message": "It lies."}})], PublicationState.FAILED, "It lies."),
        ([None, None, (200, {})], PublicationState.FAILED, "has no name"),
        ([None, None, (200, {"name": "pages/../../x"})], PublicationState.FAILED, "no name of a page"),
        ([None, (200, {"claimReviewMarkupPages": {}})], PublicationState.FAILED, "no list of pages"),
        ([None, None, (500, {})], PublicationState.PENDING, "It answered 500"),
    ],
)
def test_what_google_refuses_is_told_and_what_may_pass_is_tried_again(desk, google, answers, state, complaint):
    google.answers = answers
    desk.do(Accept(claim="clm_1"))
    desk.carry(1)
    one = desk.publication()
    assert one.state is state
    assert complaint in one.error
    assert "of-google" not in one.error
    assert [delay_s for _, delay_s in desk.queue.tasks] == (
        [RETRY_S[1]] if one.state is PublicationState.PENDING else []
    )
    desk.ask(Destination.GOOGLE)
    desk.carry()
    assert desk.publication().state is PublicationState.PUBLISHED
    assert marked(google) == ["clm_1"]


def test_a_token_that_google_knows_no_more_is_asked_for_anew(desk, google):
    accept(desk, "clm_1")
    google.tokens += 1  # the former one is no longer good
    desk.do(Accept(claim="clm_2"))
    desk.carry()
    assert desk.publication().state is PublicationState.FAILED
    desk.ask(Destination.GOOGLE)
    desk.carry()
    assert marked(google) == ["clm_1", "clm_2"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"claim_pages": None}, "CLAIMTRACE_CLAIM_PAGES"),
        ({"publisher_name": None}, "CLAIMTRACE_PUBLISHER_NAME"),
        ({"google_url": "ftp://x"}, "https"),
        ({"google_account": None}, "not set up"),
        ({"publish_to": (Destination.CHECK,)}, "not set up"),
        ({"claim_pages": "https://desk.example/{report.id}"}, "names in braces"),
        ({"claim_pages": "https://desk.example/{claim"}, "braces"),
        ({"claim_pages": "https://desk.example/checks"}, "Should hold"),
    ],
)
def test_settings_that_do_not_go_together_are_told_at_the_start(settings, change, complaint):
    with pytest.raises(BadInput, match=complaint):
        destinations(settings.model_copy(update=change), None)


@pytest.mark.parametrize("change", [{"private_key": "none"}, {"client_email": None}])
def test_an_account_that_is_none_is_told_at_the_start(settings, google, change):
    settings.google_account.write_text(json.dumps(google.account() | change), encoding="utf-8")
    with pytest.raises(BadInput):
        destinations(settings, None)


def test_the_report_stays_as_it_was(desk, google):
    accept(desk, "clm_1")
    assert desk.store.reports.get("rep_1") == MACHINE
