"""Somebody signs in with a real browser, which runs no script, and reads the report that they came for."""

import threading
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from service.api import create_app
from service.bootstrap import open_application
from service.domain import DeskRole
from service.settings import Settings
from tests import building

CHOSEN = "seven herons over the weir"


@pytest.fixture
def place(tmp_path, migrated):
    file = tmp_path / "desk.db"
    file.write_bytes(migrated.read_bytes())
    application = open_application(Settings(database_url=f"sqlite:///{file}"))
    store = application.store
    until = store.database.now() + timedelta(hours=1)
    _, code = store.people.invite("Ada Brook", DeskRole.READER, "main", until)
    store.reports.save(building.report("rep_1", article=building.article("The pier is shut.", title="Pier shut")))
    server = make_server("127.0.0.1", 0, create_app(application), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", code
    server.shutdown()
    thread.join()
    store.close()


def test_from_the_invitation_to_the_report_and_out(browser, place):
    url, code = place
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/v1/reports/rep_1")
    assert page.title().startswith("Sign in")
    page.get_by_role("link", name="You were invited?").click()
    page.get_by_label("The code of your invitation").fill(code)
    page.get_by_label("A password that you choose").fill(CHOSEN)
    page.get_by_role("button").click()
    assert "You are signed in as Ada Brook." in page.content()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{url}/v1/reports/rep_1?format=html")
    page.get_by_label("Name").fill("Ada Brook")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text() == "Nobody signs in by that name and password."
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{url}/v1/reports/rep_1?format=html"
    assert "Pier shut" in page.title()
    context.close()
