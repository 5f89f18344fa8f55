import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysts.embedded.attribution import Attributed, attributions
from service.domain import Mode

Row = tuple[str | None, str, tuple[str, ...]]


def rows(text: str) -> list[Row]:
    """Source, cue and content of every attribution, as words."""
    return [
        (told.source.text if told.source else None, told.cue.text, tuple(part.text for part in told.content))
        for told in attributions(text)
    ]


CLAUSES: dict[str, Row] = {
    "Ann Hale said that the dam held.": ("Ann Hale", "said", ("that the dam held",)),
    "Ann Hale said the dam held.": ("Ann Hale", "said", ("the dam held",)),
    "The dam held, Ann Hale said.": ("Ann Hale", "said", ("The dam held",)),
    "The dam, Ann Hale said, was sound.": ("Ann Hale", "said", ("The dam", "was sound")),
    "Ann Hale, the mayor, said the dam held.": ("Ann Hale, the mayor", "said", ("the dam held",)),
    "Rep. Ann Hale (R-Tex.) said the dam held.": ("Rep. Ann Hale (R-Tex.)", "said", ("the dam held",)),
    "Ann Hale said on Monday in a statement that the dam held.": ("Ann Hale", "said", ("that the dam held",)),
    "At the rally Ann Hale said the dam held.": ("Ann Hale", "said", ("the dam held",)),
    "On its feed, the group said that it took the camp.": ("the group", "said", ("that it took the camp",)),
    "The group said on its feed (https://x.com/group/status/7) that it took it.": (
        "The group",
        "said",
        ("that it took it",),
    ),
    "The board said in a paper at https://board.example/a?b=1 that the dam held.": (
        "The board",
        "said",
        ("that the dam held",),
    ),
    "Ann Hale wrote on www.hale.example that the dam held.": ("Ann Hale", "wrote", ("that the dam held",)),
    "The dam held, the board said (see https://board.example/dam).": ("the board", "said", ("The dam held",)),
    "In other posts, it said that the troops left.": ("it", "said", ("that the troops left",)),
    "The mayor told reporters that the dam held.": ("The mayor", "told", ("that the dam held",)),
    "The mayor has repeatedly claimed the dam held.": ("The mayor", "has repeatedly claimed", ("the dam held",)),
    "The mayor denied that the dam broke.": ("The mayor", "denied", ("that the dam broke",)),
    "The mayor asked whether the dam held.": ("The mayor", "asked", ("whether the dam held",)),
    "The mayor promised to mend the dam.": ("The mayor", "promised", ("to mend the dam",)),
    "The front has also reported victory.": ("The front", "has also reported", ("victory",)),
    "According to residents, the dam held.": ("residents", "According to", ("the dam held",)),
    "The dam held, according to Ann Hale, who saw it.": ("Ann Hale", "according to", ("The dam held",)),
    "It was reported that the dam held.": (None, "was reported", ("that the dam held",)),
    "The dam is said to have held.": (None, "is said", ("The dam", "to have held")),
    "The mayor was accused by residents of lying.": ("residents", "was accused", ("The mayor", "of lying")),
    "The fall came after its claim that the dam held.": ("its", "claim", ("that the dam held",)),
    "The fall came after the council's claim that the dam held.": ("the council", "claim", ("that the dam held",)),
}


@pytest.mark.parametrize("text", CLAUSES)
def test_a_clause_is_told_by_its_speaker(text: str) -> None:
    assert CLAUSES[text] in rows(text)


QUOTES: dict[str, tuple[str, ...]] = {
    "“The dam held,” Ann Hale said.": ("“The dam held,”",),
    '"The dam held," said Ann Hale.': ('"The dam held,"',),
    "‘The dam held,’ said Ann Hale.": ("‘The dam held,’",),
    "''The dam held,'' Ann Hale said.": ("''The dam held,''",),
    "«The dam held», Ann Hale said.": ("«The dam held»",),
    "Ann Hale said: “The dam held. All is well.”": ("“The dam held. All is well.”",),
    "Ann Hale said, “The dam held.”": ("“The dam held.”",),
    "“Did it hold?” Ann Hale asked.": ("“Did it hold?”",),
    "“The dam,” Ann Hale said, “held.”": ("“The dam,”", "“held.”"),
    "“The dam held,” Ann Hale said. “All is well.”": ("“The dam held,”", "“All is well.”"),
    "“The dam held,” Ann Hale said.\n\n“The bridge fell.": ("“The dam held,”",),
    "Ann Hale said:\n\n“The dam held.”": ("“The dam held.”",),
    "Ann Hale said: “The dam held.\n\n“All is well.”": ("“The dam held.", "“All is well.”"),
    "“The dam held.” — Ann Hale": ("“The dam held.”",),
    "HALE: The dam held.": ("The dam held.",),
}


