"""What a desk corrects becomes a labelled case, and is counted."""

import pytest

from evals.desk import WHAT, differences
from evals.drafting import accepted, draft
from evals.tables import desk_table
from service.domain import Accept, AddClaim, Correct, MergeClaims, Override, Provenance, Reject, Verdict
from service.errors import Conflict
from service.weighing.reviewed import reviewed
from tests.building import claimant, span
from tests.reviewing import BODY, MACHINE, VOSS, events

MISSED = AddClaim(spans=(span("Nobody asked the yard", BODY),), claimant=claimant("Marl Post"))


def counted(*acts):
    told = differences([(MACHINE, reviewed(MACHINE, events(*acts)))])
    assert (told.reports, told.claims) == (1, 3)
    return told.looked_at, {name: number for name, number in told.counts.items() if number}


@pytest.mark.parametrize(
    ("acts", "looked_at", "counts"),
    [
        ((), 0, {}),
        ((Accept(claim="clm_1"),), 1, {"accepted": 1}),
        ((Reject(claim="clm_1", reason="No."), Accept(claim="clm_3")), 2, {"rejected": 1, "accepted": 1}),
        ((Correct(claim="clm_3", text="The hull is old."), Accept(claim="clm_3")), 1, {"corrected": 1, "text": 1}),
        ((Correct(claim="clm_3", claimant=claimant("Dock Union")),), 1, {"corrected": 1, "claimants": 1}),
        ((Correct(claim="clm_3", checkworthy=False),), 1, {"corrected": 1}),
        (
            (Correct(claim="clm_3", provenance=(Provenance(channel="video"),)),),
            1,
            {"corrected": 1, "channels": 1},
        ),
        ((Override(claim="clm_3", verdict=Verdict.DOUBTFUL, reason="Seen."),), 1, {"verdicts": 1}),
        ((MISSED,), 0, {"added": 1}),
        ((MergeClaims(claims=("clm_2", "clm_1")),), 2, {"merged": 1, "corrected": 1, "text": 1, "verdicts": 1}),
    ],
)
def test_what_a_desk_did_is_counted_by_claim(acts, looked_at, counts):
    assert counted(*acts) == (looked_at, counts)


def test_shares_are_of_the_claims_that_were_looked_at():
    told = differences([(MACHINE, reviewed(MACHINE, events(Accept(claim="clm_1"), MISSED)))])
    assert (told.rate("accepted"), told.rate("rejected"), told.rate("added")) == (1.0, 0.0, 0.5)
    assert differences([]).rate("accepted") is None
    assert desk_table(told)
    assert set(told.counts) == set(WHAT)


def test_only_a_report_whose_claims_are_all_accepted_becomes_a_case():
    rejected = Reject(claim="clm_2", reason="No.")
    corrected = Correct(claim="clm_1", claimant=VOSS)
    with pytest.raises(Conflict, match="2 of 2 claims are not accepted"):
        accepted(reviewed(MACHINE, events(rejected)))
    with pytest.raises(Conflict):
        accepted(MACHINE)
    whole = reviewed(MACHINE, events(rejected, corrected, Accept(claim="clm_1"), Accept(claim="clm_3")))
    case = draft(accepted(whole))
    assert [(one.anchor, one.claimant) for one in case.gold.claims] == [
        ("the pier is shut", "Ada Voss"),
        ("the hull leaks", "Ada Voss"),
    ]
