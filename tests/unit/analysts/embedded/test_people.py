"""Who the words at a claim stand for."""

import pytest

from service.analysts.embedded.people import Cast, Turn
from service.analysts.embedded.people.named import Names
from service.analysts.embedded.people.nouns import Sort
from service.domain import Claimant, ClaimantKind, Span
from tests.building import span


def claimant(text: str, source: str, told: str = "") -> Claimant:
    """The claimant for the last standing of `source` in `text`, nobody having spoken before."""
    cast = Cast(text, len(text))
    start = text.rindex(source)
    contents = [span(told, text)] if told else []
    return cast.claimant(Span.of(text, start, start + len(source)), [], contents)


@pytest.mark.parametrize(
    ("text", "source", "name", "kind"),
    [
        ("Foreign Minister Ana Ruiz said so.", "Foreign Minister Ana Ruiz", "Ana Ruiz", ClaimantKind.PERSON),
        ("Ana Ruiz won. Mrs Ruiz said so.", "Mrs Ruiz", "Ana Ruiz", ClaimantKind.PERSON),
        ("The top diplomat, Ana Ruiz, said so.", "The top diplomat", "Ana Ruiz", ClaimantKind.PERSON),
        (
            "Ana Ruiz, leader of the Reform League, said so.",
            "leader of the Reform League",
            "Ana Ruiz",
            ClaimantKind.PERSON,
        ),
        (
            "The Hill Front, a rebel group, and its allies in the east said so.",
            "its allies in the east",
            "Hill Front",
            None,
        ),
        ("The Hill Front and its allies said so.", "The Hill Front and its allies", "Hill Front", None),
        ("Water Board and its partners said so.", "Water Board and its partners", "Water Board", None),
        ("A spokesman for the Water Board said so.", "A spokesman for the Water Board", "Water Board", None),
        ("The Water Board fined it. A spokesperson said so.", "A spokesperson", "spokesperson", ClaimantKind.UNNAMED),
        ("The Ministry of Health said so.", "The Ministry of Health", "Ministry of Health", ClaimantKind.GOVERNMENT),
        (
            "The Ministry of Health met. The ministry said so.",
            "The ministry",
            "Ministry of Health",
            ClaimantKind.GOVERNMENT,
        ),
        ("Olga Brandt met John Reed. He said so.", "He", "John Reed", ClaimantKind.PERSON),
        ("Olga Brandt met John Reed. She said so.", "She", "Olga Brandt", ClaimantKind.PERSON),
        ("The Dawn Brigade took Norvik. It said so.", "It", "Dawn Brigade", ClaimantKind.GROUP),
        (
            "The Dawn Brigade took Norvik. The armed group said so.",
            "The armed group",
            "Dawn Brigade",
            ClaimantKind.GROUP,
        ),
        ("The police said so.", "The police", "police", ClaimantKind.GOVERNMENT),
        ("Two residents said so.", "Two residents", "Two residents", ClaimantKind.UNNAMED),
        (
            "A senior official in the Water Board said so.",
            "A senior official in the Water Board",
            None,
            ClaimantKind.UNNAMED,
        ),
        ("The Harbour Times said so.", "The Harbour Times", "Harbour Times", ClaimantKind.MEDIA),
        ("The Water Board (WB) met in Norvik. WB said so.", "WB", "Water Board", None),
        (
            "The justice secretary said so. The justice secretary, Ana Ruiz, left.",
            "The justice secretary",
            "Ana Ruiz",
            None,
        ),
        (
            "French President Paul Marin left. The Polish president said so.",
            "The Polish president",
            "Polish president",
            None,
        ),
    ],
)
def test_a_source_stands_for(text: str, source: str, name: str | None, kind: ClaimantKind | None) -> None:
    found = claimant(text, source)
    assert name is None or found.name == name
    assert kind is None or found.kind is kind
    assert found.mention is not None
    assert found.mention.text == source


def test_a_pronoun_keeps_where_the_name_stands() -> None:
    text = "Ana Ruiz spoke in Norvik. She said so."
    found = claimant(text, "She")
    assert found.antecedent == Span.of(text, 0, len("Ana Ruiz"))


def test_nobody_named_in_what_is_told_is_its_speaker() -> None:
    text = "Paul Marin was asked about it. John Reed is ill, he said."
    assert claimant(text, "he", told="John Reed is ill").name == "Paul Marin"


def test_whoever_spoke_last_goes_before_whoever_is_only_named() -> None:
    text = "Paul Marin told John Reed to go. He said so."
    cast = Cast(text, len(text))
    reed = Claimant(name="John Reed", kind=ClaimantKind.PERSON)
    he = Span.of(text, text.index("He"), text.index("He") + 2)
    assert cast.claimant(he, [Turn(5, reed)]).name == "John Reed"


def test_no_source_is_unnamed() -> None:
    assert Cast("So it was reported.", 19).claimant(None, []).kind is ClaimantKind.UNNAMED


