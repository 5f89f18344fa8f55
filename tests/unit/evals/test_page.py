"""The page needs nothing else, runs nothing, and shows every miss as it was written."""

import re

import pytest

from evals.page import page
from evals.runner import Reader, outcome
from evals.suite import Miss, Result
from evals.suites import metrics_of

HOSTILE = '<script src="https://evil.example/x.js"></script><img src=x onerror=alert(1)> \x1b[31m'
MISS = Miss(what="claimant", gold=HOSTILE, found="nobody", text=f"Words {HOSTILE}")
COUNTS = {"claims": 3, "claims_found": 4, "claims_gold": 5, "mode|direct|indirect": 2, "mode|direct|direct": 7}
INDEX = {"index|borne out|60": 3, "index|not borne out|60": 1, "index|not borne out|0": 4}


@pytest.fixture(scope="module")
def html():
    results = [
        Result(item="one", counts=COUNTS | INDEX, misses=(MISS,)),
        Result(item="two", failure=f"RuntimeError: {HOSTILE}"),
    ]
    reader = Reader(analyst="llm", model="small", prompts={"judge_claims": "abc"})
    return page(outcome(metrics_of("cases"), reader, results))


def test_nothing_is_run_and_nothing_fetched(html):
    assert "default-src 'none'" in html
    assert not re.search(r"<(?:script|img|link|iframe|object|base)\b", html)
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:|//)|url\(|@import", html.replace("&lt;script src=", ""))


def test_every_miss_is_shown_in_its_text(html):
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3
    assert "\x1b" not in html
    assert "Words &lt;script" in html


def test_figures_tables_and_the_curve_are_drawn(html):
    assert re.search(r'<th scope="row">claim_f1</th><td class="figure">0\.667', html)
    assert '<td class="miss">2</td>' in html
    assert '<td class="hit">7</td>' in html
    assert 'points="5,100.0 65,25.0 "' in html
    assert "n = 8" in html


def test_who_read_is_told(html):
    assert "Llm analyst, small" in html
    assert "judge_claims abc" in html


def test_every_colour_that_is_named_has_been_mixed(html):
    named, mixed = (set(re.findall(pattern, html)) for pattern in (r"var\(--([\w-]+)\)", r"--([\w-]+):"))
    assert named <= mixed
