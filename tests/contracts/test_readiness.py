"""Readiness is true: what keeps work from being done is told by name, and nothing is promised that is not kept."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.errors import StoreUnavailable
from service.settings import Settings
from service.store.jobs import NewJob
from service.work.roll import Roll

BODY = {"article": {"body": "The harbour board said on Monday that the east pier was shut."}}


@pytest.fixture
def file(lite_url):
    return Path(lite_url.removeprefix("sqlite:///"))


@pytest.fixture
def desk(file):
    application = open_application(Settings(database_url=f"sqlite:///{file}"))
    application.store.workers.join("hale")
    yield application
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def wrong(browser):
    answer = browser.get("/readyz")
    return answer.get_json()["detail"] if answer.status_code == 503 else ""


def test_all_is_well(browser):
    assert wrong(browser) == ""
    assert browser.post("/v1/articles", json=BODY).status_code == 202


def removed(file):
    file.unlink()


def replaced(file):
    Path(f"{file}.new").write_bytes(file.read_bytes())
    os.replace(f"{file}.new", file)


def moved(file):
    file.rename(f"{file}.old")


def broken(file):
    with file.open("r+b") as opened:
        opened.write(b"no database" * 9_000)
    for rest in ("-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)


@pytest.mark.parametrize("befalls", [removed, replaced, moved, broken])
def test_a_file_that_is_not_what_was_opened_is_told_and_no_article_is_promised_a_place_in_it(
    browser, desk, file, befalls
):
    desk.store.close()
    befalls(file)
    assert wrong(browser).startswith("store: The database ")
    assert browser.post("/v1/articles", json=BODY).status_code == 503
    assert browser.get("/healthz").status_code == 200


def test_a_disk_that_is_all_but_full_or_cannot_be_written_is_told(browser, desk, monkeypatch):
    monkeypatch.setattr("service.store.database.ROOM", 10**18)
    assert "disk: The disk of" in wrong(browser)
    monkeypatch.setattr("os.access", lambda path, _: not str(path).endswith(".db"))
    assert "cannot be written" in wrong(browser)


def test_a_write_that_the_disk_refuses_is_a_503(browser, desk, monkeypatch):
    def full(*_, **__):
        raise StoreUnavailable("The database did not answer: database or disk is full")

    monkeypatch.setattr(desk.store.jobs, "submit", full)
    assert browser.post("/v1/articles", json=BODY).status_code == 503


@pytest.mark.parametrize(
    ("waited", "begun", "told"), [(90, None, True), (90, 70, True), (90, 5, False), (5, 70, False)]
)
def test_jobs_that_wait_while_nothing_is_taken_up_are_told(browser, desk, waited, begun, told):
    jobs, real = desk.store.jobs, desk.store.database.now
    if begun is not None:
        desk.store.database.now = lambda: real() - timedelta(seconds=begun)
        jobs.submit(NewJob(id="job_a", article_id="art_a", title=None, request="{}", fingerprint="a"), None, room=9)
        jobs.begin("job_a", "hale")
    desk.store.database.now = lambda: real() - timedelta(seconds=waited)
    jobs.submit(NewJob(id="job_b", article_id="art_b", title=None, request="{}", fingerprint="b"), None, room=9)
    desk.store.database.now = real
    assert ("progress: Nothing was taken up" in wrong(browser)) is told


def test_the_queues_of_all_desks_are_told_and_one_that_is_full_is_wrong(browser, desk):
    desk.store.desks.add("harbour")
    for number, name in enumerate(("main", "harbour", "harbour")):
        new = NewJob(id=f"job_{number}", article_id="a", title=None, request="{}", fingerprint=f"{number}")
        desk.store.of(name).jobs.submit(new, room=9)
    (told,) = [one["detail"] for one in browser.get("/readyz").get_json()["checks"] if one["name"] == "queue"]
    assert told.startswith("3 wait, 2 at one desk, of at most 1000 there")
    full = replace(desk, verification=replace(desk.verification, queue_room=2))
    assert "queue: 3 wait" in wrong(create_app(full).test_client())


def test_a_worker_that_stands_still_is_not_at_work_though_nobody_buried_it():
    now = 0.0
    roll = Roll(2.0, lambda: now)
    assert roll.living({"hale": (7, False), "dell": (1, False), "ora": (3, True)}) == 2
    now = 11.0
    assert roll.living({"hale": (7, False), "dell": (6, False)}) == 2
    now = 13.0
    assert roll.living({"hale": (7, False), "dell": (7, False)}) == 1
    now = 14.0
    assert roll.living({"hale": (8, False), "dell": (7, False)}) == 2
    now = 90.0
    assert roll.living({"hale": (8, False), "dell": (7, False)}) == 0


def test_no_worker_whose_count_goes_on_is_told(browser, desk):
    assert wrong(browser) == ""
    desk.roll._clock = lambda: 10**9
    assert "workers: None is at work." in wrong(browser)
