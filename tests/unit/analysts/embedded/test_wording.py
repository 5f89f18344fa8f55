"""A claim's text is the article's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysts.embedded.attribution import Attributed
from service.analysts.embedded.claims.wording import quoted_text, stated_text, told_text
from service.analysts.embedded.people import Cast
from service.domain import Claimant, ClaimantKind, Modality, Mode, Span


def told(
    words: str,
    content: str,
    source: str,
    cue: str,
    kind: ClaimantKind = ClaimantKind.GROUP,
    name: str | None = None,
    modality: Modality = Modality.ASSERTED,
    before: str = "",
    direct: bool = False,
) -> str:
    """The text of `content` in the sentence `words`, after the sentences `before`."""
    text = before + words

    def span(part: str) -> Span:
        at = text.index(part, len(before))
        return Span.of(text, at, at + len(part))

    found = Attributed(
        source=span(source),
        cue=span(cue),
        content=(span(content),),
        mode=Mode.DIRECT if direct else Mode.INDIRECT,
        speech=True,
    )
    claimant = Claimant(name=name or source, kind=kind, mention=span(source), antecedent=None)
    return told_text(found.content, found, claimant, Cast(text, len(text)), modality)


SAID = [
    ("that its forces had left", "said", "Its (Dawn Brigade) forces had left."),
    ("it had taken the camp", "said", "It (Dawn Brigade) had taken the camp."),
    ("it is raining", "said", "It is raining."),
    ("it would be rebuilt", "said", "It would be rebuilt."),
    ("they had left", "said", "They had left."),
    ("she had left", "said", "She had left."),
    ("the road is under its control", "said", "The road is under its control."),
    ("to have stormed the base", "claims", "Dawn Brigade claims to have stormed the base."),
    ("not to have lost 12 men", "claims", "Dawn Brigade claims not to have lost 12 men."),
    ("to attack the base", "vowed", "Dawn Brigade vowed to attack the base."),
    ("to hand over 30 men", "refused", "Dawn Brigade refused to hand over 30 men."),
    ("to write off 2 million", "chose", "Dawn Brigade chose to write off 2 million."),
    ("responsibility for it", "claimed", "Dawn Brigade claimed responsibility for it."),
    ("that -5 degrees was measured", "said", "-5 degrees was measured."),
    ("“dozens of men” were killed", "said", "“Dozens of men” were killed."),
]


@pytest.mark.parametrize(("content", "cue", "text"), SAID)
def test_words_stay_and_a_name_is_added_only_where_one_alone_can_be_meant(content: str, cue: str, text: str) -> None:
    assert told(f"Dawn Brigade {cue} {content}.", content, "Dawn Brigade", cue) == text


def test_what_is_denied_stands_without_the_denying() -> None:
    words = "Dawn Brigade denied having lost 12 men."
    assert (
        told(words, "having lost 12 men", "Dawn Brigade", "denied", modality=Modality.DENIED) == "Having lost 12 men."
    )


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("The council met on Monday. ", "He (Paul Marin) had paid 40 crowns."),
        ("The council met Ivo Kern on Monday. ", "He had paid 40 crowns."),
        ("A driver was arrested on Monday. ", "He had paid 40 crowns."),
        ("Ana Ruiz came on Monday, and her son. ", "He had paid 40 crowns."),
    ],
)
def test_somebody_else_who_may_be_meant_keeps_the_name_out(before: str, text: str) -> None:
    words = "Paul Marin said he had paid 40 crowns."
    assert told(words, "he had paid 40 crowns", "Paul Marin", "said", ClaimantKind.PERSON, before=before) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("“We have moved 900 boxes,”", "“We have moved 900 boxes.”"),
        ("“I am ready.”", "“I am ready.”"),
        ("“My father built it,”", "“My father built it.”"),
        ("“They took our tents,”", "“They took our tents.”"),
        ("“You lost 30 men,”", "“You lost 30 men.”"),
        ("“Nobody was hurt.”", "Nobody was hurt."),
    ],
)
def test_first_and_second_person_stay_between_marks(content: str, text: str) -> None:
    words = f"{content} Ana Ruiz said."
    assert told(words, content, "Ana Ruiz", "said", ClaimantKind.PERSON, direct=True) == text
    assert quoted_text(Span.of(content, 0, len(content))) == text


@pytest.mark.parametrize("words", ["She was born in Norvik.", "It had taken the camp.", "Its men fell.", "He left."])
def test_the_articles_own_words_stay_as_they_are(words: str) -> None:
    assert stated_text(Span.of(words, 0, len(words))) == words


PIECES = st.sampled_from(
    "that it its they not never no 12 4.5 -3 2,000 17% men had left held was to have having the camp “so” and".split()
)


@given(st.lists(PIECES, min_size=1, max_size=12), st.booleans())
def test_every_word_stands_in_the_article_in_its_order(pieces: list[str], direct: bool) -> None:
    content = " ".join(pieces)
    words = f"Dawn Brigade said {content}."
    said = told(words, content, "Dawn Brigade", "said", direct=direct)
    marks = str.maketrans("", "", "“”.")
    plain = said.replace(" (Dawn Brigade)", "").translate(marks).casefold()
    assert plain in words.translate(marks).casefold()
