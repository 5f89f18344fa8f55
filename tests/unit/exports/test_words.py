from datetime import UTC, datetime
from enum import StrEnum

import pytest

from service.domain import (
    Access,
    Channel,
    ClaimantKind,
    ClaimType,
    Coverage,
    Failure,
    Grade,
    Integrity,
    Interest,
    LeftOut,
    Match,
    MediaKind,
    Modality,
    Mode,
    Provenance,
    Relation,
    Run,
    SaidVerdict,
    Span,
    Stance,
    Tie,
    TieKind,
    TieState,
    Verdict,
)
from service.exports import words
from service.exports.stacks import around
from tests.building import span

TABLES = [
    (Verdict, words.TONES),
    (words.Tone, words.TONE_MEANINGS),
    (SaidVerdict, words.SAID),
    (Grade, words.GRADES),
    (Channel, words.CHANNELS),
    (ClaimantKind, words.KINDS),
    (Mode, words.MODES),
    (Modality, words.MODALITIES),
    (ClaimType, words.TYPES),
    (Stance, words.STANCES),
    (Match, words.MATCHES),
    (Access, words.ACCESSES),
    (Relation, words.RELATIONS),
    (Interest, words.INTERESTS),
    (TieKind, words.TIES),
    (TieState, words.TIE_STATES),
    (Integrity, words.INTEGRITY),
    (MediaKind, words.MEDIA),
]


@pytest.mark.parametrize(("members", "table"), TABLES)
def test_every_member_of_a_closed_set_has_its_words(members: type[StrEnum], table: dict[StrEnum, str]) -> None:
    assert set(table) == set(members)


@pytest.mark.parametrize(
    ("coverage", "sentence"),
    [
        ((3, 3, 7, 7), "Read all 3 passages of the article and all 7 documents."),
        ((3, 2, 7, 6), "Read 2 of 3 passages of the article and 6 of 7 documents."),
        ((1, 1, 0, 0), "Read 1 passage of the article and no documents."),
        ((1, 0, 1, 0), "Read 0 of 1 passage of the article and 0 of 1 document."),
    ],
)
def test_coverage_is_one_sentence(coverage: tuple[int, int, int, int], sentence: str) -> None:
    passages, read, documents, documents_read = coverage
    told = Coverage(passages=passages, read=read, documents=documents, documents_read=documents_read)
    assert words.covered(told) == sentence


def test_what_was_left_out_is_told_with_its_reason() -> None:
    left = [LeftOut(document_id=id, reason=f"It is {what}.") for id, what in (("a", "the article"), ("b", "a copy"))]
    told = Coverage(passages=1, read=1, documents=4, documents_read=2, left_out=left)
    assert words.covered(told) == (
        "Read 1 passage of the article and 2 of 4 documents. 2 left out: a (it is the article), b (it is a copy)."
    )


@pytest.mark.parametrize(
    ("axes", "line"),
    [
        ({"channel": "social_post", "platform": "x", "official": True}, "social media post · X (Twitter) · official"),
        ({"channel": "messaging_channel", "platform": "telegram"}, "messaging channel · Telegram"),
        ({"channel": "video", "platform": "youtube", "official": False}, "video · YouTube · not official"),
        ({"channel": "unspecified"}, "not said how"),
    ],
)
def test_provenance_is_told_on_three_axes(axes: dict[str, object], line: str) -> None:
    assert words.how_known(Provenance.model_validate(axes)) == line


def test_a_party_alone_with_its_word_is_not_a_claim_that_nobody_speaks_of() -> None:
    assert words.TONES[Verdict.CLAIMANT_ONLY] is not words.TONES[Verdict.UNVERIFIED]


def test_who_belongs_with_whom_is_told_in_one_sentence() -> None:
    tie = Tie(parties=("Mill Press Office", "Mill Board"), kind=TieKind.VOICE, span=span("the board's press office"))
    assert words.belongs(tie) == "Mill Press Office speaks for Mill Board"


def test_a_date_is_written_with_its_hour_when_it_has_one() -> None:
    assert words.day(datetime(2031, 9, 8, tzinfo=UTC)) == "8 September 2031"
    assert words.day(datetime(2031, 9, 8, 6, 5, tzinfo=UTC)) == "8 September 2031, 06:05 UTC"


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ("gates were shut", "By noon nine ", " on Monday."),
        ("By noon nine gates were shut on Monday.", "", ""),
        ("shut on Monday. The mayor", "By noon nine gates were ", " left."),
    ],
)
def test_a_quotation_is_shown_in_its_sentence(quote: str, before: str, after: str) -> None:
    text = "It rained. By noon nine gates were shut on Monday. The mayor left. It rained on."
    start = text.index(quote)
    assert around(text, Span.of(text, start, start + len(quote))) == (before, after)


def test_a_very_long_sentence_is_cut_and_shows_that_it_is() -> None:
    text = "word " * 200 + "here " + "word " * 200
    before, after = around(text, Span.of(text, 1000, 1004))
    assert before.startswith("… ")
    assert after.endswith(" …")
    assert len(before) + len(after) < 500


def test_the_receipt_tells_thinking_from_the_rest_where_there_was_any() -> None:
    run = Run(analyst="language model", input_tokens=3_000, output_tokens=2_000, seconds=1.0, ruleset="r")
    assert dict(words.receipt(run))["Tokens"] == "3,000 in, 2,000 out"
    thinking = run.model_copy(update={"thinking_tokens": 1_500})
    assert dict(words.receipt(thinking))["Tokens"] == "3,000 in, 2,000 out, 1,500 of them on thinking"


def test_a_prompt_that_was_not_read_whole_is_told_in_words() -> None:
    failure = Failure(stage="model", subject="m", kind="prompt_shortened", detail="Cut.")
    assert words.stage(failure) == "Asking the model"
