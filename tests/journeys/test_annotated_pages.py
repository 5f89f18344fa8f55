"""What Hypothesis imports is found again in a real page: by its words and their neighbours, in UTF-16."""

import json
from html import escape

import pytest

from service.exports.formats import write
from tests.unit.exports.exchange.reports import REPORTS

# The client's way: every place of the words, the best by 50 for the words, 20 for those on either side, 2 for place.
FIND = """([notes]) => {
  const text = document.querySelector("main").textContent;
  const shared = (one, other) => {
    let n = 0;
    while (n < one.length && one[n] === other[n]) n++;
    return one.length ? n / one.length : 1;
  };
  const turned = (told) => [...told.split("")].reverse();
  return notes.map(({quote, position}) => {
    const found = [];
    for (let at = text.indexOf(quote.exact); at >= 0; at = text.indexOf(quote.exact, at + 1)) {
      const before = shared(turned(quote.prefix), turned(text.slice(0, at)));
      const after = shared(quote.suffix.split(""), text.slice(at + quote.exact.length).split(""));
      const near = 1 - Math.abs(at - position.start) / text.length;
      found.push({at, score: (50 + 20 * before + 20 * after + 2 * near) / 92});
    }
    found.sort((one, other) => other.score - one.score);
    return found.length ? found[0] : null;
  });
}"""


@pytest.mark.parametrize("name", ["halvern", "arabic", "hebrew", "emoji", "accents", "crossing", "many"])
def test_each_note_is_found_at_its_own_place(browser, name):
    report = REPORTS[name]
    targets = [note["target"][0] for note in json.loads(write(report, "hypothesis"))["annotations"]]
    notes = [dict(zip(("quote", "position"), one["selector"], strict=True)) for one in targets if "selector" in one]
    assert notes
    page = browser.new_page()
    body = report.article.body
    page.set_content(f"<meta charset=utf-8><main style='white-space: pre-wrap'>{escape(body)}</main>")
    found = page.evaluate(FIND, [notes])
    page.close()
    assert [one["at"] for one in found] == [note["position"]["start"] for note in notes]
    assert all(one["score"] > 0.99 for one in found)
