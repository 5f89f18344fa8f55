"""Two reports of one article: which claims are the same, and what became of each."""

from hypothesis import given
from hypothesis import strategies as st

from service.domain import ChangedPart, Channel, Provenance, Verdict
from service.weighing.changes import changes, with_known_ids
from tests import building

TEXTS = (
    "The Orlu dam holds nine million tonnes.",
    "The dam of Orlu holds nine million tonnes.",
    "The Orlu dam holds six million tonnes.",
    "The spillway at Orlu was built by prisoners.",
    "We hold the northern gate of Mereth.",
)
CLAIMS = st.lists(
    st.builds(
        lambda text, by, verdict: building.finding(
            building.claim(text, by, id=f"clm_{TEXTS.index(text)}{by}"), verdict
        ),
        st.sampled_from(TEXTS),
        st.sampled_from(["Ida Brand", "Harbour Board"]),
        st.sampled_from(Verdict),
    ),
    unique_by=lambda one: one.claim.id,
)


def report(id, findings):
    return building.report(id, findings)


def kept(before, now):
    """The ids that the claims of a new version get."""
    earlier = report("rep_1", [building.finding(one) for one in before])
    return [one.id for one in with_known_ids(now, earlier.article, earlier)]


def claim(text, by="Ida Brand", id="clm_new"):
    return building.claim(text, by, id=id)


def test_a_claim_in_other_words_of_the_same_claimant_keeps_its_id():
    before = [claim(TEXTS[0], id="clm_old"), claim(TEXTS[3], id="clm_other")]
    assert kept(before, [claim(TEXTS[1])]) == ["clm_old"]
    assert kept(before, [claim(TEXTS[1], "Harbour Board")]) == ["clm_new"]
    assert kept(before, [claim(TEXTS[2])]) == ["clm_new"]


def test_an_id_is_given_once_and_never_one_that_stands():
    old = claim(TEXTS[0], id="clm_old")
    assert kept([old], [claim(TEXTS[1], id="a"), claim(TEXTS[1].upper(), id="b")]) == ["clm_old", "b"]
    assert kept([old], [old, claim(TEXTS[1])]) == ["clm_old", "clm_new"]


def test_what_changed_names_each_part():
    how = Provenance(channel=Channel.VIDEO)
    old = building.finding(claim(TEXTS[0], id="clm_1"))
    new = building.finding(
        claim(TEXTS[1], "Harbour Board", id="clm_1").model_copy(update={"provenance": (how,)}), Verdict.DOUBTFUL
    )
    (told,) = changes(report("rep_1", [old]), report("rep_2", [new])).changed
    assert told.parts == (ChangedPart.TEXT, ChangedPart.CLAIMANT, ChangedPart.PROVENANCE, ChangedPart.VERDICT)
    assert (told.text_before, told.text, told.verdict_before, told.verdict) == (
        TEXTS[0],
        TEXTS[1],
        Verdict.UNVERIFIED,
        Verdict.DOUBTFUL,
    )


@given(CLAIMS, CLAIMS)
def test_every_claim_of_either_report_is_told_of_once(before, now):
    told = changes(report("rep_1", before), report("rep_2", now))
    assert len(told.new) + len(told.changed) + told.unchanged == len(now)
    assert len(told.lapsed) + len(told.changed) + told.unchanged == len(before)


@given(CLAIMS, CLAIMS)
def test_ids_stay_one_for_each_claim_and_those_that_stand_stay(before, now):
    earlier = report("rep_1", before)
    claims = [one.claim for one in now]
    known = with_known_ids(claims, earlier.article, earlier)
    assert len({one.id for one in known}) == len(claims)
    old = {one.claim.id for one in before}
    assert [one.id for one, was in zip(known, claims, strict=True) if was.id in old] == [
        one.id for one in claims if one.id in old
    ]
