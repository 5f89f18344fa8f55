"""What becomes of a model's bearings: evidence where the words stand, and nothing else."""

from collections.abc import Sequence

import pytest

from service.analysts.llm import judging
from service.analysts.llm.replies import BearingReply
from service.domain import Access, Candidate, Claim, ClaimantKind, Document, Judging, Stance
from service.errors import ModelUnavailable, Truncated
from service.text.passages import document_passages
from tests.unit.analysts.llm.saying import BEARING, candidates, document, judge, judging_by, read

TEXT = (
    "Surveyors of the Coast Survey said that 40 cranes had stopped in the port. The union, according to Portline,"
    " denied that the east gate was closed. A clerk could not say more."
)


def claims() -> tuple[Claim, ...]:
    second = {"sentences": [3], "words": "the east gate was closed", "who": "Portline", "who_words": "Portline"}
    return read({}, second).claims


def reasons(told: Judging) -> list[str]:
    return [item.reason for item in told.unanchored]


def test_evidence_is_the_whole_sentence_in_which_the_words_stand() -> None:
    told = judge(TEXT, {})
    assert [item.span.text for item in told.evidence] == [TEXT.split(". ", maxsplit=1)[0] + "."]
    assert told.evidence[0].span.stands_in(TEXT)
    assert told.unanchored == ()


def test_words_picked_out_of_a_denial_bring_the_denial_with_them() -> None:
    told = judge(TEXT, {"claim": "c2", "sentence": "s2", "words": "the east gate was closed"}, claims=claims())
    assert "denied" in told.evidence[0].span.text


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"words": "14 cranes had stopped"}, "do not stand"),
        ({"words": "40 cranes had not stopped"}, "do not stand"),
        ({"words": "the west gate was closed"}, "do not stand"),
        ({"words": ""}, "do not stand"),
        ({"claim": "c9"}, "label"),
        ({"sentence": "s9"}, "label"),
        ({"claim": "s1", "sentence": "c1"}, "label"),
        ({"claim": "corroborated"}, "label"),
    ],
)
def test_a_bearing_without_its_words_or_its_labels_is_no_evidence(told: dict[str, str], reason: str) -> None:
    answer = judge(TEXT, told)
    assert answer.evidence == ()
    assert [reason in one for one in reasons(answer)] == [True]


def test_bearings_are_keyed_and_never_taken_by_their_place() -> None:
    told = judge(
        TEXT, {"claim": "c2", "sentence": "s2", "words": "east gate", "stance": "refutes"}, {}, claims=claims()
    )
    assert [(item.claim_id, item.stance) for item in told.evidence] == [
        (claims()[1].id, Stance.REFUTES),
        (claims()[0].id, Stance.SUPPORTS),
    ]


@pytest.mark.parametrize("label", ["s1", "[s1]", "S1", "[s1]:", "s2", "s3"])
def test_a_label_may_be_written_otherwise_or_be_a_neighbours(label: str) -> None:
    assert [item.span.start for item in judge(TEXT, {"sentence": label}).evidence] == [0]


def test_words_of_two_sentences_are_both_sentences() -> None:
    told = judge(TEXT, {"words": "had stopped in the port. The union, according to Portline"})
    assert told.evidence[0].span.text == TEXT.rpartition(" A clerk")[0]


def test_a_claim_some_of_whose_evidence_is_lost_has_failed_and_no_other() -> None:
    told = judge(TEXT, {}, {"claim": "c2", "sentence": "s2", "words": "made up"}, claims=claims())
    assert [item.claim_id for item in told.evidence] == [claims()[0].id]
    assert [(one.subject, one.kind) for one in told.failures] == [(claims()[1].id, "bad_reply")]


def test_whose_evidence_is_lost_cannot_be_told_without_a_label() -> None:
    told = judge(TEXT, {"claim": "c77"}, claims=claims())
    assert {one.subject for one in told.failures} == {claim.id for claim in claims()}


def test_neutral_words_are_no_evidence_and_no_fault() -> None:
    assert judge(TEXT, {"stance": "neutral"}) == Judging()


def test_words_that_are_read_both_ways_are_believed_neither_way() -> None:
    told = judge(TEXT, {}, {"stance": "refutes"})
    assert told.evidence == ()
    assert reasons(told) == ["These words were read both ways."]


def test_ten_thousand_copies_are_one_piece_of_evidence() -> None:
    assert len(judge(TEXT, *[{}] * 400).evidence) == 1


def test_an_admission_is_not_believed_on_a_models_word() -> None:
    assert judge(TEXT, {"access": "admission"}).evidence[0].access is Access.UNKNOWN


