"""From a page in a real browser to its report, and from an accepted claim into another site's page."""

import pytest

from service.api import create_app
from service.bootstrap import open_desk
from service.domain import Accept
from service.settings import Settings
from tests.hand import Hand
from tests.loopback import RawServer, said
from tests.reviewing import MACHINE, SAFE, SHUT, event
from tests.serving import serving

STORY = b"""<!DOCTYPE html><html lang="en"><head><title>East pier shut</title></head><body><article>
<h1>East pier shut</h1>
<p>The harbour board said on Monday that the east pier was shut.</p>
<p>The mayor said on Tuesday that nine ships had sunk in the storm.</p></article></body></html>"""


@pytest.fixture
def news():
    """Two sites that show pages, of which one may show reports."""
    with RawServer({"/pier": said(STORY)}) as one, RawServer({"/": said(b"<p>Nothing yet.</p>")}) as other:
        yield one, other


@pytest.fixture
def house(tmp_path, news):
    site = f"http://127.0.0.1:{news[0].port}"
    chosen = {"reachable": ("127.0.0.0/8",), "embed_in": (site,), "threads": 16}
    application = open_desk(Settings(database_url=f"sqlite:///{tmp_path / 'desk.db'}", **chosen))
    with Hand(application), serving(create_app(application), application) as port:
        yield application, f"http://127.0.0.1:{port}"
    application.event_feed.close()
    application.store.close()


def test_the_bookmark_sends_the_page_and_the_report_comes_up(browser, house, news):
    _, home = house
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{home}/send")
    bookmark = page.get_attribute("a.button", "href")
    page.goto(f"http://127.0.0.1:{news[0].port}/pier")
    with context.expect_page() as opened:
        page.evaluate(bookmark.removeprefix("javascript:"))
    form = opened.value
    assert form.input_value("#url") == page.url
    form.click("button")
    form.wait_for_url("**/v1/reports/*", timeout=60_000)
    assert "nine ships" in form.text_content("main")
    context.close()


def test_an_accepted_claim_is_seen_in_the_page_of_the_site_that_may_show_it_and_in_no_other(browser, house, news):
    application, home = house
    application.store.reports.save(MACHINE)
    application.store.reviews.append("rep_1", event(1, Accept(claim="clm_2")))
    one = application.store.embeds.add("rep_1", None)
    frame = f'<iframe src="{home}/embed/{one.id}" sandbox="allow-popups"></iframe>'.encode()
    shown = []
    for site in news:
        site.parts["/"] = said(frame)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{site.port}/", wait_until="load")
        shown.append(page.frames[1].content())
        page.close()
    assert SAFE in shown[0]
    assert SHUT not in shown[0]
    assert SAFE not in shown[1]
