"""How a claim is said to be known, from the words around it."""

import pytest

from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.claims.provenance import provenance_of
from service.domain import Channel, Claimant, ClaimantKind, Provenance, Span
from tests.building import article

LEAGUE = Claimant(name="Reform League", kind=ClaimantKind.GROUP)


def known(around: str, claimant: Claimant = LEAGUE, earlier: tuple[Provenance, ...] = ()) -> tuple[Provenance, ...]:
    return provenance_of(around, (Span.of(around, 0, len(around)),), claimant, earlier)


@pytest.mark.parametrize(
    ("around", "channel", "platform", "official", "words"),
    [
        ("On its official Twitter feed, it said", "social_post", "x", True, "its official Twitter feed"),
        ("on its Twitter feed", "social_post", "x", True, "its Twitter feed"),
        ("On the Reform League’s Twitter account", "social_post", "x", True, "Twitter account"),
        ("On Ana Ruiz’s Twitter account", "social_post", "x", None, "Twitter account"),
        ("on an unverified Twitter account", "social_post", "x", False, "unverified Twitter account"),
        ("he wrote on X", "social_post", "x", None, "wrote on X"),
        ("in several tweets, it said", "social_post", "x", None, "tweets"),
        ("on its Telegram channel", "messaging_channel", "telegram", True, "its Telegram channel"),
        ("in a YouTube video", "video", "youtube", None, "YouTube video"),
        ("told reporters in Norvik", "press_conference", None, None, "told reporters"),
        ("telling reporters in Norvik", "press_conference", None, None, "telling reporters"),
        ("at a news conference", "press_conference", None, None, "news conference"),
        ("in an interview with the Harbour Times", "interview", None, None, "in an interview"),
        ("said in a statement", "official_statement", None, None, "in a statement"),
        ("according to court documents", "court_record", None, None, "court documents"),
        ("in satellite images", "satellite_imagery", None, None, "satellite images"),
        ("Photos released by rebels show", "photo", None, None, "Photos released"),
        ("witnesses said", "eyewitness", None, None, "witnesses"),
        ("a monitoring group said", "monitor_group", None, None, "monitoring group"),
        ("state television said", "news_report", None, None, "state television"),
        ("speaking on condition of anonymity", "anonymous", None, None, "on condition of anonymity"),
        ("according to leaked documents", "document", None, None, "leaked documents"),
        ("official figures show", "dataset", None, None, "official figures"),
    ],
)
def test_words_tell_the_channel(
    around: str, channel: str, platform: str | None, official: bool | None, words: str
) -> None:
    found = known(around)[0]
    assert (found.channel, found.platform, found.official) == (Channel(channel), platform, official)
    assert found.span is not None
    assert found.span.stands_in(around)
    assert found.span.text == words


@pytest.mark.parametrize(
    ("around", "channel"),
    [
        ("the port said in a written reply", "official_statement"),
        ("the ministry said in a circular", "official_statement"),
        ("the minister told deputies", "official_statement"),
        ("the board said in an emailed statement", "official_statement"),
        ("he said in a tour of the plant for journalists", "press_conference"),
        ("the superintendent told newsmen", "press_conference"),
        ("she was asked by local reporters", "press_conference"),
        ("enrollment figures showed", "dataset"),
        ("according to district enrollment figures", "dataset"),
        ("vessel data show", "dataset"),
        ("in a message to shareholders, Orra said", "official_statement"),
        ("according to the autopsy report", "document"),
        ("the contract, seen by the Post, says", "document"),
        ("according to maintenance records", "document"),
        ("the prospectus says", "document"),
        ("Ann Hale told our correspondent", "interview"),
        ("when contacted, Jon Ault said", "interview"),
        ("in comments to the Echo, Lena Voss said", "interview"),
        ("told a packed room of reporters", "press_conference"),
        ("told a media conference", "press_conference"),
        ("said on a call with reporters", "press_conference"),
        ("neighbours said", "eyewitness"),
        ("a passer-by said", "eyewitness"),
        ("said Jon Ault, who was fishing nearby", "eyewitness"),
        ("on its Viber channel", "messaging_channel"),
        ("said in a group chat", "messaging_channel"),
        ("wrote on her blog", "social_post"),
        ("said in an online post", "social_post"),
        ("according to figures compiled by the port", "dataset"),
        ("according to the electoral roll", "dataset"),
        ("according to the official tally", "dataset"),
        ("the judgment says", "court_record"),
        ("in a complaint filed in Norvik", "court_record"),
        ("on the tape he says", "audio"),
        ("a picture posted on Monday shows", "photo"),
    ],
)
def test_papers_rooms_and_onlookers_tell_the_channel(around: str, channel: str) -> None:
    assert known(around)[0].channel == Channel(channel)


