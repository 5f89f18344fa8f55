import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import MediaKind
from service.text.layout import headline, media, shown
from service.text.tails import body_end

STORY = (
    "Bridge falls at Ora\n\nBy Ann Lindt\n\nThe old bridge at Ora fell into the river on Monday night, the fire service"
    " said, and two buses went down with it.\n\nThe mayor, who had asked for repairs three times since March, called"
    " the collapse a crime and wants a public inquiry."
)
MORE = "The ministry of roads said that its engineers had found no fault at all when they last looked at the bridge."


@pytest.mark.parametrize(
    "ending",
    [
        "7 Comments\n\nI knew that it would fall one day, because I drove over it every morning of my life for years.",
        "Comments (12)\n\nShame on them all, they have known about it for years and nobody ever did anything at all.",
        "  • roadhog says:\n\n    It is always the same with these people, and they never pay for what they do to us.",
        "Leave a reply\n\nYour email address will not be published.",
        "Tags: , ,",
        "Filed under: Roads, Rivers",
        "Ann Lindt is a reporter at The Daily, where she covers roads and rivers.",
        "Bo Ek is an editor of The Daily's river desk and a senior analyst at the Bridge Institute.",
        "Bo Ek and Ada Wu are senior writers for The Daily.\n\nTags: roads",
        "About the author\n\nBo Ek has written on bridges for twenty years and lives near one of them in Ora.",
        "Follow Bo Ek on Twitter",
        "Ann Lindt covers roads. She lives in Ora.",
        "© 2024 The Daily. All rights reserved.",
        "This story was originally published by The Weekly and is shared here with its kind permission.",
        "Sign up for our newsletter",
        "Advertisement",
        "Related stories\n\nWhy bridges fall\n\nWhat the mayor said last year",
        "Read more: Why bridges fall",
        "(Reporting by Ann Lindt; editing by Bo Ek)",
        "Bo Ek contributed to this report.",
        "___\n\nBo Ek contributed reporting.",
        "Share this:\nTwitter\nFacebook",
        "Tweet\nShare\nPin",
        "Facebook Twitter Email Print",
        "Like this:\nLike Loading...",
        "Enter your email address to subscribe to this blog and receive notifications of new posts by email.",
        "Join 12,345 other subscribers",
        "Read next\n\nWhy bridges fall",
        "Previous post\n\nNext post",
        "Support our journalism",
        "The views expressed in this article are the writer's own and do not reflect those of the paper in any way.",
        "Bo Ek (@boek) is a reporter at The Daily.",
        "Bo Ek is the author of a history of the bridges of Ora and lives by one of them.",
        "About Bo Ek",
        "@boek",
        "-30-",
    ],
)
def test_what_trails_an_article_is_not_part_of_it(ending: str) -> None:
    assert body_end(f"{STORY}\n\n{ending}\n") == len(STORY)


@pytest.mark.parametrize(
    "heading",
    [
        "12 Responses to Bridge falls at Ora",
        "One thought on “Bridge falls at Ora”",
        "View all 12 comments",
        "View Comments (12)",
        "See 3 more comments",
        "Comments are closed.",
        "No comments yet",
        "Comments: 12",
        "Readers' comments",
        "12 comments | Add yours",
        "Leave a comment",
        "Be the first to comment",
        "You must be logged in to post a comment.",
        "Start the discussion…",
        "Conversation (12)",
        "Sort by: newest",
        "Sort by\nBest",
        "Newest first",
        "• roadhog says",
        "roadhog on May 19, 2015 at 2:10 pm said:",
        "Comment by roadhog — May 19, 2015 @ 2:10 pm",
        "Anonymous said...",
        "Reply ·",
        "roadhog\n3 hours ago",
        "roadhog • 3 hours ago",
    ],
)
def test_what_readers_wrote_is_not_part_of_the_article(heading: str) -> None:
    comment = "They have killed 500 people there since last year, the ministry told my uncle, and nobody said a word."
    thread = f"{comment}\n\nLike · Reply · 3 hrs\n\nada\n\n{comment}\n\nReply"
    assert body_end(f"{STORY}\n\n{heading}\n\n{thread}\n") == len(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "The statement says:",
        "No comment",
        "Reactions",
        "One response to the flood",
        "What do you think?",
        "Posted on the bridge",
        "He said that his reply was late.",
        "Two conversations on the bridge",
    ],
)
def test_a_line_that_only_sounds_like_comments_cuts_nothing(line: str) -> None:
    text = f"{STORY}\n\n{line}\n\n{MORE}\n\n{MORE}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "line",
    ["Sign up for our newsletter", "Advertisement", "Read more: Why bridges fall", "Share this article", "Tags: roads"],
)
def test_a_notice_in_mid_article_cuts_nothing(line: str) -> None:
    text = f"{STORY}\n\n{line}\n\n{MORE}\n\n{MORE}\n\n{MORE}"
    assert body_end(text) == len(text)


