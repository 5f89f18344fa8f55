"""Our pages in a real browser: they open without an error, ask for nothing, and can be read without a mouse."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main

REQUEST = Path(__file__).parents[2] / "evals" / "cases" / "tel-arun" / "request.json"


@pytest.fixture
def visit(browser):
    """Open a file at a width; gives the page and everything that it complained of or asked for."""
    contexts = []

    def open_page(path, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: troubles.append(asked.url) if not asked.url.startswith("file:") else None)
        page.goto(path.as_uri())
        return page, troubles

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def report_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    told = CliRunner().invoke(main, ["verify", str(REQUEST), "--format", "html", "--output", str(path)])
    assert told.exit_code == 0, told.output
    return path


@pytest.fixture(scope="module")
def eval_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evals")
    told = CliRunner().invoke(main, ["eval", "cases", "--limit", "2", "--output", str(folder)])
    assert (folder / "cases.html").exists(), told.output
    return folder / "cases.html"


@pytest.mark.parametrize("made", ["report_page", "eval_page"])
@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_opens_without_an_error_or_a_request_and_fits_its_window(made, width, request, visit):
    page, troubles = visit(request.getfixturevalue(made), width)
    assert troubles == []
    assert page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_claims_are_reached_by_keyboard_and_lead_to_their_cards(report_page, visit):
    page, _ = visit(report_page)
    link = page.locator("article a[href^='#claim']").first
    link.focus()
    assert link.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert target.startswith("claim-")
    assert page.locator(f"[id='{target}']").count() == 1


def test_a_report_says_its_two_questions_on_every_card(report_page, visit):
    page, _ = visit(report_page)
    cards = page.locator("[role=comment]")
    assert cards.count() > 10
    for question in ("Was it said?", "Is it so?"):
        assert cards.get_by_text(question, exact=True).count() == cards.count()
