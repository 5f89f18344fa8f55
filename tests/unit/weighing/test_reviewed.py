"""A report as the desk sees it: what each act changes, what undoing gives back, and what cannot be done."""

from contextlib import suppress
from random import Random

import pytest

from service.domain import (
    Accept,
    AddClaim,
    AddDocument,
    Article,
    Assign,
    Attribution,
    Claimant,
    ClaimantKind,
    ClaimPart,
    Correct,
    DecideTie,
    EvidencePlace,
    Failure,
    FindingReview,
    Judging,
    MarkEvidence,
    MergeClaims,
    Modality,
    Mode,
    Note,
    Override,
    Reject,
    Report,
    ReviewState,
    SetAsideAs,
    Span,
    SplitClaim,
    Stance,
    TieKind,
    TieState,
    Undo,
    Verdict,
)
from service.errors import BadInput, Conflict
from service.weighing.acceptable import check
from service.weighing.findings import reweighed
from service.weighing.reviewed import reviewed, standing
from tests.building import claimant, document, span
from tests.reviewing import BOARD, BODY, GULL, LETTER, MACHINE, PAPER, SAFE, SHUT, VOSS, by_chance, event, events, shown


def seen(*acts) -> Report:
    return reviewed(MACHINE, events(*acts))


def of(whole: Report, id: str):
    return next(one for one in whole.findings if one.claim.id == id)


# ---------------------------------------------------------------- nothing done, and everything undone


def test_a_report_that_nobody_looked_at_is_the_machines_and_says_nothing_of_a_review():
    assert reviewed(MACHINE, ()) is MACHINE
    assert '"review"' not in MACHINE.model_dump_json()
    assert '"set_aside"' not in MACHINE.model_dump_json()
    assert '"decided"' not in MACHINE.model_dump_json()


@pytest.mark.parametrize("seed", range(2))
def test_200_acts_by_chance_are_what_stands_of_them_and_undone_give_the_machines_back(seed):
    """Somebody looks at the report at every tenth act: what is done meanwhile may rest on what is there no more."""
    chance, done, stands, now = Random(seed), [], dict[int, bool](), MACHINE  # noqa: S311 - the same each time
    while len(done) < 200:
        done.append(event(len(done) + 1, by_chance(now, done, chance)))
        stands[len(done)] = True
        for one in reversed(done):
            if isinstance(one.act, Undo):
                stands[one.act.number] = not any(
                    stands[other.number]
                    for other in done
                    if isinstance(other.act, Undo) and other.act.number == one.act.number
                )
        if len(done) % 10 == 0:
            now = reviewed(MACHINE, done)
    left = [one for one in done if stands[one.number] and not isinstance(one.act, Undo)]
    assert list(standing(done)) == left
    assert reviewed(MACHINE, left) == now
    assert reviewed(Report.model_validate_json(MACHINE.model_dump_json()), left) == now
    assert Report.model_validate_json(now.model_dump_json()) == now
    assert reweighed(now) == now
    assert len({one.kind for one in now.review.acts if one.effect}) > 6
    for one in reversed(left):
        done.append(event(len(done) + 1, Undo(number=one.number)))
    assert reviewed(MACHINE, done).model_dump_json() == MACHINE.model_dump_json()


@pytest.mark.parametrize("seed", range(4))
def test_an_act_that_can_be_done_to_what_stands_has_an_effect(seed):
    chance, done, now = Random(seed), [], MACHINE  # noqa: S311 - as above
    for _ in range(30):
        act = by_chance(now, done, chance)
        with suppress(BadInput, Conflict):
            check(now, done, act)
            done.append(event(len(done) + 1, act))
            now = reviewed(MACHINE, done)
            if not isinstance(act, Undo):
                assert now.review.acts[-1].effect


def test_an_undoing_can_be_undone():
    acts = (Accept(claim="clm_1"), Undo(number=1), Undo(number=2), Undo(number=3))
    states = [of(seen(*acts[:many]), "clm_1").review for many in (1, 2, 3, 4)]
    assert [one.state if one else None for one in states] == ["accepted", None, "accepted", None]


