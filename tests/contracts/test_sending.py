"""A page is sent to the desk from a browser: nothing is sent by another site's page, and a fault is no verdict."""

import pytest

from service.domain import Failure

OURS = {"Sec-Fetch-Site": "same-origin"}


def send(client, url="https://news.example/pier", **headers):
    return client.post("/send", data={"url": url}, headers=OURS | headers)


def test_the_form_is_filled_in_and_what_fills_it_in_is_only_words(client):
    page = client.get("/send", query_string={"url": 'https://a.example/"><script>alert(1)</script>'})
    told = page.get_data(as_text=True)
    assert "https://a.example/&#34;&gt;&lt;script&gt;" in told
    assert "<script" not in told
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_a_sent_page_is_a_job_that_is_followed(client, application, hand):
    hand.free.clear()
    sent = send(client)
    assert sent.status_code == 303
    (job,) = application.store.jobs.page()[0]
    assert sent.location == f"/send/{job.id}"
    waiting = client.get(sent.location).get_data(as_text=True)
    assert 'http-equiv="refresh"' in waiting
    assert "waits for its turn" in waiting
    assert send(client).location == sent.location  # the same page again is the same job


def test_a_job_without_a_report_is_told_as_a_fault_and_not_as_a_verdict(client, application, hand):
    hand.free.clear()
    where = send(client).location
    failure = Failure(stage="read", subject="article", kind="unreachable", detail="Nobody <answers> there.")
    jobs, id = application.store.jobs, where.rpartition("/")[2]
    jobs.end(id, jobs.begin(id, "w").attempt, failure, None)
    told = client.get(where).get_data(as_text=True)
    assert "Nobody &lt;answers&gt; there. This says nothing about" in told
    assert "refresh" not in told


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "news.example/pier", "https://ada:pass@news.example/"])
def test_what_is_no_address_is_told_in_the_form_and_nothing_is_sent(client, application, url):
    refused = send(client, url)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.get_data(as_text=True)
    assert not application.store.jobs.page()[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://news.example"},
    ],
)
def test_another_site_s_page_sends_nothing(client, application, headers):
    assert send(client, **headers).status_code == 403
    assert not application.store.jobs.page()[0]
