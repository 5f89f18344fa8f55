"""What differs in form alone is read; what differs in sense is refused, and costs the item that has it."""

import json
from enum import StrEnum

import pytest

from service.domain import Frozen
from service.errors import BadReply
from service.models.answers import answer_in, last_object
from service.models.replies import Itemised, read_reply


class Label(StrEnum):
    PARTLY = "partly_so"
    NO = "no"


class Item(Frozen):
    label: Label
    other: Label | None
    number: int
    known: bool
    note: str | None
    names: tuple[str, ...]


class Items(Itemised):
    items: tuple[Item, ...]


PLAIN = {"label": "partly_so", "other": None, "number": 3, "known": True, "note": None, "names": ["Rain"]}
READ = Item(label=Label.PARTLY, other=None, number=3, known=True, note=None, names=("Rain",))
WHOLE = json.dumps({"items": [PLAIN]})


@pytest.mark.parametrize(
    "differs",
    [
        {"label": "PARTLY_SO"},
        {"label": " Partly so"},
        {"label": "partly-so"},
        {"other": "null"},
        {"other": ""},
        {"number": "3"},
        {"number": 3.0},
        {"known": "True"},
        {"note": "None"},
        {"names": "Rain"},
        {"names": '["Rain"]'},
        {"verdict": "corroborated"},
    ],
    ids=str,
)
def test_what_differs_in_form_alone_is_read(differs: dict[str, object]) -> None:
    read = read_reply(json.dumps({"items": [PLAIN | differs]}), Items)
    assert (read.items, read.lost) == ((READ,), ())


@pytest.mark.parametrize("left_out", ["other", "note"])
def test_a_key_left_out_where_null_was_meant_is_null(left_out: str) -> None:
    told = {name: value for name, value in PLAIN.items() if name != left_out}
    assert read_reply(json.dumps({"items": [told]}), Items).items == (READ,)


def test_a_list_left_out_of_an_item_is_empty_and_one_that_is_the_whole_reply_is_missing() -> None:
    told = {name: value for name, value in PLAIN.items() if name != "names"}
    assert read_reply(json.dumps({"items": [told]}), Items).items[0].names == ()
    for nothing in ("{}", '{"answer": []}'):
        with pytest.raises(BadReply, match="missing: items"):
            read_reply(nothing, Items)


def test_no_names_may_be_said_by_null() -> None:
    assert read_reply(json.dumps({"items": [PLAIN | {"names": None}]}), Items).items[0].names == ()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([PLAIN]),
        json.dumps([{"items": [PLAIN]}]),
        json.dumps({"items": PLAIN}),
        json.dumps({"items": [json.dumps(PLAIN)]}),
        json.dumps({"items": json.dumps([PLAIN])}),
        json.dumps(WHOLE),
        json.dumps(json.dumps(WHOLE)),
        f"```json\n{json.dumps([PLAIN])}\n```",
        f"```\n{json.dumps(WHOLE)}\n```",
        f"<think>{'{x} ' * 60}</think>\n{WHOLE}",
        f"{'{x} ' * 60}</think>\n{WHOLE}",
        f'Is it {{ so? {{"items": []}}</think>\n```json\n{WHOLE}\n```',
        f"{'{x} ' * 60}\n{WHOLE}",
    ],
)
def test_the_answer_is_found_wherever_a_server_leaves_it(text: str) -> None:
    assert read_reply(text, Items).items == (READ,)


def test_the_end_of_thinking_inside_an_answer_is_one_of_its_words() -> None:
    told = {"items": [PLAIN | {"note": 'he wrote </think>{"items": []} on the wall'}]}
    assert read_reply(json.dumps(told), Items).items[0].note == told["items"][0]["note"]
    assert answer_in(f"Here: {json.dumps(told)}") == told


@pytest.mark.parametrize(
    "differs",
    [
        {"label": "partly"},
        {"label": "not partly so"},
        {"label": None},
        {"number": "three"},
        {"number": "3%"},
        {"number": 3.4},
        {"number": True},
        {"known": "perhaps"},
        {"known": 1},
        {"names": {"a": "Rain"}},
        {"note": ["Rain", "Snow"]},
    ],
    ids=str,
)
def test_what_differs_in_sense_costs_the_item_and_no_more(differs: dict[str, object]) -> None:
    bad = PLAIN | differs
    read = read_reply(json.dumps({"items": [PLAIN, bad, PLAIN]}), Items)
    assert read.items == (READ, READ)
    (lost,) = read.lost
    assert lost.told.keys() == PLAIN.keys()
    assert f"items.1.{next(iter(differs))}" in lost.problem
    with pytest.raises(BadReply, match=r"items\.0"):
        read_reply(json.dumps({"items": [bad]}), Items)


def test_an_item_that_is_no_object_costs_itself() -> None:
    read = read_reply(json.dumps({"items": [PLAIN, "and more of the same"]}), Items)
    assert (read.items, read.lost[0].told, read.lost[0].words("note")) == ((READ,), "and more of the same", "")


def test_what_is_lost_is_no_part_of_what_a_model_may_say() -> None:
    said = json.dumps({"items": [PLAIN], "_lost": [1], "lost": [1]})
    assert read_reply(said, Items).lost == ()


@pytest.mark.parametrize("piece", ["{x} ", "{", "{ ", "[{1}"])
def test_what_only_looks_like_objects_costs_no_more_than_its_length(piece: str) -> None:
    assert last_object(piece * 200_000 + "x " + WHOLE) == {"items": [PLAIN]}


@pytest.mark.parametrize("cut", ["{", "{ ", '{"', '{"items": ['])
def test_an_object_that_is_cut_off_at_the_end_leaves_no_reply(cut: str) -> None:
    assert last_object(f"{WHOLE} {cut}") is None
