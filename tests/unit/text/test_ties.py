"""Who belongs with whom, by a text's own words."""

import pytest

from service.domain import TieKind
from service.text.ties import ties_of
from tests.building import article, document


def told(body: str) -> list[tuple[TieKind, str, str]]:
    return [(tie.kind, *tie.parties) for tie in ties_of(article(body), ())]


MEMBER, OWNER, ALLY, VOICE = TieKind.MEMBER, TieKind.OWNER, TieKind.ALLY, TieKind.VOICE


@pytest.mark.parametrize(
    ("body", "tie"),
    [
        ("The Reed Front and its allies in the Delta Pact took Sarn.", (MEMBER, "Reed Front", "Delta Pact")),
        (
            "The Reed Front, the largest faction, and its partners in the Delta Pact took Sarn.",
            (MEMBER, "Reed Front", "Delta Pact"),
        ),
        (
            "The Heron Men, an armed group that belongs to the Delta Pact, took Sarn.",
            (MEMBER, "Heron Men", "Delta Pact"),
        ),
        ("The Heron Men, part of the Delta Pact, took Sarn.", (MEMBER, "Heron Men", "Delta Pact")),
        ("The Heron Men are part of the Delta Pact.", (MEMBER, "Heron Men", "Delta Pact")),
        (
            "The Delta Pact coalition met. The Mud Brigade, another member of the coalition, stayed away.",
            (MEMBER, "Mud Brigade", "Delta Pact"),
        ),
        ("The Reed Front, al Sarn’s official branch in the delta, took Oll.", (MEMBER, "Reed Front", "al Sarn")),
        ("The Mud Brigade, which fights alongside the Reed Front, took Oll.", (ALLY, "Mud Brigade", "Reed Front")),
        ("Orlund, allied with Vessa, sent troops.", (ALLY, "Orlund", "Vessa")),
        ("The Oll Gazette, owned by Lund Media, printed it.", (OWNER, "Oll Gazette", "Lund Media")),
        ("Lund Media, the parent company of the Oll Gazette, said no.", (OWNER, "Oll Gazette", "Lund Media")),
        ("Brightcell’s parent company, Voltara, said no.", (OWNER, "Brightcell", "Voltara")),
        ("Brightcell, a wholly owned subsidiary of Voltara, said no.", (OWNER, "Brightcell", "Voltara")),
        ("Mara Venn, a spokeswoman for Voltara, said no.", (VOICE, "Mara Venn", "Voltara")),
        ("Voltara’s chief executive, Jon Aske, said no.", (VOICE, "Jon Aske", "Voltara")),
        ("Voltara spokesman Jon Aske said no.", (VOICE, "Jon Aske", "Voltara")),
        ("Mara Venn, a spokeswoman for the city council, said no.", (VOICE, "Mara Venn", "city council")),
        ("The line’s spokesman, Jon Aske, said no.", (VOICE, "Jon Aske", "line")),
        ("The council’s spokesman, Jon Aske, said no.", (VOICE, "Jon Aske", "council")),
        ("The council sent two inspectors, Jon Aske, its environment officer, said.", (VOICE, "Jon Aske", "council")),
        ("Health Minister Ana Ruiz said no.", (VOICE, "Ana Ruiz", "Health ministry")),
        ("The head teacher, Owen Brask, said no.", (VOICE, "Owen Brask", "school")),
        ("Delta Voice, the media arm of the Reed Front, showed it.", (VOICE, "Delta Voice", "Reed Front")),
    ],
)
def test_a_text_says_who_belongs_with_whom(body: str, tie: tuple[TieKind, str, str]) -> None:
    assert tie in told(body)


@pytest.mark.parametrize(
    "body",
    [
        "Mara Venn, a former spokeswoman for Voltara, said no.",
        "The ex-chairman of Voltara, Jon Aske, said no.",
        "Former health minister Ana Ruiz said no.",
        "Prime Minister Ana Ruiz said no.",
        "Orlund, a member of the United Nations, voted no.",
        "Ana Ruiz, a member of Parliament, voted no.",
        "Jon Aske, a professor at Sarn University, said no.",
        "Voltara and its allies said no.",
        "The Reed Front said the Delta Pact had lost Sarn.",
        "The Reed Front fought the Heron Men at Sarn.",
        "Ollen hut was closed when part of Mount Harra fell.",
        "The Heron Men took Oll. Part of the Delta Pact met.",
        "Jon Aske owns a boat.",
    ],
)
def test_where_nothing_is_said_nothing_is_read(body: str) -> None:
    assert told(body) == []


def test_the_words_stand_where_the_tie_says_and_the_body_ends_where_it_ends() -> None:
    body = "The Heron Men, part of the Delta Pact, took Sarn. Mara Venn, a spokeswoman for Voltara, writes on rivers."
    about = article(body, body_end=body.index("Mara"))
    (tie,) = ties_of(about, ())
    assert tie.span.stands_in(body)
    assert tie.document_id is None


def test_a_document_that_says_whose_office_it_comes_from_ties_its_publisher() -> None:
    text = "Sarn is free. The media office of the Delta Pact announces that its men hold the bridge."
    release = document(text, id="release", publisher="Dawn Bulletin")
    (tie,) = ties_of(article("Nothing."), (release,))
    assert (tie.kind, tie.parties, tie.document_id) == (VOICE, ("Dawn Bulletin", "Delta Pact"), "release")
    assert tie.span.stands_in(text)
    assert tie.span.text.startswith("The media office")


def test_a_text_of_a_language_without_a_pack_is_not_read_by_english_rules() -> None:
    assert ties_of(article("Mara Venn, a spokeswoman for Voltara, said no.", language="de"), ()) == ()
