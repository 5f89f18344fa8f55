"""Every benchmark reads its published shape, here in small invented files."""

import csv
import json

import pytest

from evals.readers import by_rules
from evals.suites import BENCHMARKS
from evals.suites.averitec import Averitec, answers
from evals.suites.polnear import PolNeAR
from evals.suites.story_chains import FILE, StoryChains

CLAIM = "The Lorne bridge was closed on Monday."
BORNE_OUT = "Police said the Lorne bridge was closed on Monday after a lorry hit it."
DENIED = "The Lorne bridge was not closed on Monday, the council said."
ELSEWHERE = "Apples are cheap this autumn in the northern valleys."

ROWS = {
    "wice": (
        "wice/claim_dev.jsonl",
        [{"claim": CLAIM, "evidence": [BORNE_OUT], "label": "supported"}],
    ),
    "wiki-citations": (
        "wiki_citation_check/rows.jsonl",
        [
            {"id": "1", "claim_text": CLAIM, "source_text": BORNE_OUT, "ground_truth": "Partially supported"},
            {"id": "2", "claim_text": CLAIM, "source_text": "", "ground_truth": "Source unavailable"},
        ],
    ),
    "factcheck-bench": (
        "factcheck_bench/claim_evidence_stance.jsonl",
        [{"claim": CLAIM, "evidence": BORNE_OUT, "stance": "completely-support"}],
    ),
    "climate-fever": (
        "climate_fever/climate_fever.jsonl",
        [
            {
                "claim_id": "0",
                "claim": CLAIM,
                "evidences": [
                    {"evidence": BORNE_OUT, "evidence_label": "SUPPORTS"},
                    {"evidence": ELSEWHERE, "evidence_label": "NOT_ENOUGH_INFO"},
                ],
            }
        ],
    ),
}


def written(folder, name, rows):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.mark.parametrize("name", ROWS)
def test_support_is_counted_against_gold(tmp_path, name):
    written(tmp_path, *ROWS[name])
    suite = BENCHMARKS[name](tmp_path)
    (item,) = suite.items()
    counts = suite.measure(item, by_rules()).counts
    assert counts["stance|supports|supports"] == 1
    assert sum(count for cell, count in counts.items() if cell.startswith("stance|")) == (2 if "climate" in name else 1)


def test_copies_are_one_story_and_strangers_are_not(tmp_path):
    folder = tmp_path / "news_story_chains"
    folder.mkdir()
    long = " ".join(f"word{number}" for number in range(40))
    with (folder / f"{FILE}-article_texts.csv").open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([["url", "text"], ["a", long], ["b", f"{long} and more"], ["c", ELSEWHERE]])
    with (folder / f"{FILE}.csv").open("w", newline="", encoding="utf-8-sig") as file:
        pairs = [["url1", "url2", "relation"], ["a", "b", "1"], ["a", "c", "1"]]
        csv.writer(file, delimiter=";").writerows(pairs)
    result = StoryChains(tmp_path).measure("a", by_rules())
    assert result.counts == {"both": 1, "found": 1, "gold": 2}
    assert len(result.misses) == 1


def test_attributions_of_two_annotators_count_by_half(tmp_path):
    text = "The dam is safe, Ana Ruiz said.\nThe sky was grey.\n"
    for name in ("text", "attributions"):
        (tmp_path / "polnear" / "dev" / name).mkdir(parents=True)
    (tmp_path / "polnear" / "dev" / "text" / "x.txt").write_text(text, encoding="utf-8")
    marked = "T1\tContent 0 15\tThe dam is safe\nT2\tSource 17 25\tAna Ruiz\nT3\tCue 26 30\tsaid\n"
    for annotator, link in (("one", "E1\tCue:T3 Source:T2 Content:T1\n"), ("two", "")):
        path = tmp_path / "polnear" / "dev" / "attributions" / f"x_{annotator}.ann"
        path.write_text(marked + link, encoding="utf-8")
    suite = PolNeAR(tmp_path)
    counts = suite.measure("x", by_rules()).counts
    assert suite.items() == ["x"]
    assert (counts["gold"], counts["linked"], counts["found"]) == (0.5, 0.5, 1)


# ---------------------------------------------------------------- AVeriTeC


def question(*told):
    return {"question": "Was it closed?", "answers": list(told)}


def answer(text, url, kind="Extractive", **more):
    return {"answer": text, "answer_type": kind, "source_url": url, "source_medium": "Web text", **more}


def averitec(tmp_path, label, *told, **more):
    row = {"claim": CLAIM, "label": label, "speaker": "Una Holt", "claim_date": "4-3-2021", **more}
    path = tmp_path / "averitec"
    path.mkdir()
    (path / "dev.json").write_text(json.dumps([row | {"questions": [question(*told)]}]), encoding="utf-8")
    return Averitec(tmp_path)


def test_answers_become_documents_of_their_sites():
    told = question(
        answer(BORNE_OUT, "https://quay.example/1"),
        answer("No", "https://dune.example/2", "Boolean", boolean_explanation="The council denied it."),
        answer("No answer could be found.", "", "Unanswerable"),
    )
    first, second = answers({"questions": [told]})
    assert (first.publisher, first.text) == ("quay.example", BORNE_OUT)
    assert (second.publisher, second.text) == ("dune.example", "Was it closed? No. The council denied it.")


def test_unanswered_claims_have_not_enough_evidence(tmp_path):
    result = averitec(tmp_path, "Not Enough Evidence", answer("", "", "Unanswerable")).measure("claim 0", by_rules())
    assert result.counts == {"label|Not Enough Evidence|Not Enough Evidence": 1}


def test_a_verdict_that_differs_is_a_miss(tmp_path):
    suite = averitec(tmp_path, "Refuted", answer(BORNE_OUT, "https://quay.example/1"), claim_date=None)
    (miss,) = suite.measure("claim 0", by_rules()).misses
    assert (miss.gold, BORNE_OUT in miss.text) == ("Refuted", True)