@pytest.mark.parametrize("text", QUOTES)
def test_a_quotation_is_told_by_its_speaker(text: str) -> None:
    told = attributions(text)
    assert [tuple(part.text for part in one.content) for one in told] == [QUOTES[text]]
    assert told[0].source is not None
    assert told[0].source.text.casefold() in ("ann hale", "hale")
    assert told[0].mode is Mode.DIRECT


def test_participles_share_the_subject_unless_they_bring_their_own() -> None:
    text = "The army claimed victory, saying “dozens” were hurt, with the Hill Front claiming to have taken the base."
    assert rows(text) == [
        ("The army", "claimed", ("victory",)),
        ("The army", "saying", ("“dozens” were hurt",)),
        ("the Hill Front", "claiming", ("to have taken the base",)),
    ]


def test_a_verb_behind_and_shares_its_subject() -> None:
    text = "Ann Hale laughed and said the dam held."
    assert rows(text) == [("Ann Hale", "said", ("the dam held",))]


def test_a_group_with_an_apposition_is_one_speaker() -> None:
    text = "The Hill Front, a rebel group, and its allies in the east are claiming to have taken the base."
    assert rows(text)[0][0] == "The Hill Front, a rebel group, and its allies in the east"


def test_a_chain_is_two_attributions_one_within_the_other() -> None:
    outer, inner = attributions("Ann Hale said that Bo Roe told her that the vote was off.")
    assert outer.source is not None
    assert inner.source is not None
    assert (outer.source.text, inner.source.text) == ("Ann Hale", "Bo Roe")
    assert inner.content[0].text == "that the vote was off"
    assert outer.content[0].start <= inner.content[0].start
    assert inner.content[0].end <= outer.content[0].end


def test_what_is_called_as_with_a_mark_of_doubt_is_no_attribution() -> None:
    assert attributions("The “special” bridge stood beside the ‘old’ mill in the rebels' camp.") == ()


def test_thinking_is_not_saying() -> None:
    speech = {told.cue.text: told.speech for told in attributions("He believes the dam held. He says the mill burned.")}
    assert speech == {"believes": False, "says": True}


def test_hidden_spaces_and_letters_that_grow_do_not_shift_offsets() -> None:
    text = "İzmir\u00a0officials\u00a0said\u00a0that\u00a0the dam held."
    assert rows(text) == [("İzmir\u00a0officials", "said", ("that\u00a0the dam held",))]


def test_only_the_asked_stretch_is_read() -> None:
    text = "Ann said the dam held.\n\nBo said the mill burned.\n\nCy said the road closed."
    start, end = text.index("Bo"), text.index("\n\nCy")
    told = attributions(text, start, end)
    assert [one.source.text for one in told if one.source] == ["Bo"]
    assert all(stands(text, one) for one in told)


def stands(text: str, told: Attributed) -> bool:
    spans = [told.cue, *told.content, *([told.source] if told.source else [])]
    return all(span.stands_in(text) and span.text.strip() for span in spans) and bool(told.content)


WORDS = st.sampled_from(
    "said says told according to that by “ ” \" ' ‘ ’ , . ; : - ( ) \n \n\n and who claim claims Ann Hale the mayor it"
    " was is U.S. Mr. 's n't with saying reported of 2010 Monday in".split(" ")
)


@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=120))
def test_every_span_of_any_text_stands_in_it(text: str) -> None:
    assert all(stands(text, told) for told in attributions(text))


@pytest.mark.parametrize("part", ["he said ", "“", '"', "' a", "s' ", "he said that ", "according to ", "U.S."])
def test_hostile_text_is_read_to_its_end(part: str) -> None:
    text = part * (20_000 // len(part))
    assert all(stands(text, told) for told in attributions(text))