def test_the_speaker_and_those_cited_stand_in_the_document() -> None:
    told = judge(
        TEXT,
        {
            "speaker": "Surveyors of the Coast Survey",
            "speaker_kind": "person",
            "speaks_for": "Coast Survey",
            "cites": ["Portline", "Ostrava Rowing Club"],
        },
    )
    speaker = told.evidence[0].speaker
    assert speaker is not None
    assert (speaker.kind, speaker.affiliations) == (ClaimantKind.PERSON, ("Coast Survey",))
    assert told.evidence[0].cites == ("Portline",)
    assert [(item.field, item.text) for item in told.unanchored] == [("cites", "Ostrava Rowing Club")]


def test_a_speaker_whom_the_document_does_not_name_speaks_for_nobody() -> None:
    told = judge(TEXT, {"speaker": "Ostrava Rowing Club"})
    assert told.evidence[0].speaker is None
    assert [item.field for item in told.unanchored] == ["speaker"]


def test_a_passage_that_was_picked_for_one_claim_bears_on_no_other() -> None:
    first, second = claims()
    one, other = document(TEXT), document("The east gate was shut on Monday.", id="e")
    asked = (
        Candidate(claim=first, passages=document_passages(one)),
        Candidate(claim=second, passages=document_passages(other)),
    )
    told = judging.Sheet(asked, {"d": one, "e": other}).judging([BearingReply(**BEARING | {"claim": "c2"})])
    assert told.evidence == ()
    assert reasons(told) == ["This passage was not picked for this claim."]


# ---------------------------------------------------------------- sheets


def many(documents: int, of_claims: int) -> tuple[tuple[Candidate, ...], dict[str, Document]]:
    known = {
        f"d{number}": document(f"Sentence {number} tells of the port and of its cranes. " * 9, id=f"d{number}")
        for number in range(documents)
    }
    first = claims()[0]
    about = tuple(first.model_copy(update={"id": f"clm_{number}"}) for number in range(of_claims))
    return candidates(*known.values(), claims=about), known


@pytest.mark.parametrize(("documents", "of_claims"), [(1, 1), (10, 10), (30, 50), (3, 200)])
def test_every_pair_of_claim_and_passage_is_on_one_sheet(documents: int, of_claims: int) -> None:
    asked, _ = many(documents, of_claims)
    pairs = [(one.claim.id, part.id) for one in asked for part in one.passages]
    sheets = judging.batches(asked)
    shown = [(one.claim.id, part.id) for sheet in sheets for one in sheet for part in one.passages]
    assert sorted(shown) == sorted(pairs)
    assert all(len(sheet) <= judging.CLAIMS_A_CALL for sheet in sheets)


def test_no_candidates_cost_no_call() -> None:
    assert judging.batches(()) == ()


def test_a_passage_is_shown_once_beside_all_its_claims() -> None:
    asked, known = many(1, 10)
    passages = judging.Sheet(asked, known).values()["passages"]
    assert passages.count("[s1]") == 1
    assert passages.count("Document:") == 1


def sheets_of(asked: Sequence[Candidate]) -> list[int]:
    return [len(half) for half in judging.halves(asked)]


def test_a_sheet_is_halved_by_claims_and_one_claim_by_its_passages() -> None:
    asked, _ = many(2, 5)
    assert sheets_of(asked) == [2, 3]
    alone = asked[:1]
    halves = judging.halves(alone)
    assert [part.id for half in halves for part in half[0].passages] == [part.id for part in alone[0].passages]


def test_what_stays_cut_off_is_a_failure_of_its_claims_alone() -> None:
    first, second = claims()

    def reply(_prompt: str, values: object) -> object:
        told = values["claims"]  # type: ignore[index]
        return Truncated("cut off") if "east gate" in told else [BEARING]

    one = document(TEXT)
    (told,) = judging_by(reply, one, claims=(first, second))
    assert [item.claim_id for item in told.evidence] == [first.id]
    assert [(failure.stage, failure.subject, failure.kind) for failure in told.failures] == [
        ("judge", second.id, "truncated")
    ]


def test_a_fault_of_the_whole_sheet_is_a_failure_of_each_of_its_claims() -> None:
    (told,) = judging_by(lambda *_: ModelUnavailable("away"), document(TEXT), claims=claims())
    assert told.evidence == ()
    assert [(failure.stage, failure.subject) for failure in told.failures] == [("judge", one.id) for one in claims()]


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("de", "dass der Osthafen am Montag nicht geschlossen wurde", True),
        ("de", "dass der Osthafen am Montag geschlossen wurde", False),
        ("de-AT", "dass der Osthafen am Montag geschlossen wurde", False),
        (None, "dass der Osthafen am Montag geschlossen wurde", True),  # read as English, "nicht" tells nothing
    ],
)
def test_a_negation_in_the_documents_own_language_is_not_forgiven(
    language: str | None, words: str, found: bool
) -> None:
    told = document("Die Behörde sagt, dass der Osthafen am Montag nicht geschlossen wurde.", language=language)
    sheet = judging.Sheet(candidates(told, claims=read({}).claims), {told.id: told})
    assert bool(sheet.judging([BearingReply.model_validate(BEARING | {"words": words})]).evidence) == found
