"""What a desk did with a report stands in every form, with who, when and why."""

import pytest

from service.domain import Accept, Assign, Correct, Note, Override, Reject, Verdict
from service.exports.briefing import briefing
from service.exports.desk import done, said_of
from service.exports.formats import plain
from service.exports.html import page
from service.weighing.reviewed import reviewed
from tests.reviewing import MACHINE, VOSS, events

WHOLE = reviewed(
    MACHINE,
    events(
        Reject(claim="clm_2", reason="Not <b>said</b>."),
        Correct(claim="clm_1", claimant=VOSS, reason="Her own words."),
        Accept(claim="clm_1"),
        Override(claim="clm_3", verdict=Verdict.DOUBTFUL, reason="The yard showed the log."),
        Note(claim="clm_3", text="Ask the yard."),
        Assign(to="Omar Reyes"),
    ),
)


def test_a_machines_report_tells_of_no_desk():
    assert done(MACHINE) == ()
    assert 'id="desk"' not in page(MACHINE)
    assert "What the desk did" not in plain(MACHINE)


@pytest.mark.parametrize("view", ["short", "full", "why"])
def test_the_text_tells_each_act_with_who_when_and_why(view):
    told = plain(WHOLE, view)
    assert "1. claim 2: Rejected. Lena Hald, 4 May 2026, 09:01 UTC. Not <b>said</b>." in told
    assert "Judged doubtful." in told
    assert "The yard showed the log." in told


def test_a_rejected_claim_is_told_apart_and_counts_for_nothing():
    assert plain(MACHINE).splitlines()[1] == "3 claims: 1 disputed, 1 supported, 1 unverified."
    told = plain(WHOLE)
    assert told.splitlines()[1] == "2 claims: 1 disputed, 1 supported."
    assert "Rejected: 2, Harbour Board: the ferry is safe" in told
    assert briefing(WHOLE).disputed == ()
    html = page(WHOLE)
    assert "Claims that the desk rejected" in html
    assert "Not &lt;b&gt;said&lt;/b&gt;." in html
    assert 'href="#claim-clm_2"' not in html


def test_where_the_desk_alone_speaks_against_a_claim_no_source_is_said_to():
    assert "the desk judges against 1 claim" in plain(WHOLE)
    assert "independent sources speak against" not in plain(WHOLE)
    both = reviewed(MACHINE, events(Override(claim="clm_3", verdict=Verdict.DOUBTFUL, reason="Seen.")))
    assert "independent sources speak against 1 claim, the desk judges against 1 claim" in plain(both)


def test_a_card_tells_what_the_desk_says_of_its_claim_and_what_was_read():
    html = page(WHOLE)
    assert "Accepted: Lena Hald, 4 May 2026, 09:03 UTC." in html
    assert "As it was read: “the pier is shut”, Harbour Board (group)." in html
    assert "The verdict is the desk&#39;s. Weighing gives: unverified." in html
    assert "Note: Ask the yard." in html
    assert "To be looked at by <bdi>Omar Reyes</bdi>." in html


def test_where_nothing_was_said_of_a_claim_nothing_is_told():
    assert said_of(None) == ()
    assert all(said_of(one.review) for one in WHOLE.findings)