@pytest.mark.parametrize(
    "last",
    [
        "She is an editor of the paper.",
        "Mount Ora is the highest peak in the range.",
        "Route Nine runs through the valley.",
        "Did any of the warnings reach the town? Nobody at the ministry can say.",
        "More from the valley is expected to reach the camp by Monday.",
        "Police arrested Ada Wu, a reporter for The Daily, at the bridge.",
        "Copyright law does not cover bridges, the court said in its ruling on the matter last week.",
        "The author was arrested on Friday.",
        "Comments on the plan are open until May, the ministry said in a statement on its website.",
        "He says:",
        "A photo of the bridge:\n\nora_1.jpg",
    ],
)
def test_a_last_paragraph_of_news_stays(last: str) -> None:
    text = f"{STORY}\n\n{last}"
    assert body_end(text) == len(text)


def test_a_journalist_whom_the_news_is_about_is_not_its_author() -> None:
    text = f"{STORY}\n\nThe mayor blamed Ada Wu for the leak.\n\nAda Wu is a reporter at The Daily."
    assert body_end(text) == len(text)


def test_a_comment_count_above_the_article_does_not_empty_it() -> None:
    text = f"Bridge falls\n\n7 Comments\n\n{STORY}"
    assert body_end(text) == len(text)


def test_an_agencys_credit_behind_the_last_sentence_goes() -> None:
    assert body_end(f"{STORY} (Reporting by Ann Lindt in Ora; Editing by Bo Ek)") == len(STORY)


@given(st.text(max_size=200))
def test_the_end_is_within_the_text_and_found_again(text: str) -> None:
    end = body_end(text)
    assert 0 <= end <= len(text.rstrip())
    assert body_end(text[:end]) == end


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bridge falls at Ora\n\nThe bridge fell.", "Bridge falls at Ora"),
        ("\n\n  Who let it fall?\nThe bridge fell.", "Who let it fall?"),
        ("The bridge fell.\n\nNobody came.", None),
        ("Bridge falls at Ora", None),
        ("Photos of the bridge:\n\nora_1.jpg", None),
        ("ora_1.jpg\n\nThe bridge fell.", None),
        ("word " * 40 + "\n\nThe bridge fell.", None),
        ("", None),
    ],
)
def test_a_headline_is_a_short_first_line_without_a_full_stop(text: str, found: str | None) -> None:
    span = headline(text)
    assert (span.text if span else None) == found


def test_pictures_take_the_nearest_caption_above() -> None:
    text = (
        f"{STORY}\n\nPhotos released by the fire service:\n\nA bus being lifted:\n\nBQXkd_JWAAAnqrT\n\n\xa0\n\n"
        "Video showing the river bank:\n\nBQXzpyXWAAEWtPw\n\nclip_2.mp4\n\nThe mayor left.\n\nIMG_2231.jpg"
    )
    found = media(text, len(text))
    assert [(item.id, item.kind, item.caption.text if item.caption else None) for item in found] == [
        ("BQXkd_JWAAAnqrT", MediaKind.PHOTO, "A bus being lifted:"),
        ("BQXzpyXWAAEWtPw", MediaKind.VIDEO, "Video showing the river bank:"),
        ("clip_2.mp4", MediaKind.VIDEO, "Video showing the river bank:"),
        ("IMG_2231.jpg", MediaKind.PHOTO, None),
    ]
    assert all(item.caption is None or item.caption.stands_in(text) for item in found)
    assert "Photos released by the fire service:" in [line.text for line in shown(text, len(text)).lines]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Photo: Ann Lindt/The Daily", MediaKind.PHOTO),
        ("A diver at the bridge in Ora, Monday, May 6, 2024. (AP Photo/Bo Ek)", MediaKind.PHOTO),
        ("Divers look for the second bus. (Bo Ek/Getty Images)", MediaKind.PHOTO),
        ("Video: Divers look for the second bus", MediaKind.VIDEO),
        ("Audio: The mayor's call to the fire service", MediaKind.AUDIO),
    ],
)
def test_a_marked_caption_is_a_picture_even_without_an_id(line: str, kind: MediaKind) -> None:
    text = f"{STORY}\n\n{line}\n\n{MORE}"
    (item,) = media(text, len(text))
    assert item.id.startswith("med_")
    assert item.kind is kind
    assert item.caption is not None
    assert item.caption.text == line


