import pytest

from service.domain import Attribution, Claim, Claimant, ClaimantKind, ClaimType, Document, Modality, Mode, Span
from service.languages.words import stems
from service.text.retrieval import retrieve


def claim(text: str, id: str = "clm_1", claimant: str = "Ines Falk") -> Claim:
    return Claim(
        id=id,
        text=text,
        spans=(Span.of(text, 0, len(text)),),
        claimant=Claimant(name=claimant, kind=ClaimantKind.PERSON),
        attribution=Attribution(mode=Mode.INDIRECT),
        provenance=(),
        modality=Modality.CLAIMED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )


BRIDGE = claim("The Lindow bridge closed after cracks were found in its northern pillar.")
COLLAPSE = claim("Engineers blamed the Harrow company for the cracks.", id="clm_2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("captured", "captures"),
        ("The bridges", "a bridge"),
        ("Al Nusrah", "Nusra’s"),
        ("ARMIES", "army"),
        ("Café", "cafe"),
        ("Mastoumah", "Mastuma"),
    ],
)
def test_words_that_differ_by_ending_case_or_spelling_are_one(one, other):
    assert stems(one, "en") == stems(other, "en")


def test_stopwords_carry_no_meaning():
    assert stems("He said that it was not in the", "en") == frozenset()


def test_a_passage_that_shares_the_claims_words_is_found():
    document = Document(id="wire", text="Cracks in a pillar closed the bridge at Lindow, the council said.")
    (candidate,) = retrieve([BRIDGE], [document])
    assert [passage.id for passage in candidate.passages] == ["wire#1"]


def test_a_document_on_something_else_is_no_candidate():
    other = Document(id="wheat", title="Wheat prices rise", text="Bakers in Harrow paid more for flour this week.")
    assert retrieve([BRIDGE], [other]) == ()


def test_one_shared_word_is_not_enough():
    assert retrieve([BRIDGE], [Document(id="d", text="The northern league begins on Sunday.")]) == ()


def test_a_passage_on_the_articles_topic_is_found_though_it_words_the_claim_otherwise():
    document = Document(id="d", title="Lindow and Harrow", text="Its builder was faulted by the inspectors.")
    claims = [claim("In Lindow the bridge closed", "a"), claim("The firm of Harrow was at fault", "b")]
    assert {candidate.claim.id for candidate in retrieve(claims, [document])} == {"a", "b"}


def test_the_passage_that_shares_more_stands_first():
    near = Document(id="near", text="Cracks in the northern pillar closed the Lindow bridge.")
    far = Document(id="far", text="The Lindow bridge has a northern pillar, and a toll house painted last year.")
    (candidate,) = retrieve([BRIDGE], [far, near])
    assert [passage.document_id for passage in candidate.passages] == ["near", "far"]


def test_of_one_document_at_most_three_passages_are_kept():
    text = "\n\n".join(["Cracks in the northern pillar closed the Lindow bridge."] * 6)
    (candidate,) = retrieve([BRIDGE], [Document(id="d", text=text)])
    assert len(candidate.passages) <= 3


@pytest.mark.parametrize(("claims", "documents"), [([], [Document(id="d", text="Words.")]), ([BRIDGE], [])])
def test_nothing_to_seek_or_nothing_to_seek_in_gives_nothing(claims, documents):
    assert retrieve(claims, documents) == ()


def test_an_empty_document_is_no_candidate():
    assert retrieve([BRIDGE], [Document(id="d", text="")]) == ()


def test_a_hundred_claims_each_find_their_passages_in_two_hundred_documents():
    claims = [claim(f"The bridge number {n} of Lindow closed after cracks", f"c{n}") for n in range(100)]
    text = " ".join(f"Cracks closed bridge number {n} in the north of the county." for n in range(20))
    documents = [Document(id=f"d{n}", text=text) for n in range(200)]
    assert len(retrieve(claims, documents)) == 100
