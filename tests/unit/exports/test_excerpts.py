import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from service.exports.excerpts import cut, telling

LONG = "On Sunday, the harbour office wrote in its weekly bulletin, all nine gates of the port stood open."
DENIAL = "On Sunday the harbour office, asked by reporters about it, denied that nine gates had been shut."


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("Nine gates were shut.", 21, "Nine gates were shut."),
        ("Nine gates were shut.", 20, "Nine gates were…"),
        ("Nine gates, were shut.", 13, "Nine gates…"),
        ("Unbreakable", 6, "Unbre…"),
        ("港口的门", 5, "港口…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_at_the_bound_of_a_word(text: str, room: int, shown: str) -> None:
    assert cut(text, room, cell_len) == shown


@given(st.text(max_size=80), st.text(max_size=40), st.integers(min_value=1, max_value=60))
def test_no_excerpt_is_wider_than_its_room(quote: str, claim: str, room: int) -> None:
    assert cell_len(cut(quote, room, cell_len)) <= room
    for language in ("en", "de"):
        assert cell_len(telling(" ".join(quote.split()), claim, room, cell_len, language)) <= room


@pytest.mark.parametrize("room", range(12, 100, 8))
def test_an_excerpt_is_words_of_the_quotation_and_shows_where_it_was_cut(room: int) -> None:
    shown = telling(LONG, "Nine gates were open.", room, cell_len, "en")
    assert shown.strip("…") in LONG
    assert shown.startswith("…") or LONG.startswith(shown.rstrip("…"))
    assert shown.endswith("…") or LONG.endswith(shown.lstrip("…"))


def test_an_excerpt_has_the_words_of_the_claim_and_its_figures() -> None:
    assert telling(LONG, "Nine gates were open.", 40, cell_len, "en") == "…all nine gates of the port stood open."


@pytest.mark.parametrize("room", range(12, 96, 4))
def test_an_excerpt_denies_what_the_quotation_denies(room: int) -> None:
    shown = telling(DENIAL, "Nine gates had been shut.", room, cell_len, "en")
    assert "shut" not in shown or "denied" in shown


def test_without_a_pack_it_is_the_first_words() -> None:
    assert telling(LONG, "Nine gates were open.", 24, cell_len, "de") == "On Sunday, the harbour…"