@pytest.mark.parametrize(
    "around",
    [
        "Lena Voss, who wrote the report, said",
        "the panel, which collects figures from the ministry, said",
        "Jon Ault, whose photos hang in the hall, said",
        "the aide, who signed the contract, told the mayor",
        "the prosecutor said in his opening statement",
        "her lawyer said in her closing statement",
        "the club said in its mission statement of old",
    ],
)
def test_what_a_speaker_does_besides_is_no_channel(around: str) -> None:
    assert known(around)[0].channel is Channel.UNSPECIFIED


def test_a_clause_that_tells_how_somebody_spoke_is_one() -> None:
    assert known("Lena Voss, who spoke to reporters outside, said")[0].channel is Channel.PRESS_CONFERENCE


@pytest.mark.parametrize(
    "around", ["it said", "he told her", "the X factor", "a statement of intent was missing here not"]
)
def test_no_words_tell_no_channel_or_only_what_they_say(around: str) -> None:
    assert all(item.channel in {Channel.UNSPECIFIED, Channel.OFFICIAL_STATEMENT} for item in known(around))


def test_nothing_told_is_unspecified_without_words() -> None:
    assert known("it said") == (Provenance(channel=Channel.UNSPECIFIED),)


@pytest.mark.parametrize("official", [True, False, None])
def test_other_posts_are_as_official_as_the_feed_named_before(official: bool | None) -> None:
    earlier = (Provenance(channel=Channel.SOCIAL_POST, platform="x", official=official),)
    assert known("In other tweets, it said", earlier=earlier)[0].official is official


def test_other_posts_on_another_platform_borrow_nothing() -> None:
    earlier = (Provenance(channel=Channel.MESSAGING_CHANNEL, platform="telegram", official=True),)
    assert known("In other tweets, it said", earlier=earlier)[0].official is None


@pytest.mark.parametrize(
    ("around", "locator"),
    [
        ("in a court filing, No. 22-cv-0417, it said", "No. 22-cv-0417"),
        ("on its Twitter account @reformleague, it said", "@reformleague"),
        ("in a statement at https://league.example/a1.", "https://league.example/a1"),
        ("in a statement", None),
    ],
)
def test_a_locator_is_what_finds_it_again(around: str, locator: str | None) -> None:
    assert known(around)[0].locator == locator


def test_a_newspapers_word_is_a_news_report() -> None:
    paper = Claimant(name="Harbour Times", kind=ClaimantKind.MEDIA, mention=Span(text="The Times", start=0, end=9))
    assert known("The Times wrote", paper)[0].channel is Channel.NEWS_REPORT


def test_how_it_was_said_goes_before_who_said_it() -> None:
    told = [item.channel for item in known("residents told reporters")]
    assert told == [Channel.PRESS_CONFERENCE, Channel.EYEWITNESS]


def test_what_is_told_to_a_newspaper_is_told_in_an_interview() -> None:
    around = "the mayor told the Gazette"
    press = (Span.of(around, 19, 26),)
    found = provenance_of(around, (Span.of(around, 0, len(around)),), LEAGUE, press=press)
    assert [(item.channel, item.span and item.span.text) for item in found] == [
        (Channel.INTERVIEW, "told the Gazette"),
    ]


def test_a_recording_stands_where_it_was_posted() -> None:
    assert [(item.channel, item.platform) for item in known("a video that spread on Facebook")] == [
        (Channel.VIDEO, "facebook"),
        (Channel.SOCIAL_POST, "facebook"),
    ]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        # Papers and figures that show something, whatever stands between them and the verb.
        ("Data from the Water Board show that 40 wells were shut.", Channel.DATASET),
        ("Council minutes show that Ann Hale voted for the lane.", Channel.DOCUMENT),
        ("Contracts reviewed by the Harbour Times show that Ann Hale bought the wells.", Channel.DOCUMENT),
        # Who hears it is no witness of it.
        ("Ann Hale told residents at a hall in Norvik that 40 wells were shut.", Channel.UNSPECIFIED),
        ("Ann Hale warned the residents that 40 wells were shut.", Channel.UNSPECIFIED),
        ("Local residents said that 40 wells were shut.", Channel.EYEWITNESS),
        # What tells more of the speaker is not told.
        ("Forty wells were shut, a nurse who feared losing her job said.", Channel.ANONYMOUS),
        ("Forty wells were shut, according to the trade newsletter Tap & Drain.", Channel.NEWS_REPORT),
    ],
)
def test_a_sentence_tells_how_it_is_known(text, channel):
    (only,) = claims_of(article(text))
    assert [known.channel for known in only.claim.provenance] == [channel]
