"""Published fact-checks held against claims by meaning, with a scripted server on loopback; its wire is real."""

import json

import pytest

from service.bootstrap import open_application
from service.cassette import TapeMode
from service.errors import BadInput
from service.exports.html import page
from service.exports.text import Detail, render
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.settings import Settings
from tests.embeddings import EmbeddingsServer

CLAIM = "A crane hurt 14 dockers in Orvel harbour, the port authority said."
NEAR = "In Orvel harbour 14 stevedores were injured by a hoist"
FAR = "Orvel harbour spent its budget on 14 yachts"


@pytest.fixture
def server():
    with EmbeddingsServer() as server:
        yield server


@pytest.fixture
def settings(server, tmp_path):
    def made(*reviewed, **more):
        nodes = [
            {
                "@type": "ClaimReview",
                "url": f"https://checks.example/{place}",
                "claimReviewed": text,
                "author": {"name": "Check Orvel"},
                "reviewRating": {"alternateName": "False"},
            }
            for place, text in enumerate(reviewed)
        ]
        (tmp_path / "reviews.json").write_text(json.dumps(nodes), encoding="utf-8")
        chosen = {"embeddings_model": "small", "embeddings_url": server.url, "fact_check_nearness": 0.8, **more}
        return Settings(fact_checks=("claimreview",), fact_check_files=(str(tmp_path),), **chosen)

    return made


def report(chosen):
    told = {"article": {"body": f"{CLAIM} The quay was closed on Monday.", "language": "en"}}
    return open_application(chosen).verification.report(dossier_of(request_from(told)))


def reviewed(made):
    return [(one.reviewed, one.by_meaning) for one in made.fact_checks]


def test_a_review_in_other_words_stands_beside_the_claim_and_says_that_it_is_near_by_meaning_alone(settings):
    made = report(settings(FAR, NEAR))
    assert reviewed(made) == [(NEAR, True)]
    assert not made.documents
    assert "; the same by meaning alone)" in " ".join(render(made, detail=Detail(full=True)).split())
    assert "; the same by meaning alone</span>" in page(made)
    assert not report(settings(FAR, NEAR, fact_check_nearness=None)).fact_checks


@pytest.mark.parametrize(
    "other",
    [
        NEAR.replace("14", "40"),
        NEAR.replace("were injured", "were not injured"),
        NEAR.replace("In Orvel", "In Mereth"),
        "A crane hurt 14 stevedores in Orvel harbour",
        FAR,
    ],
)
def test_what_tells_it_apart_or_is_not_near_keeps_a_review_away(settings, other):
    assert not report(settings(other)).fact_checks


def test_a_review_in_the_claims_words_is_of_it_by_these(settings):
    assert reviewed(report(settings(NEAR, "A crane hurt 14 dockers in Orvel harbour")))[0][1] is False


def test_where_nobody_tells_what_is_near_words_do_and_the_report_says_so(settings, server):
    server.answers += [401] * 20
    made = report(settings(NEAR, "A crane hurt 14 dockers in Orvel harbour"))
    assert reviewed(made) == [("A crane hurt 14 dockers in Orvel harbour", False)]
    (look,) = (one for one in made.coverage.looked if one.source == "fact_checks:claimreview:embeddings")
    assert look.failure.kind == "bad_key"
    assert look.failed >= 1
    assert "bad_key" in {one.kind for one in made.coverage.failures}


def test_what_was_recorded_is_replayed_and_nobody_is_asked(settings, server, tmp_path):
    tape = tmp_path / "tape.jsonl"
    first = report(settings(NEAR, cassette=tape, cassette_mode=TapeMode.RECORD))
    asked = len(server.asked)
    again = report(settings(cassette=tape, cassette_mode=TapeMode.REPLAY))
    assert reviewed(again) == reviewed(first) == [(NEAR, True)]
    assert len(server.asked) == asked


def test_a_nearness_without_a_model_is_refused(settings):
    with pytest.raises(BadInput, match="embed"):
        open_application(settings(NEAR, embeddings_model=None))
