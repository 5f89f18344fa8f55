"""A load of the archive, or a watch of feeds, that was killed is begun again as it was: nothing is lost, and nothing is
kept twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from service.bootstrap.watching import open_watch
from service.domain import Within
from service.sandbox import Sandbox
from service.settings import Settings
from service.store.database import Database
from service.store.documents import DocumentStore
from service.work.watching import FeedWatch, WatchTally
from tests.feeds import Site, article, rss
from tests.fleet import wait_until

ROOT = Path(__file__).parents[2]
WATCHED = """
from datetime import timedelta
from sys import argv
from service.bootstrap.watching import open_watch
from service.sandbox import Sandbox
from service.settings import settings_from_environment
Sandbox.run = lambda self, act, *given: act(*given)
watch = open_watch(settings_from_environment(), argv[1:], timedelta(minutes=15), 50, pause_s=0.0)
watch.look(argv[1:], print, all_due=True)
"""
LOADED = "from service.cli import main; main()"
DOCUMENTS = 800


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'claimtrace.db'}"


def begun(url, program, *arguments):
    told = {"CLAIMTRACE_DATABASE_URL": url, "CLAIMTRACE_REACHABLE": "127.0.0.0/8", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def killed(process):
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    process.stdout.close()


def kept(url):
    """The documents of the archive, by the numbers they have there."""
    database = Database(url)
    try:
        return [one.document for one in DocumentStore(database).page(Within(), None, 2 * DOCUMENTS)[0]]
    finally:
        database.close()


def test_a_killed_load_is_begun_again_as_it_was(url, tmp_path):
    file = tmp_path / "many.jsonl"
    texts = [
        f"Boat {n} of Orvel sailed to Mereth with {n + 7} crates of salt, its owner said." for n in range(DOCUMENTS)
    ]
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    database = Database(url)
    database.upgrade()
    load = begun(url, LOADED, "archive", "add", str(file))
    wait_until(lambda: DocumentStore(database).newest() > 0 or load.poll() is not None)
    killed(load)
    before = len(kept(url))
    assert 0 < before < DOCUMENTS
    again = begun(url, LOADED, "archive", "add", str(file))
    said, _ = again.communicate(timeout=60)
    assert f"Added {DOCUMENTS - before:,}," in said
    assert f"{before:,} were there already" in said
    assert sorted(one.text for one in kept(url)) == sorted(texts)
    found = DocumentStore(database).search(("boat",), Within(), 2 * DOCUMENTS)
    assert len(found) == len({hit.document_id for hit in found}) == DOCUMENTS
    database.close()


def test_a_killed_watch_goes_on_where_it_was(url):
    freed = threading.Event()

    class Slow(Site):
        def _said_to(self, request):
            if len(self.asked("/0", "/1", "/2", "/3")) == 3:
                freed.wait(20)
            return super()._said_to(request)

    with Slow() as site:
        site.parts |= {f"/{n}": article(f"tower {n}") for n in range(4)}
        site.parts["/feed"] = rss(*(f"/{n}" for n in range(4)))
        watch = begun(url, WATCHED, site.at("/feed"))
        wait_until(lambda: len(site.asked("/0", "/1", "/2", "/3")) == 3 or watch.poll() is not None)
        killed(watch)
        assert len(kept(url)) == 2
        freed.set()
        begun(url, WATCHED, site.at("/feed")).communicate(timeout=60)
        assert len(site.asked("/0", "/1", "/2", "/3")) == 5, "only the page that was under way is asked for again"
        assert len(site.asked("/feed")) == 2
    assert sorted(one.title for one in kept(url)) == [f"The tower {n} is shut" for n in range(4)]


def test_a_watch_that_dies_between_a_page_and_its_mark_does_not_keep_it_twice(url, monkeypatch):
    monkeypatch.setattr(Sandbox, "run", lambda _, act, *given: act(*given))
    with Site() as site:
        site.parts |= {"/pier": article("pier"), "/feed": rss("/pier")}
        settings = Settings(database_url=url, reachable=("127.0.0.0/8",))
        watch = open_watch(settings, [site.at("/feed")], timedelta(minutes=15), 50, pause_s=0.0)
        with monkeypatch.context() as patched:
            patched.setattr(watch._feeds, "done", dying)
            with pytest.raises(KeyboardInterrupt):
                watch.look([site.at("/feed")], print, all_due=True)
        assert looked(watch, site) == WatchTally(asked=1, unchanged=1, there=1)
        assert looked(watch, site) == WatchTally(asked=1, unchanged=1)
    assert len(kept(url)) == 1


def dying(*_):
    raise KeyboardInterrupt


def looked(watch: FeedWatch, site: Site) -> WatchTally:
    return watch.look([site.at("/feed")], print, all_due=True)
