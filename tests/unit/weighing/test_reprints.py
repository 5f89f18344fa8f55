"""What is the article in print again, and what only looks like it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain import Article, Attribution, ClaimantKind, Mode, Relation, Stance
from service.weighing.reprints import Original, is_own_word, left_out
from tests import building
from tests.building import span

LEAD = "The council of Ostley shut the swimming hall on Monday after a beam came down beside the diving tower."
DENIED = "The mayor denied that six children were in the water when the beam fell at four in the afternoon."
SAID = "“We had asked for a new roof every spring since the storm, and every spring we were told to wait,” she said."
LAST = "A firm from Tarn is to look at the other beams this week, and the hall stays shut until its report is read."
STORY = f"{LEAD} {DENIED}\n\n{SAID}\n\n{LAST}"
READERS = "\n\nComments\n\nI was there and it was not a beam but a lamp, says one who swims in Ostley every Monday.\n"
URL = "https://ostleyherald.example/hall"
DAY, BEFORE, LATER = (datetime(2031, 5, day, tzinfo=UTC) for day in (19, 18, 20))
MAYOR = building.claim("no children were in the water", building.claimant("Ida Mayr", ClaimantKind.PERSON))
OWN = building.claim("a beam came down", "Ostley Herald", attribution=Attribution(mode=Mode.OWN_VOICE))


def article(**fields: Any) -> Article:
    usual = {"title": "Hall shut", "outlet": "Ostley Herald", "url": URL, "published_at": DAY}
    return building.article(STORY + READERS, **{"body_end": len(STORY), **usual, **fields})


def reasons(text: str, **fields: Any) -> list[str]:
    document = building.document(text, **fields)
    return [one.reason for one in left_out(Original(article()), [document], (MAYOR, OWN))]


@pytest.mark.parametrize(
    ("text", "fields", "reason"),
    [
        (STORY, {}, "It is a copy of the article."),
        (f"Hall shut\n\n{STORY}", {"publisher": "Portal"}, "It is a copy of the article."),
        (f"HALL SHUT {' '.join(STORY.split()).upper()}", {}, "It is a copy of the article."),
        (f"{LEAD} {DENIED} {SAID}", {}, "It is a copy of the article."),
        (f"{STORY}\n\nRelated stories", {}, "It is a copy of the article."),
        (STORY + READERS, {}, "It is a copy of the article."),
        (f"{LAST}\n\n{LEAD}", {}, "It is an excerpt of the article."),
        (f"{LAST}\n\n{LEAD}", {"published_at": LATER}, "It is an excerpt of the article."),
        (f"{LAST}\n\n{LEAD}", {"published_at": DAY}, "It is an excerpt of the article."),
        (f"{LEAD} {DENIED}\n\n* * *\n\n{SAID}\n\n{LAST}", {}, "It is a copy of the article."),
        # the article's own outlet has nothing from itself, though claims are the outlet's
        (LEAD, {"publisher": "Ostley Herald"}, "It is an excerpt of the article."),
        # all of it, before the article: both are one text
        (STORY, {"published_at": BEFORE}, "It is a copy of the article."),
        (STORY, {"url": "https://m.ostleyherald.example/hall?utm_source=a#top"}, "It is the article itself."),
        (LEAD, {"url": "https://portal.example/1", "canonical_url": f"{URL}/"}, "It is the article itself."),
        ("Hall shut.", {"url": URL}, "It is the article itself."),
    ],
)
def test_what_holds_nothing_but_the_articles_sentences_is_left_out(text: str, fields: Any, reason: str) -> None:
    assert reasons(text, **fields) == [reason]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (STORY.replace("six children", "two children"), {"url": URL}),
        (STORY.replace("denied that", "said that"), {}),
        (STORY.replace("shut the", "did not shut the"), {"url": URL}),
        (f"{STORY} Nobody was hurt.", {}),
        (f"{STORY}\n\nCorrection: No beam came down.", {"url": URL}),
        (f"{LEAD} So writes the Herald, and it is wrong: the hall was open on Monday.", {}),
        # what the article says is denied is no word of the article's
        ("Six children were in the water when the beam fell at four in the afternoon.", {}),
        (STORY + READERS.replace("a lamp", "a bird"), {}),
        # too few words to be anybody's in particular
        ("Hall shut.", {}),
        # whom the article quotes, and what it took over
        (SAID, {"publisher": "Office of Ida Mayr"}),
        (STORY, {"owner": "Ida Mayr"}),
        (f"{LEAD} {LAST}", {"published_at": BEFORE}),
        ("", {"url": URL}),
        (" \n", {"url": URL}),
        ("Another hall was shut in Tarn, where the roof of the ice rink had leaked for many years.", {"url": URL}),
    ],
)
def test_what_tells_anything_of_its_own_is_read(text: str, fields: Any) -> None:
    assert reasons(text, **fields) == []


def test_a_whole_site_is_no_page() -> None:
    home = article(url="https://ostleyherald.example/")
    document = building.document("Hall shut.", url="https://www.ostleyherald.example")
    assert left_out(Original(home), [document], ()) == ()


THREE = [" ".join(f"{word}{n}" for n in range(8)) for word in ("Alder", "Birch", "Cedar")]
LINES = ("Hall shut", "Beam down", "Roof old", "Tower closed")


@pytest.mark.parametrize(
    ("own", "text", "fields", "found"),
    [
        # six tenths of both, however early: of twenty runs each, those over a seam are lost
        (
            building.article("\n".join(THREE), published_at=DAY),
            "\n".join(reversed(THREE)),
            {"published_at": BEFORE},
            ["It is a copy of the article."],
        ),
        (building.article("The hall is shut."), "THE HALL IS SHUT", {}, ["It is a copy of the article."]),
        (building.article(LAST, title=LEAD), LEAD, {}, ["It is an excerpt of the article."]),
        (article(outlet=None), STORY, {"publisher": "Portal"}, ["It is a copy of the article."]),
        (
            article(published_at=None),
            f"{LAST}\n\n{LEAD}",
            {"published_at": BEFORE},
            ["It is an excerpt of the article."],
        ),
        (
            article(url="https://ostleyherald.example/?p=1"),
            LEAD,
            {"url": "http://ostleyherald.example?p=1"},
            ["It is the article itself."],
        ),
        (article(title=None), "None.", {"url": URL}, []),
        # where line breaks were lost, three lines may run into one
        (
            building.article("\n".join(LINES), url=URL),
            " ".join(LINES[:3]),
            {"url": URL},
            ["It is the article itself."],
        ),
        (building.article("\n".join(LINES), url=URL), " ".join(LINES), {"url": URL}, []),
    ],
)
def test_where_a_copy_begins_and_ends(own: Article, text: str, fields: Any, found: list[str]) -> None:
    document = building.document(text, **fields)
    assert [one.reason for one in left_out(Original(own), [document], (MAYOR, OWN))] == found


@pytest.mark.parametrize(
    ("by", "mode", "left"),
    [("Ida Mayr", Mode.INDIRECT, False), ("Ida Mayr", Mode.OWN_VOICE, True), ("Ostley Herald", Mode.INDIRECT, True)],
)
def test_what_is_published_by_whom_the_article_quotes_is_no_excerpt_and_by_its_own_voice_is(
    by: str, mode: Mode, left: bool
) -> None:
    said = building.claim("a beam came down", by, attribution=Attribution(mode=mode))
    assert bool(left_out(Original(article()), [building.document(LEAD, publisher=by)], [said])) is left


@pytest.mark.parametrize(
    ("taken", "added", "whole", "own"),
    [
        # nine tenths of the document's runs
        (13, 1, 40, True),
        (12, 1, 40, False),
        # six tenths of the article's
        (13, 20, 19, True),
        (13, 20, 20, False),
        # eight runs, and fewer prove nothing
        (12, 0, 40, True),
        (12, 4, 17, True),
        (11, 1, 15, False),
    ],
)
def test_how_many_words_make_a_version_of_the_article(taken: int, added: int, whole: int, own: bool) -> None:
    words = [f"alder{n}" for n in range(whole)]
    text = " ".join((*words[:taken], *(f"birch{n}" for n in range(added))))
    item = building.weighed("", span=span(" ".join(words[:5]), text))
    assert is_own_word(MAYOR, item, Original(building.article(" ".join(words))), building.document(text)) is own


@pytest.mark.parametrize(("language", "own"), [(None, True), ("en", True), ("de", False)])
def test_readers_comments_are_none_of_a_version_where_its_language_tells_them(language: str | None, own: bool) -> None:
    assert is_own(f"{SAID}\n\n{LAST}{READERS.replace('lamp', 'bird')}", LAST, language=language) is own


def is_own(text: str, words: str, stance: Stance = Stance.SUPPORTS, **fields: Any) -> bool:
    relation = fields.pop("relation", Relation.THIRD_PARTY)
    item = building.weighed("", stance, span=span(words, text), relation=relation)
    return is_own_word(MAYOR, item, Original(article()), building.document(text, **fields))


MORE = f"{STORY}\n\n{READERS} No beam came down, a warden of the hall in Ostley told us."
LONGER = f"{STORY}\n\n" + " ".join(
    f"Paragraph {n} tells of hall {n} in another town, and of roof {n}." for n in range(4)
)
WARDEN = "No beam came down, a warden of the hall in Ostley told us."


@pytest.mark.parametrize(
    ("own", "text", "words", "fields"),
    [
        (True, MORE, LEAD, {}),
        (True, LONGER, LEAD, {}),
        (True, MORE, LEAD, {"published_at": BEFORE}),  # as like as two copies
        (True, MORE, WARDEN, {"url": URL}),
        (True, "It was a beam.", "It was a beam.", {"url": URL}),
        (True, MORE, LEAD, {"relation": Relation.CLAIMANT}),
        (False, MORE, WARDEN, {}),
        (False, MORE, LEAD, {"publisher": "Ida Mayr"}),
        (False, MORE, LEAD, {"relation": Relation.ADVERSARY}),
        (False, MORE, LEAD, {"stance": Stance.REFUTES}),
        (False, MORE, WARDEN, {"stance": Stance.REFUTES, "url": URL}),
        (False, f"{LEAD} {LONGER.rpartition(LAST)[2]}", LEAD, {}),  # one sentence is no version of the article
    ],
)
def test_support_by_another_version_of_the_article_is_its_own_word(
    own: bool, text: str, words: str, fields: Any
) -> None:
    assert is_own(text, words, **fields) is own
