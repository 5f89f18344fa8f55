import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Span
from service.exports.runs import Mark, paragraphs


def mark(claim: str, body: str, start: int, end: int, telling: int = 1) -> Mark:
    return Mark(claim=claim, telling=telling, span=Span.of(body, start, end))


def cut(body: str, *marks: Mark, end: int | None = None) -> list[list[tuple[str, tuple[str, ...]]]]:
    found = paragraphs(body, len(body) if end is None else end, marks)
    return [[(run.text, run.claims) for run in paragraph] for paragraph in found]


@pytest.mark.parametrize(
    ("spans", "runs"),
    [
        ((), [("abcdef", ())]),
        ((("x", 0, 6),), [("abcdef", ("x",))]),
        ((("x", 0, 4), ("y", 2, 6)), [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]),
        ((("x", 0, 6), ("y", 2, 4)), [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("x",))]),
        ((("x", 0, 3), ("y", 3, 6)), [("abc", ("x",)), ("def", ("y",))]),
        ((("x", 1, 5), ("x", 2, 3)), [("a", ()), ("b", ("x",)), ("c", ("x",)), ("de", ("x",)), ("f", ())]),
        ((("x", 4, 90),), [("abcd", ()), ("ef", ("x",))]),
    ],
)
def test_a_run_names_every_claim_that_covers_it(
    spans: tuple[tuple[str, int, int], ...], runs: list[tuple[str, tuple[str, ...]]]
) -> None:
    marks = [Mark(claim=claim, telling=1, span=Span(text="", start=a, end=b)) for claim, a, b in spans]
    assert cut("abcdef", *marks) == [runs]


def test_a_span_across_paragraphs_is_marked_in_both() -> None:
    body = "one two\n\nthree four"
    assert cut(body, mark("x", body, 4, 14)) == [
        [("one ", ()), ("two", ("x",))],
        [("three", ("x",)), (" four", ())],
    ]


def test_what_stands_after_the_end_is_left_out() -> None:
    assert cut("one\n\ntwo", end=4) == [[("one", ())]]


@given(
    st.text(alphabet="ab \n", max_size=40),
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_runs_hold_every_word_once_and_every_mark_ends_once(body: str, spans: list[tuple[str, int, int]]) -> None:
    marks = [
        mark(claim, body, a, b, telling)
        for telling, (claim, a, b) in enumerate(spans)
        if a < b <= len(body) and body[a:b].strip()
    ]
    found = [run for paragraph in paragraphs(body, len(body), marks) for run in paragraph]
    assert "".join("".join(run.text for run in found).split()) == "".join(body.split())
    assert sorted(end.telling for run in found for end in run.ends) == [one.telling for one in marks]
    assert all(end.claim in run.claims or not run.text.strip() for run in found for end in run.ends)
