"""An article's end is counted right only where it is exact, and a miss tells what follows each end."""

import json
from collections import Counter

import pytest

from evals.readers import by_rules
from evals.suites.tails import NOTHING, Ending, Tails

STORY = (
    "The mill at Ora burned down on Friday night, the fire service said, and nobody was hurt.\n\nIts owner said that"
    " the forty people who work there would be paid until the end of the year."
)
NOTICE = "Sign up for our newsletter"


def measured(tmp_path, text, after):
    path = tmp_path / "tails.jsonl"
    path.write_text(json.dumps({"id": "one", "kind": "local", "half": "tune", "text": text, "after": after}))
    return Tails(path).measure("one", by_rules())


@pytest.mark.parametrize(
    ("text", "after", "counted"),
    [
        (f"{STORY}\n\n{NOTICE}", NOTICE, {"texts": 1, "tails": 1, "right": 1, "short": 0, "long": 0}),
        (STORY, None, {"texts": 1, "tails": 0, "right": 1, "short": 0, "long": 0}),
        (STORY, "Its owner", {"texts": 1, "tails": 1, "right": 0, "short": 0, "long": 1}),
        (f"{STORY}\n\n{NOTICE}", None, {"texts": 1, "tails": 0, "right": 0, "short": 1, "long": 0}),
    ],
)
def test_an_end_is_right_too_early_or_too_late(tmp_path, text, after, counted):
    result = measured(tmp_path, text, after)
    assert result.counts == counted
    assert len(result.misses) == 1 - counted["right"]


def test_a_miss_tells_what_follows_each_end(tmp_path):
    (miss,) = measured(tmp_path, f"{STORY}\n\n{NOTICE}", None).misses
    assert (miss.gold, miss.found) == (NOTHING, NOTICE)


def test_every_label_stands_once_in_its_text_and_the_halves_alternate():
    endings = [Ending.model_validate_json(line) for line in Tails().contents()]
    assert len({ending.id for ending in endings}) == len(endings)
    for number, ending in enumerate(endings):
        assert ending.half == ("tune", "held")[number % 2]
        assert ending.id.startswith(f"{ending.half}-")
        assert ending.after is None or ending.text.count(ending.after) == 1
    assert Counter(ending.after is None for ending in endings) >= Counter({False: 60, True: 15})