def test_what_rests_on_an_act_that_was_undone_rests_until_that_is_undone():
    missed = AddClaim(spans=(span("Nobody asked the yard", BODY),), claimant=claimant("Marl Post"))
    key = seen(missed).findings[-1].claim.id
    acts = missed, Correct(claim=key, modality=Modality.HEDGED), Undo(number=1)
    rests = seen(*acts)
    assert [one.claim.id for one in rests.findings] == ["clm_1", "clm_2", "clm_3"]
    assert [(one.number, one.effect) for one in rests.review.acts] == [(2, False)]
    assert of(seen(*acts, Undo(number=3)), key).claim.modality is Modality.HEDGED


# ---------------------------------------------------------------- acts


def test_a_claim_is_accepted_by_somebody_at_a_time_and_nothing_else_of_it_changes():
    one = of(seen(Accept(claim="clm_1", reason="Called the yard.")), "clm_1")
    assert one.review == FindingReview(
        state=ReviewState.ACCEPTED, by="Lena Hald", at=event(1, Undo(number=1)).at, reason="Called the yard."
    )
    assert one.model_copy(update={"review": None}) == of(MACHINE, "clm_1")


@pytest.mark.parametrize(
    ("act", "field", "value"),
    [
        (Correct(claim="clm_1", text="The pier is closed."), "text", "The pier is closed."),
        (Correct(claim="clm_1", spans=(span("pier is shut", BODY),)), "text", "pier is shut"),
        (Correct(claim="clm_1", spans=(span("pier", BODY),), text="The pier."), "text", "The pier."),
        (Correct(claim="clm_1", claimant=VOSS), "claimant", VOSS),
        (Correct(claim="clm_1", modality=Modality.DENIED), "modality", Modality.DENIED),
        (Correct(claim="clm_1", checkworthy=False), "checkworthy", False),
        (Correct(claim="clm_1", provenance=()), "provenance", ()),
    ],
)
def test_what_is_corrected_is_another_under_the_same_key_and_the_machines_reading_is_kept(act, field, value):
    one = of(seen(act), "clm_1")
    assert getattr(one.claim, field) == value
    assert one.review.state is ReviewState.EDITED
    assert one.review.as_read == of(MACHINE, "clm_1").claim


def test_relayers_are_corrected_where_they_stand():
    one = of(seen(Correct(claim="clm_1", relayers=(VOSS,))), "clm_1")
    assert one.claim.attribution == Attribution(mode=Mode.INDIRECT, relayers=(VOSS,))


@pytest.mark.parametrize(
    ("by", "mode"), [(Claimant(name="Marl Post", kind=ClaimantKind.AUTHOR), Mode.OWN_VOICE), (VOSS, Mode.INDIRECT)]
)
def test_what_the_article_says_itself_is_in_its_own_voice(by, mode):
    assert of(seen(Correct(claim="clm_3", claimant=by)), "clm_3").claim.attribution.mode is mode


def test_a_claimant_who_is_another_is_weighed_as_such():
    """The Tides is of the Board's side, and not of Ada Voss's."""
    before, after = of(MACHINE, "clm_1").content, of(seen(Correct(claim="clm_1", claimant=VOSS)), "clm_1").content
    assert (before.independent_support, after.independent_support) == (1, 2)


def test_a_rejected_claim_stays_in_the_report_and_counts_for_nothing():
    whole = seen(Reject(claim="clm_2", reason="Not what the Board said."))
    assert of(whole, "clm_2").rejected
    assert sum(whole.summary.counts.values()) == 2
    assert whole.summary.disputed == ()
    assert whole.summary.order[-1] == "clm_2"
    later = seen(Reject(claim="clm_2", reason="No."), Correct(claim="clm_2", text="The ferry sails."))
    assert of(later, "clm_2").rejected


