"""An article that comes again is known for one: its claims keep their ids, and its report says what changed. A report
is brought up to date: what is new is judged, and nothing else."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.cli import main
from service.domain import Document
from service.store.documents import IncomingDocument
from service.store.tables import DELIVERIES

LEAD = "The Harbour Board said on Monday that the Orlu dam holds nine million tonnes of water."
MORE = "Engineer Ida Brand said that the spillway was built by prisoners of war."
SECOND = "Engineer Ida Brand said that four turbines were stolen from the power house."
URL = "https://bay.example/orlu-dam"


def article(body=f"{LEAD}\n\n{MORE}", **fields):
    told = {"title": "Orlu dam", "body": body, "url": URL, "published_at": "2024-06-11T06:00:00Z", **fields}
    return {"article": told}


def reported(client, asked):
    answer = client.post("/v1/articles?refresh=true", json=asked, headers={"Prefer": "wait=20"})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def ids(report):
    return {one["claim"]["text"]: one["claim"]["id"] for one in report["findings"]}


def texts(report, claims):
    by_id = {id: text for text, id in ids(report).items()}
    return [by_id[id] for id in claims]


# ---------------------------------------------------------------- versions


def test_a_first_report_has_nothing_that_changed(client):
    assert "changes" not in reported(client, article())


def test_a_new_version_says_what_is_new_what_lapsed_and_what_stayed(client):
    first = reported(client, article())
    second = reported(client, article(f"{LEAD}\n\n{SECOND}"))
    told = second["changes"]
    assert (told["previous_report_id"], told["body"], told["unchanged"]) == (first["id"], True, 1)
    assert all("turbines" in text for text in texts(second, told["new"]))
    assert len(told["new"]) == len(told["lapsed"]) == 1
    lapsed = told["lapsed"][0]
    assert (lapsed["claimant"], lapsed["claim_id"]) == ("Ida Brand", first["findings"][1]["claim"]["id"])
    assert client.get(f"/v1/reports/{first['id']}").get_json() == first


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"url": "https://www.bay.example/orlu-dam/?utm_source=post#top"}),
        ({}, {"url": "http://m.bay.example/orlu-dam"}),
        (
            {"external_id": "cms-7", "outlet": "Bay Post"},
            {"external_id": "cms-7", "outlet": "Bay Post", "url": "https://bay.example/moved", "title": "Dam of Orlu"},
        ),
        ({"external_id": "cms-7", "url": None}, {"external_id": "cms-7", "url": None, "title": "The dam"}),
    ],
)
def test_the_same_page_or_the_same_id_of_its_sender_is_the_same_article(client, first, second):
    one, two = reported(client, article(**first)), reported(client, article(**second))
    assert one["article"]["id"] == two["article"]["id"]
    assert ids(one) == ids(two)
    assert two["changes"]["unchanged"] == len(ids(one))
    jobs = client.get(f"/v1/jobs?article_id={one['article']['id']}").get_json()["jobs"]
    assert {job["report_id"] for job in jobs} == {one["id"], two["id"]}


@pytest.mark.parametrize(
    "other",
    [
        {"url": "https://bay.example/orlu-dam-2"},
        {"url": "https://bay.example/orlu-dam?page=2"},
        {"url": "https://gulf.example/orlu-dam"},
        {"external_id": "cms-7", "outlet": "Gulf Post", "url": "https://gulf.example/7"},
    ],
)
def test_another_page_or_another_outlet_s_id_is_another_article(client, other):
    one = reported(client, article(external_id="cms-7", outlet="Bay Post"))
    two = reported(client, article(**other))
    assert one["article"]["id"] != two["article"]["id"]
    assert "changes" not in two


def test_a_claim_in_other_words_keeps_its_id_and_says_what_it_was(client):
    first = reported(client, article())
    second = reported(
        client,
        article(f"The Harbour Board said on Monday that the dam of Orlu holds nine million tonnes of water.\n\n{MORE}"),
    )
    assert set(ids(first).values()) == set(ids(second).values())
    (change,) = second["changes"]["changed"]
    assert change["parts"] == ["text"]
    assert ("Orlu dam" in change["text_before"], "dam of Orlu" in change["text"]) == (True, True)


@pytest.mark.parametrize(
    "claim",
    [
        "The Harbour Board said on Monday that the Orlu dam holds six million tonnes of water.",
        "The Harbour Board said on Monday that the Orlu dam does not hold nine million tonnes of water.",
        "The Water Office said on Monday that the Orlu dam holds nine million tonnes of water.",
    ],
)
def test_another_number_denial_or_claimant_is_another_claim(client, claim):
    first, second = reported(client, article()), reported(client, article(f"{claim}\n\n{MORE}"))
    assert (len(second["changes"]["new"]), len(second["changes"]["lapsed"])) == (1, 1)
    assert not set(second["changes"]["new"]) & set(ids(first).values())


# ---------------------------------------------------------------- up to date

FOUND = (
    "ORLU, 12 June - A Meridian Post correspondent saw the gauge at the Orlu dam on Tuesday: the dam holds nine million"
    " tonnes of water."
)


def archived(application, text, url, day="2024-06-12T06:00:00Z"):
    document = Document(id=url, text=text, url=url, publisher=url.split("/")[2], published_at=day, language="en")
    list(application.store.documents.add([IncomingDocument(document=document)]))


def rechecked(client, report):
    answer = client.post(f"/v1/reports/{report['id']}/recheck")
    assert answer.status_code == 202, answer.text
    job = answer.get_json()
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    client.get(f"/v1/jobs/{job['id']}/events").get_data()
    job = client.get(f"/v1/jobs/{job['id']}").get_json()
    assert (job["state"], job["failure"]) == ("done", None)
    return job, client.get(job["report"]).get_json()


def test_what_the_archive_got_since_is_judged_and_the_former_report_stays(client, application):
    source = {"id": "wire", "publisher": "Coast Wire", "text": "Snow is forecast for the highlands until Friday."}
    first = reported(client, article() | {"sources": [source]})
    archived(application, FOUND, "https://meridian.example/orlu")
    archived(application, "Bakers in Vessmark sell less bread than a year ago.", "https://bread.example/1")
    job, second = rechecked(client, first)
    assert (job["rechecks"], second["id"]) == (first["id"], f"rep_{job['id'].removeprefix('job_')}")
    assert [one["url"] for one in second["documents"]] == [None, "https://meridian.example/orlu"]
    told = second["changes"]
    assert (told["previous_report_id"], told["body"], told["new"], told["lapsed"]) == (first["id"], False, [], [])
    (change,) = told["changed"]
    assert change["parts"] == ["evidence", "verdict"]
    assert (change["verdict_before"], change["verdict"]) == ("unverified", "partly_corroborated")
    assert told["documents"] == [second["documents"][1]["id"]]
    assert (second["coverage"]["documents"], second["coverage"]["documents_read"]) == (2, 2)
    looks = {one["source"]: (one["found"], one["read"]) for one in second["coverage"]["looked"]}
    assert looks == {"request": (1, 1), "archive": (1, 1)}
    assert client.get(f"/v1/reports/{first['id']}").get_json() == first


def told(application):
    """The messages that webhooks were sent, by what happened, in order."""
    with application.store.database.reading() as connection:
        rows = connection.execute(select(DELIVERIES.c.type, DELIVERIES.c.body).order_by(DELIVERIES.c.number))
        return [(row.type, json.loads(row.body)["data"]) for row in rows]


def test_webhooks_hear_of_a_verdict_that_new_documents_changed_and_of_nothing_where_nothing_is_new(client, application):
    client.post("/v1/webhooks", json={"url": "https://desk.example/hook"})
    first = reported(client, article())
    job, same = rechecked(client, first)
    assert (same, job["report_id"], job["rechecks"]) == (first, first["id"], first["id"])
    assert [type for type, _ in told(application)] == ["report.ready"]
    archived(application, FOUND, "https://meridian.example/orlu")
    _, second = rechecked(client, first)
    changed = [data for type, data in told(application) if type == "claim.verdict_changed"]
    assert [(one["report_id"], one["previous_report_id"], one["verdict"]) for one in changed] == [
        (second["id"], first["id"], "partly_corroborated")
    ]
    again, third = rechecked(client, first)
    assert (third, again["rechecks"]) == (second, second["id"])
    assert len(told(application)) == 3


def test_a_recheck_that_waits_is_not_asked_for_twice(client, hand):
    first = reported(client, article())
    hand.free.clear()
    jobs = [client.post(f"/v1/reports/{first['id']}/recheck").get_json()["id"] for _ in range(2)]
    assert jobs[0] == jobs[1]
    hand.free.set()


def test_a_report_that_is_not_there_cannot_be_brought_up_to_date(client, application):
    assert client.post("/v1/reports/rep_none/recheck").status_code == 404
    first = reported(client, article())
    with application.store.database.writing() as connection:
        application.store.jobs.prune(connection, application.store.database.now())
    assert client.post(f"/v1/reports/{first['id']}/recheck").status_code == 404


def test_the_same_request_again_still_finds_its_own_report(client, application):
    first = reported(client, article())
    _, same = rechecked(client, first)
    answer = client.post("/v1/articles", json=article())
    assert (answer.status_code, answer.get_json()["id"]) == (200, same["id"])


def test_the_command_line_puts_reports_on_their_way(client, application, hand, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", application.store.database.url.render_as_string(hide_password=False))
    first = reported(client, article())
    hand.free.clear()

    def run(*arguments):
        return CliRunner().invoke(main, ["recheck", *arguments])

    told = run(first["id"])
    assert (told.exit_code, told.output.split()[1]) == (0, first["id"])
    assert "on its way already" in run().output
    assert run("--since", "2999-01-01").output == "No report is to be brought up to date.\n"
    for wrong in (("rep_none",), ("--since", "soon"), (first["id"], "--since", "2024-01-01")):
        assert run(*wrong).exit_code == 2, run(*wrong).output
    hand.free.set()
