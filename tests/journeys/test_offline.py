"""The whole application, from the command line, with every socket shut."""

import json
import socket
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.domain import Report

REQUEST = Path(__file__).parents[2] / "evals" / "cases" / "tel-arun" / "request.json"


@pytest.fixture
def shut(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def report(shut):
    return verified()


@cache
def verified():
    result = CliRunner().invoke(main, ["verify", str(REQUEST), "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return Report.model_validate_json(result.stdout)


def finding(report, *words):
    found = [f for f in report.findings if all(word.casefold() in f.claim.text.casefold() for word in words)]
    assert found, f"no claim with {words}"
    return found[0]


def every_span(value, path=""):
    if isinstance(value, dict):
        if set(value) == {"text", "start", "end"}:
            yield path, value
        else:
            for key, inner in value.items():
                yield from every_span(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from every_span(inner, f"{path}/{number}")


def test_every_span_stands_in_its_text(report):
    raw = json.loads(report.model_dump_json())
    bodies = {document.id: document.text for document in report.documents}
    spans = 0
    for item in raw["findings"]:
        for evidence in item["evidence"]:
            text = bodies[evidence["document_id"]]
            for path, span in every_span(evidence):
                spans += 1
                assert text[span["start"] : span["end"]] == span["text"], path
    for path, span in [*every_span([f["claim"] for f in raw["findings"]]), *every_span(raw["media"])]:
        spans += 1
        assert report.article.body[span["start"] : span["end"]] == span["text"], path
    assert spans > 50


def test_nothing_comes_from_the_comments_the_biography_or_the_tags(report):
    end = report.article.body.index("Mina Tarvo is a reporter")
    assert report.article.body_end <= end
    for item in report.findings:
        assert all(span.end <= end for span in item.claim.spans)


@pytest.mark.parametrize(
    ("words", "claimant", "channel", "platform", "official"),
    [
        (("hold the whole of tel arun",), "Dune Guard", "social_post", "x", True),
        (("withdrawn before dawn",), "Dune Guard", "social_post", "x", True),
        (("the road from tel arun", "control"), "Dune Guard", "social_post", "x", True),
        (("dozens of soldiers",), "Salt Brigade", "messaging_channel", "telegram", True),
        (("destroyed two armoured vehicles",), "Free Marsh Company", "unspecified", None, None),
        (("lightly wounded",), "Ilan Dorr", "press_conference", None, None),
    ],
)
def test_each_claim_has_its_claimant_and_its_channel(report, words, claimant, channel, platform, official):
    claim = finding(report, *words).claim
    assert claimant in claim.claimant.name
    assert (channel, platform, official) in {(p.channel, p.platform, p.official) for p in claim.provenance}


def test_the_article_speaks_for_itself_where_nobody_else_does(report):
    claim = finding(report, "market town of Besh").claim
    assert claim.attribution.mode == "own_voice"
    assert claim.claimant.kind == "author"


def test_the_photos_keep_their_captions(report):
    captions = {item.id: item.caption.text for item in report.media if item.caption}
    assert "hangar" in captions["DHq4TzkXoAEb9Lw"]
    assert "runway" in captions["DHq5BnAWsAE7rQd"]


def test_a_wire_its_copy_and_the_monitor_they_cite_are_one_origin_and_an_ally_counts_for_nothing(report):
    content = finding(report, "hold the whole of tel arun").content
    origin = next(group for group in content.groups if "monitor" in group.documents)
    assert {"monitor", "wire", "wire-copy"} <= set(origin.documents)
    assert next(group for group in content.groups if "ally" in group.documents).interested
    assert content.independent_support >= 2


def test_support_and_denial_of_the_dead_are_told_apart_by_interest(report):
    content = finding(report, "dozens of soldiers").content
    standing = {(document, g.stance, g.interested) for g in content.groups for document in g.documents}
    assert ("monitor", "supports", False) in standing
    assert ("ally", "supports", True) in standing
    assert ("state", "refutes", True) in standing
    assert content.party_dispute


def test_an_unrelated_document_bears_on_nothing(report):
    assert all(e.document_id != "unrelated" for f in report.findings for e in f.evidence if e.stance != "neutral")