def test_claims_that_are_one_have_the_spans_and_evidence_of_all():
    whole = seen(MergeClaims(claims=("clm_2", "clm_1")))
    one = of(whole, "clm_2")
    assert [finding.claim.id for finding in whole.findings] == ["clm_2", "clm_3"]
    assert [part.text for part in one.claim.spans] == [SAFE, SHUT]
    assert {item.document_id for item in one.evidence} == {"letter", "tides", "gull"}
    assert {item.claim_id for item in one.evidence} == {"clm_2"}
    assert whole.review.merged == {"clm_1": "clm_2"}


def test_a_claim_that_is_several_gives_each_its_evidence_as_bearing_on_a_part():
    parts = ClaimPart(spans=(span("pier is shut", BODY),)), ClaimPart(spans=(span("the pier", BODY),), text="A pier.")
    whole = seen(SplitClaim(claim="clm_1", parts=parts))
    first, second = of(whole, "clm_1"), whole.findings[-1]
    assert (first.claim.text, second.claim.text) == ("pier is shut", "A pier.")
    assert len(first.evidence) == len(second.evidence) == 2
    assert {item.match for item in second.evidence} == {"partial"}
    assert first.review.as_read == second.review.as_read == of(MACHINE, "clm_1").claim


MISSED = AddClaim(spans=(span("Nobody asked the yard", BODY),), claimant=claimant("Marl Post", ClaimantKind.AUTHOR))


def test_a_claim_that_was_missed_is_undetermined_until_documents_are_judged_for_it():
    waits = seen(MISSED).findings[-1]
    assert (waits.claim.text, waits.content.verdict) == ("Nobody asked the yard", Verdict.UNDETERMINED)
    assert waits.claim.attribution.mode is Mode.OWN_VOICE
    judged = event(1, MISSED).model_copy(update={"judged": Judging(evidence=(shown(waits.claim.id, "gull", GULL),))})
    assert reviewed(MACHINE, (judged,)).findings[-1].content.independent_support == 1
    none = event(1, MISSED).model_copy(update={"judged": Judging()})
    assert reviewed(MACHINE, (none,)).findings[-1].content.verdict is Verdict.UNVERIFIED


@pytest.mark.parametrize("verdict", [Verdict.CORROBORATED, Verdict.NOT_CHECKABLE, Verdict.CONTRADICTED])
def test_the_desks_verdict_stands_over_the_one_that_weighing_gives_and_says_so(verdict):
    one = of(seen(Override(claim="clm_2", verdict=verdict, reason="The yard showed the log.")), "clm_2")
    assert one.content.verdict is verdict
    assert one.review.weighed is of(MACHINE, "clm_2").content.verdict
    assert "The yard showed the log." in one.content.rationale[0]
    assert one.content.independent_refute == 1


def test_a_verdict_that_an_independent_source_speaks_against_still_says_that_it_does():
    one = of(seen(Override(claim="clm_2", verdict=Verdict.CORROBORATED, reason="Seen.")), "clm_2")
    assert one.content.dissent
    assert one.content.label.endswith("one source disagrees")


@pytest.mark.parametrize("mark", SetAsideAs)
def test_evidence_that_is_set_aside_is_kept_and_weighs_nothing(mark):
    place = EvidencePlace(document_id="gull", start=0, end=len(GULL))
    one = of(seen(MarkEvidence(claim="clm_2", evidence=place, mark=mark, reason="Another ferry.")), "clm_2")
    assert (one.content.verdict, one.content.independent_refute) == (Verdict.UNVERIFIED, 0)
    (item,) = one.evidence
    assert (item.stance, item.weight, item.set_aside.mark) == (Stance.REFUTES, 0, mark)
    assert "Another ferry." in item.reasons[-1]