def test_a_marked_caption_below_a_picture_is_that_pictures() -> None:
    text = f"{STORY}\n\nora_1.jpg\n\nThe bridge on Monday. (AP Photo/Bo Ek)\n\n{MORE}"
    (item,) = media(text, len(text))
    assert item.id == "ora_1.jpg"
    assert item.caption is not None
    assert item.caption.text.startswith("The bridge on Monday")


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("Marchers on the Ora bridge.", True),
        ("President Ada Wu at the “River Forum” in Ora.", True),
        ("Destroyed buses near the river.", True),
        ("Rebels retreat from Ora.", False),
        ("Officials say dozens died in Ora.", False),
        ("Marchers in Ora seize the bridge.", False),
        ("The bridge fell.", False),
        ("Marchers on the bridge", False),
    ],
)
def test_a_verbless_line_under_the_headline_is_the_lead_photos_caption(line: str, is_caption: bool) -> None:
    text = f"Bridge falls at Ora\n\n{line}\n\n{MORE}"
    assert [item.caption.text for item in media(text, len(text)) if item.caption] == [line] * is_caption


def test_an_address_inside_prose_is_a_picture_with_the_words_before_it() -> None:
    text = f"{STORY}\n\nThe bridge is gone pic.twitter.com/Ab3dE6gH and so are we\n\nhttps://youtu.be/abcDEF12345"
    tweet, video = media(text, len(text))
    assert tweet.id == "pic.twitter.com/Ab3dE6gH"
    assert tweet.caption is not None
    assert tweet.caption.text == "The bridge is gone"
    assert tweet.caption.stands_in(text)
    assert (video.kind, video.caption) == (MediaKind.VIDEO, None)


@pytest.mark.parametrize("line", ["Misunderstandin", "He said this:", "Editorialboards", "5,000"])
def test_a_word_or_a_colon_alone_is_no_picture(line: str) -> None:
    text = f"{STORY}\n\n{line}\n\n{MORE}"
    assert shown(text, len(text)).lines == ()


@pytest.mark.parametrize(
    "line",
    [
        "Ada Wu covers roads for the Ora Gazette.",
        "Ada Wu reported from Lower Ora.",
        "Ada Wu teaches history at the college.",
        "Were you on the bridge? Send us your pictures: desk@ora.example.com",
        "Share this story: Facebook | X | Copy link",
        "This is a developing story and will be updated.",
        "You’re receiving this because you signed up. Forward it to a friend, or unsubscribe.",
        "The Gazette’s reporting is supported by its readers.",
        "Read our earlier stories on the bridge: The ferry; The toll.",
    ],
)
def test_what_the_paper_says_of_itself_below_the_story_goes(line: str) -> None:
    assert body_end(f"{STORY}\n\n{line}\n") == len(STORY)


@pytest.mark.parametrize(
    ("first", "is_one"),
    [
        ("桥塌了，没有人受伤。", False),
        ("पुल गिर गया।", False),
        ("پل گر گیا۔", False),
        ("قال العمدة ما يلي:", False),
        ("桥塌了", True),
        ("पुल गिर गया", True),
        ("انهيار الجسر", True),
    ],
)
def test_a_first_sentence_in_any_script_is_no_headline(first: str, is_one: bool) -> None:
    assert (headline(f"{first}\n\n第二天，桥修好了。") is not None) is is_one
