"""What the embedded analyst makes of whole, invented articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysts.embedded import Embedded
from service.domain import Channel, Claim, ClaimantKind, Media, MediaKind, Modality, Mode
from service.domain.article import Span
from tests.building import article

STRIKE = """Harbour union says pay talks have failed

The Dockers Union, a member of the Northern Alliance, said on its official Twitter feed that talks with Portline had \
failed. In other tweets, it said that 40 cranes had stopped and that the east gate is under its control.

Portline denied that any cranes had stopped. "We have moved 900 containers since Monday," said Mara Quist, a \
spokeswoman for Portline. "We will not close the port."

According to two officials, the talks broke down over night shifts. A video showing the empty quay has been uploaded \
to YouTube. In April, the union closed the west gate. Last week, the port lost three ships, while the airline \
Skyhop cancelled 12 flights.

Will the port open? For more information, see our harbour pages.
"""


def read(body: str, **fields: object) -> list[Claim]:
    told = article(body, **{"outlet": "Bay Post", **fields})
    return [claim for reading in Embedded().read(told) for claim in reading.claims]


def telling(claims: list[Claim], words: str) -> Claim:
    found = [claim for claim in claims if words in claim.text]
    assert len(found) == 1, [claim.text for claim in claims]
    return found[0]


def test_a_claim_on_the_claimants_feed_carries_the_feed_and_the_affiliation() -> None:
    claim = telling(read(STRIKE), "Talks with Portline had failed")
    assert claim.claimant.name == "Dockers Union"
    assert claim.claimant.affiliations == ("Northern Alliance",)
    known = claim.provenance[0]
    assert (known.channel, known.platform, known.official) == (Channel.SOCIAL_POST, "x", True)
    assert known.span is not None
    assert known.span.text == "its official Twitter feed"


@pytest.mark.parametrize("words", ["40 cranes had stopped", "the east gate is under its control"])
def test_conjoined_that_clauses_are_two_claims_from_the_feed_named_before(words: str) -> None:
    claim = next(claim for claim in read(STRIKE) if words.lower() in claim.text.lower())
    assert claim.claimant.name == "Dockers Union"
    assert claim.claimant.mention is not None
    assert claim.claimant.mention.text == "it"
    assert claim.claimant.antecedent is not None
    assert "Dockers Union" in claim.claimant.antecedent.text
    assert (claim.provenance[0].platform, claim.provenance[0].official) == ("x", True)


def test_a_channel_that_hangs_on_a_claimed_noun_is_read() -> None:
    claim = telling(read("The Dawn Brigade claimed victory on its Telegram channel."), "victory")
    assert (claim.provenance[0].channel, claim.provenance[0].official) == (Channel.MESSAGING_CHANNEL, True)


def test_what_is_denied_is_told_as_what_is_denied() -> None:
    claim = next(claim for claim in read(STRIKE) if claim.modality is Modality.DENIED)
    assert claim.claimant.name == "Portline"
    assert claim.text == "Any cranes had stopped."


def test_a_quote_in_two_parts_belongs_to_one_named_person_with_a_tie() -> None:
    claim = telling(read(STRIKE), "900 containers")
    assert claim.attribution.mode is Mode.DIRECT
    assert (claim.claimant.name, claim.claimant.kind) == ("Mara Quist", ClaimantKind.PERSON)
    assert claim.claimant.affiliations == ("Portline",)


def test_officials_without_a_name_stay_unnamed_and_anonymous() -> None:
    claim = telling(read(STRIKE), "night shifts")
    assert claim.claimant.kind is ClaimantKind.UNNAMED
    assert claim.provenance[0].channel is Channel.ANONYMOUS


def test_a_video_that_is_there_is_a_claim_of_its_own() -> None:
    claim = telling(read(STRIKE), "video")
    assert claim.claimant.kind is ClaimantKind.UNNAMED
    assert (claim.provenance[0].channel, claim.provenance[0].platform) == (Channel.VIDEO, "youtube")


@pytest.mark.parametrize("telling", ["that is said to show", "claiming to show", "which purports to show"])
def test_what_a_video_is_said_to_show_is_no_claim_of_its_own(telling: str) -> None:
    claims = read(f"The Dawn Brigade met. A video {telling} the blast was uploaded to YouTube on Sunday.")
    assert [claim.text for claim in claims if "blast" in claim.text] == [
        f"A video {telling} the blast was uploaded to YouTube on Sunday."
    ]


def test_the_article_speaks_for_itself_where_nobody_else_does() -> None:
    own = [claim.text for claim in read(STRIKE) if claim.attribution.mode is Mode.OWN_VOICE]
    assert own == [
        "In April, the union closed the west gate.",
        "Last week, the port lost three ships.",
        "The airline Skyhop cancelled 12 flights.",
    ]


def test_headings_questions_and_page_furniture_claim_nothing() -> None:
    texts = " ".join(claim.text for claim in read(STRIKE))
    for words in ("pay talks have failed", "Will the port open", "harbour pages"):
        assert words not in texts


@pytest.mark.parametrize(
    "line",
    [
        "Get our free daily email: everything you need to know was picked by our editors.",
        "Please enable cookies. We use cookies to improve your experience. You agreed to our terms.",
        "Thank you for subscribing! You have been added to our list.",
        "Subscribe to The Bay Post. Our reporters have covered the coast since 1890.",
        "We have sent you an email. Follow the link to confirm.",
        "Correction: An earlier version said that 50 cranes had stopped.",
        "Photograph: Mara Quist, who was there.",
    ],
)
def test_a_box_in_mid_article_claims_nothing_to_its_end(line: str) -> None:
    assert read(f"{STRIKE}\n{line}\n\nThe dam held.") == read(f"{STRIKE}\n{'-' * len(line)}\n\nThe dam held.")


@pytest.mark.parametrize(
    "line",
    [
        "For more than 20 years the quay was unsafe, the union said.",
        "“For more than ten years we were cold,” Mara Quist said.",
        "Related charges were dropped on Monday.",
        "Correction officers were attacked on Monday, the union said.",
        "Copyright lawyers said on Monday that the song was stolen.",
        "Picture agencies lost 40 million dollars in 2015.",
        "Click fraud was found in May.",
    ],
)
def test_a_claim_that_opens_like_a_box_is_read(line: str) -> None:
    assert len(read(f"{STRIKE}\n{line}\n")) == len(read(STRIKE)) + 1


def test_the_title_repeated_in_the_body_claims_nothing() -> None:
    body = "Bridge was closed, mayor said.\n\nThe mayor said the bridge was closed.\n"
    assert len(read(body, title="Bridge was closed, mayor said")) == 1


def test_an_article_that_is_its_own_title_is_read() -> None:
    body = "The mayor said the bridge was closed."
    assert [claim.text for claim in read(body, title=body)] == ["The bridge was closed."]


def test_a_quotation_below_its_announcement_has_its_speaker() -> None:
    body = "The crash was on Monday.\n\nIn a statement, Portline said:\n\n“The bridge is closed and nobody was hurt.”\n"
    claim = telling(read(body), "nobody was hurt")
    assert claim.claimant.name == "Portline"
    assert claim.attribution.mode is Mode.DIRECT


def test_captions_claim_nothing() -> None:
    body = "The mayor said the bridge was closed.\n\nFerry crews said the bridge was open on Sunday.\n"
    start = body.index("Ferry")
    caption = Span.of(body, start, len(body) - 1)
    media = (Media(id="pic", kind=MediaKind.PHOTO, caption=caption),)
    assert [claim.text for claim in read(body, media=media)] == ["The bridge was closed."]


def test_a_chain_names_its_innermost_speaker_and_who_passed_it_on() -> None:
    claims = read("The Harbour Times reported that Olga Brandt told investors that sales had doubled.")
    claim = telling(claims, "Sales had doubled")
    assert claim.claimant.name == "Olga Brandt"
    assert [relayer.name for relayer in claim.attribution.relayers] == ["Harbour Times"]
    assert len(claims) == 1


def test_a_quotation_without_a_cue_goes_on_with_the_last_speaker() -> None:
    body = '"The tunnel is safe," Ana Ruiz said.\n\n"Nobody was hurt in the first test of the pumps."\n'
    claim = telling(read(body), "Nobody was hurt")
    assert claim.claimant.name == "Ana Ruiz"
    assert claim.attribution.cue is None


def test_what_the_reporter_saw_is_own_observation() -> None:
    claims = read("This reporter counted 14 empty tents near the quarry.")
    assert claims[0].provenance[0].channel is Channel.OWN_OBSERVATION


def test_a_claim_is_made_in_one_passage_only() -> None:
    body = "\n\n".join([STRIKE] * 3)
    readings = list(Embedded().read(article(body)))
    assert len(readings) > 1
    starts = [claim.spans[0].start for reading in readings for claim in reading.claims]
    assert len(starts) == len(set(starts)) == 3 * len(read(STRIKE))


def test_every_span_stands_in_the_body() -> None:
    for claim in read(STRIKE):
        spans = [*claim.spans, claim.attribution.cue, claim.claimant.mention, claim.claimant.antecedent]
        spans += [item.span for item in claim.provenance]
        assert all(span is None or span.stands_in(STRIKE) for span in spans)


def test_nothing_is_spent() -> None:
    receipt = Embedded().receipt()
    assert (receipt.analyst, receipt.calls, receipt.cost_usd, receipt.model) == ("embedded", 0, 0.0, None)


@pytest.mark.parametrize(
    "body", ["", "\n\n", "…", "“", "said said said", "It said.", "“A” “B” said", "X" * 50_000, "XY " * 9_000]
)
def test_a_body_that_says_nothing_is_read_without_fault(body: str) -> None:
    assert all(span.stands_in(body) for claim in read(body) for span in claim.spans)


PIECES = (
    'said that the The minister Minister of Reform League , . “ ” " ’s its it he she they who Ana Ruiz, according to'
    " told claiming to have denied (WB) Water Board spokesman for X on Twitter video and — : ? \n \n\n not 12 Qatar’s 🜚"
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_whatever_the_words_every_span_stands_in_the_body(pieces: list[str]) -> None:
    body = " ".join(pieces)
    for claim in read(body):
        named = (claim.claimant, *claim.attribution.relayers)
        spans = [*claim.spans, claim.attribution.cue, *(item.span for item in claim.provenance)]
        spans += [span for one in named for span in (one.mention, one.antecedent)]
        assert claim.spans
        assert all(span is None or (span.text and span.stands_in(body)) for span in spans)