def test_a_tie_that_is_denied_makes_the_two_independent_and_one_that_is_confirmed_changes_no_verdict():
    tie = {"parties": ("The Tides", "Harbour Board"), "tie": TieKind.OWNER}
    denied, kept = (seen(DecideTie(**tie, state=state)) for state in (TieState.DENIED, TieState.ACCEPTED))
    assert of(denied, "clm_1").content.independent_support == 2
    assert of(kept, "clm_1").content == of(MACHINE, "clm_1").content
    assert [one.ties[0].state for one in (denied, kept)] == [TieState.DENIED, TieState.ACCEPTED]


def test_a_denied_tie_does_not_come_back_by_the_claimants_affiliation():
    act = Correct(claim="clm_1", claimant=claimant("Pier Union", ClaimantKind.GROUP, "The Tides"))
    tie = DecideTie(parties=("The Tides", "Harbour Board"), tie=TieKind.OWNER, state=TieState.DENIED)
    assert of(seen(tie, act), "clm_1").claim.claimant.affiliations == ("The Tides",)
    assert reweighed(seen(tie)) == seen(tie)


def test_a_document_that_is_added_waits_and_once_judged_counts_for_the_claim_it_was_added_for():
    act = AddDocument(claim="clm_1", document=PAPER)
    waits = seen(act)
    assert [one.document_id for one in waits.coverage.left_out] == ["desk-1"]
    assert of(waits, "clm_1").content == of(MACHINE, "clm_1").content
    read = Judging(evidence=(shown("clm_1", "desk-1", PAPER.text), shown("clm_3", "desk-1", PAPER.text)))
    whole = reviewed(MACHINE, (event(1, act).model_copy(update={"judged": read}),))
    assert of(whole, "clm_1").content.independent_support == 2
    assert of(whole, "clm_3").evidence == ()
    assert (whole.coverage.documents, whole.coverage.documents_read) == (1, 1)
    everywhere = event(1, AddDocument(document=PAPER)).model_copy(update={"judged": read})
    assert of(reviewed(MACHINE, (everywhere,)), "clm_3").evidence


def test_a_document_that_could_not_be_judged_is_as_if_it_were_not_there_and_says_so():
    lost = Failure(stage="judge", subject="clm_1", kind="model_timeout", detail="No answer.")
    act = event(1, AddDocument(document=PAPER)).model_copy(update={"judged": Judging(failures=(lost,))})
    whole = reviewed(MACHINE, (act,))
    assert of(whole, "clm_1").content == of(MACHINE, "clm_1").content
    assert whole.coverage.failures == (lost,)


def test_notes_and_who_is_to_look_are_told_and_change_nothing_else():
    whole = seen(Note(claim="clm_1", text="Ask the yard."), Assign(claim="clm_1", to="Omar"), Assign(to="Ines"))
    review = of(whole, "clm_1").review
    assert (review.state, review.note, review.assigned) == (ReviewState.NONE, "Ask the yard.", "Omar")
    assert whole.review.assigned == "Ines"
    assert of(whole, "clm_1").content == of(MACHINE, "clm_1").content


# ---------------------------------------------------------------- acceptance


@pytest.mark.parametrize(
    "after",
    [
        Correct(claim="clm_1", text="The pier is closed."),
        Override(claim="clm_1", verdict=Verdict.DOUBTFUL, reason="Seen."),
        DecideTie(parties=("The Tides", "Harbour Board"), tie=TieKind.OWNER, state=TieState.DENIED),
        MarkEvidence(
            claim="clm_1",
            evidence=EvidencePlace(document_id="letter", start=0, end=len(LETTER)),
            mark=SetAsideAs.IRRELEVANT,
        ),
    ],
    ids=lambda act: act.kind,
)
def test_what_changes_after_it_was_accepted_has_to_be_accepted_again(after):
    accepted = Accept(claim="clm_1", verdict=of(MACHINE, "clm_1").content.verdict)
    assert of(seen(accepted), "clm_1").review.state is ReviewState.ACCEPTED
    changed = of(seen(accepted, after), "clm_1")
    assert changed.review.state is ReviewState.EDITED
    again = Accept(claim="clm_1", verdict=changed.content.verdict)
    assert of(seen(accepted, after, again), "clm_1").review.state is ReviewState.ACCEPTED