@pytest.mark.parametrize(
    ("text", "affiliations"),
    [
        ("Ana Ruiz, a member of the Reform League, said so.", ("Reform League",)),
        ("The Reform League’s Ana Ruiz said so.", ("Reform League",)),
        ("Ana Ruiz, who belongs to Dawn Brigade, said so.", ("Dawn Brigade",)),
        (
            "Ana Ruiz, Dawn Brigade’s political wing, and its allies in the Reform League said so.",
            ("Dawn Brigade", "Reform League"),
        ),
        ("The Reform League coalition met. Ana Ruiz, a member of the coalition, said so.", ("Reform League",)),
        ("Ana Ruiz met the Reform League.", ()),
    ],
)
def test_an_affiliation_is_one_the_article_states(text: str, affiliations: tuple[str, ...]) -> None:
    assert claimant(text, "Ana Ruiz").affiliations == affiliations


@pytest.mark.parametrize(
    ("text", "name", "sort"),
    [
        ("They met in Norvik.", "Norvik", Sort.PLACE),
        ("They left Norvik city.", "Norvik", Sort.PLACE),
        ("Orbis, an energy company, grew.", "Orbis", Sort.ORGANISATION),
        ("Orbis is a rebel group.", "Orbis", Sort.GROUP),
        ("The Orbis Times closed.", "Orbis Times", Sort.MEDIA),
        ("President Orbis left.", "Orbis", Sort.PERSON),
        ("The OBX met.", "OBX", Sort.ORGANISATION),
        ("The Department of Roads and Rail met.", "Department of Roads and Rail", Sort.GOVERNMENT),
        ("They saw Mary Orbis there.", "Mary Orbis", Sort.PERSON),
        ("A visit to France ended.", "France", Sort.PLACE),
        ("The Lake Pact coalition met at the Lake Pact hall.", "Lake Pact", Sort.GROUP),
        ("They met at Tel Norvik. The Tel Norvik airstrip fell.", "Tel Norvik", Sort.PLACE),
        ("Fighters of the Dawn Brigade fled. The fighters left.", "Dawn Brigade", Sort.GROUP),
    ],
)
def test_a_name_is_of_a_sort(text: str, name: str, sort: Sort) -> None:
    found = Names(text, len(text)).of
    assert name in found
    assert found[name].sort is sort


@pytest.mark.parametrize(
    "text",
    ["Residents fled.", "Meanwhile it rained.", "On Tuesday it rained.", "Russian forces left.", "I left. I’m here."],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    assert Names(text, len(text)).named == ()


def test_two_of_one_surname_stay_two() -> None:
    text = "Ms Reed met John Reed. Mr Reed left before Ms Reed."
    assert sorted(len(one.mentions) for one in Names(text, len(text)).named) == [2, 2]


def test_a_leader_is_not_the_administration() -> None:
    text = "The Reed administration fell. The Reed Administration had promised it. Reed left."
    assert "Reed Administration" in Names(text, len(text)).of
    assert Names(text, len(text)).of["Reed"].mentions[-1].span.start == text.rindex("Reed")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The board met John Reed and Mark Hale. He said so.", "He"),
        ("The story was told to Ana Ruiz by Tide Passages. He said so.", "He"),
        ("Money went to the Water Board and the Harbour Company. It said so.", "It"),
        ("Money went to the Water Board. They said so.", "They"),
        ("Asked about Paul Marin, he said so.", "he"),
        ("He saw a career Navy officer who said so.", "who"),
        ("He saw women at the Water Board who said so.", "who"),
        ("People in Norvik left. Norvik said so.", "Norvik"),
    ],
)
def test_whom_two_can_be_or_nobody_is_stays_unnamed(text: str, source: str) -> None:
    found = claimant(text, source)
    assert (found.name, found.kind) == ("unnamed", ClaimantKind.UNNAMED)


@pytest.mark.parametrize(
    ("text", "source", "name", "kind"),
    [
        ("Ana Ruiz of the Water Board said so.", "Ana Ruiz of the Water Board", "Ana Ruiz", ClaimantKind.PERSON),
        ("“It fell,” said Ruizen.", "Ruizen", "Ruizen", ClaimantKind.PERSON),
        ("A lawyer for the Board’s Norvik office, Keld Maran, left. Maran said so.", "Maran", "Keld Maran", None),
        ("Paul Marin met the board. The paper said so.", "The paper", "paper", ClaimantKind.UNNAMED),
        ("Paul Marin met the board. The banner said so.", "The banner", "banner", ClaimantKind.UNNAMED),
        ("Paul Marin met the board. The letter said so.", "The letter", "letter", ClaimantKind.UNNAMED),
        ("Paul Marin and Ana Ruiz said so.", "Paul Marin and Ana Ruiz", "Paul Marin and Ana Ruiz", None),
        ("According to prosecutors, Norvik’s Water Board fell.", "prosecutors", "prosecutors", ClaimantKind.UNNAMED),
        ("The Ministry of Trade, Industry and Energy said so.", "Industry and Energy", None, ClaimantKind.GOVERNMENT),
    ],
)
def test_a_person_is_no_body_and_a_thing_nobody(
    text: str, source: str, name: str | None, kind: ClaimantKind | None
) -> None:
    found = claimant(text, source)
    assert name is None or found.name == name
    assert kind is None or found.kind is kind
