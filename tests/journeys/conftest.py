"""A real browser for journeys through pages."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None and "CLAIMTRACE_TEST_BROWSER" not in os.environ:
        pytest.skip("Chromium is not installed: the pages are not opened. CI installs it.")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()