# ---------------------------------------------------------------- what cannot be done

OUTSIDE = Span(text="x", start=len(BODY), end=len(BODY) + 1)
NOWHERE = EvidencePlace(document_id="gull", start=0, end=2)
ELSEWHERE = Span(text="the yard", start=0, end=8)


@pytest.mark.parametrize(
    ("act", "pointer"),
    [
        (Accept(claim="clm_9"), "/claim"),
        (Reject(claim="clm_9", reason="No."), "/claim"),
        (Note(claim="clm_9", text="So."), "/claim"),
        (Assign(claim="clm_9", to="Ines"), "/claim"),
        (Override(claim="clm_9", verdict=Verdict.DOUBTFUL, reason="No."), "/claim"),
        (Correct(claim="clm_1"), ""),
        (Correct(claim="clm_1", spans=(OUTSIDE,)), "/spans/0"),
        (Correct(claim="clm_1", spans=(span("the yard", BODY), ELSEWHERE)), "/spans/1/text"),
        (Correct(claim="clm_1", claimant=Claimant(name="X", kind="group", mention=OUTSIDE)), "/claimant/mention"),
        (Correct(claim="clm_1", claimant=Claimant(name=" ", kind="group")), "/claimant/name"),
        (Correct(claim="clm_1", relayers=(Claimant(name="X", kind="group", title=OUTSIDE),)), "/relayers/0/title"),
        (Correct(claim="clm_1", provenance=({"channel": "video", "span": OUTSIDE},)), "/provenance/0/span"),
        (MergeClaims(claims=("clm_1", "clm_1")), "/claims/1"),
        (MergeClaims(claims=("clm_1", "clm_9")), "/claims/1"),
        (MergeClaims(claims=("clm_1", "clm_3")), "/claims"),
        (SplitClaim(claim="clm_1", parts=({"spans": (OUTSIDE,)}, {"spans": (OUTSIDE,)})), "/parts/0/spans/0"),
        (SplitClaim(claim="clm_1", parts=({"spans": (ELSEWHERE,)},) * 3), "/parts/0/spans/0/text"),
        (SplitClaim(claim="clm_1", parts=({"spans": (span(SHUT, BODY),)},) * 3), "/parts/2"),
        (AddClaim(spans=(OUTSIDE,), claimant=BOARD), "/spans/0"),
        (
            MarkEvidence(claim="clm_1", evidence={"document_id": "gull", "start": 0, "end": 2}, mark="misread"),
            "/evidence",
        ),
        (DecideTie(parties=("The Gull", "Harbour Board"), tie="owner", state="denied"), "/parties"),
        (AddDocument(document=document("x", id="gull")), "/document/id"),
        (AddDocument(claim="clm_9", document=PAPER), "/claim"),
        (Undo(number=4), "/number"),
    ],
)
def test_what_cannot_be_done_names_the_field(act, pointer):
    with pytest.raises(BadInput) as refused:
        check(MACHINE, (), act)
    assert refused.value.field == pointer


def test_a_claim_is_not_added_twice_nor_an_act_undone_twice():
    with pytest.raises(BadInput, match="already"):
        check(seen(MISSED), events(MISSED), MISSED)
    acts = events(MISSED, Undo(number=1))
    with pytest.raises(Conflict, match="undone already"):
        check(MACHINE, acts, Undo(number=1))
    check(MACHINE, acts, Undo(number=2))


def test_a_claim_that_became_part_of_another_says_of_which():
    acts = MergeClaims(claims=("clm_2", "clm_1"))
    with pytest.raises(BadInput, match="made one with clm_2"):
        check(seen(acts), events(acts), Accept(claim="clm_1"))


def test_what_is_below_the_body_is_no_claim_of_the_article():
    cut: Article = MACHINE.article.model_copy(update={"body_end": 30})
    with pytest.raises(BadInput, match="ends at 30"):
        check(MACHINE.model_copy(update={"article": cut}), (), MISSED)
