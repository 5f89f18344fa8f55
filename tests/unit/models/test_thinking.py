"""A limit that went into thinking is raised once, where the server takes a larger one; what a server left unread is
noted."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.cassette import Cassette, FileLog, TapeMode
from service.domain import Frozen
from service.errors import ModelFault, PromptTooLong, RequestRejected, Truncated
from service.models import ChatMessage, Finish, Price, Reply
from service.models.calls import Bounds, Calls, ModelRoute
from service.models.chat_completions import Completion, reply
from service.models.prompting import InputKind, Prompt
from service.models.retries import CircuitBreaker

READ = Prompt(
    name="read_weather",
    returns="Weather",
    inputs={"report": InputKind.MATERIAL},
    system="Say what fell.",
    user="{{report}}\n\nWhat fell?",
    digest="first",
)
USUAL, MOST = 100, 900


class Weather(Frozen):
    fell: str


class Thinker:
    """A model that thinks up to a limit and answers beyond it; `refuses` says which limits it takes of which words."""

    name, provider, price = "m", "here", Price()

    def __init__(
        self, thinks: int = USUAL, refuses: Callable[[str, int], ModelFault | None] = lambda *_: None, counts: int = 99
    ) -> None:
        self.limits: list[int] = []
        self.keys: list[str | None] = []
        self._thinks, self._refuses, self._counts = thinks, refuses, counts

    def complete(
        self, messages: Sequence[ChatMessage], *_asked: Any, max_tokens: int, key: str | None, **_more: Any
    ) -> Reply:
        self.limits.append(max_tokens)
        self.keys.append(key)
        if fault := self._refuses(messages[-1].content, max_tokens):
            raise fault
        spent = max_tokens <= self._thinks
        return Reply(
            text="" if spent else '{"fell": "snow"}',
            finish=Finish.LENGTH if spent else Finish.STOP,
            input_tokens=self._counts,
            output_tokens=max_tokens if spent else self._thinks + 9,
            thinking_tokens=min(max_tokens, self._thinks),
            model="m",
            seconds=0.0,
        )


def calls_to(model: Thinker, tape: Path, mode: TapeMode = TapeMode.LIVE, route: ModelRoute | None = None) -> Calls:
    bounds = Bounds(gate=threading.BoundedSemaphore(8), thinking_tokens=MOST)
    cassette = Cassette(FileLog(tape), mode, lambda: datetime(2026, 1, 2, tzinfo=UTC))
    return Calls([route or route_to(model)], cassette, bounds, scope="job")


def route_to(model: Thinker) -> ModelRoute:
    return ModelRoute(model, CircuitBreaker("m"))


def ask(calls: Calls, report: str = "Snow.") -> Weather:
    return calls.ask(READ, {"report": report}, Weather, max_tokens=USUAL)


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def test_the_limit_is_raised_once_and_is_large_to_begin_with_from_then_on(tape: Path) -> None:
    model = Thinker()
    calls = calls_to(model, tape)
    assert ask(calls) == ask(calls, "Hail.") == Weather(fell="snow")
    assert model.limits == [USUAL, MOST, MOST]
    assert calls.totals().thinking_tokens == 3 * USUAL


def test_a_reply_that_was_cut_off_while_it_was_being_written_is_not_asked_for_again(tape: Path) -> None:
    class Writer(Thinker):
        def complete(self, *asked: Any, **more: Any) -> Reply:
            said = super().complete(*asked, **more)
            return said.model_copy(update={"text": '{"fell": "sn', "thinking_tokens": 0})

    model = Writer()
    with pytest.raises(Truncated, match="cut off at its limit"):
        ask(calls_to(model, tape))
    assert model.limits == [USUAL]


def test_thinking_that_takes_the_raised_limit_too_is_told_and_ends_there(tape: Path) -> None:
    model = Thinker(thinks=MOST)
    calls = calls_to(model, tape)
    with pytest.raises(Truncated, match=rf"on thinking \({MOST} tokens\)"):
        ask(calls)
    with pytest.raises(Truncated, match=rf"on thinking \({MOST} tokens\)"):
        ask(calls, "Hail.")
    assert model.limits == [USUAL, MOST, MOST]


@pytest.mark.parametrize("fault", [RequestRejected("at most 500", answered=True), PromptTooLong("8192", answered=True)])
def test_a_server_that_takes_no_larger_limit_is_asked_with_the_usual_one_first(fault: ModelFault, tape: Path) -> None:
    model = Thinker(refuses=lambda _, limit: fault if limit > USUAL else None)
    calls = calls_to(model, tape)
    for report in ("Snow.", "Hail."):
        with pytest.raises(Truncated, match=rf"on thinking \({USUAL} tokens\), and takes no more"):
            ask(calls, report)
    assert model.limits == [USUAL, MOST] * 2


def test_a_prompt_beside_which_the_larger_limit_does_not_fit_gets_the_usual_one(tape: Path) -> None:
    too_long = PromptTooLong("16384 with 900", answered=True)
    model = Thinker(refuses=lambda words, limit: too_long if "Hail" in words and limit > USUAL else None)
    route = route_to(model)
    calls = calls_to(model, tape, route=route)
    assert ask(calls) == Weather(fell="snow")
    model._thinks = 10
    assert ask(calls, "Hail.") == Weather(fell="snow")
    assert model.limits == [USUAL, MOST, MOST, USUAL]
    assert len(set(model.keys)) == 4, "another request has another name"


def test_what_was_recorded_under_either_limit_is_replayed_in_any_order(tape: Path) -> None:
    model = Thinker()
    recorded = [calls_to(model, tape, TapeMode.RECORD) for _ in range(2)]
    ask(recorded[0])  # each has a route of its own: neither knows yet what the other learned
    ask(recorded[1], "Hail.")
    ask(recorded[1], "Rain.")
    assert model.limits == [USUAL, MOST, USUAL, MOST, MOST]
    for order in (("Snow.", "Hail.", "Rain."), ("Rain.", "Hail.", "Snow.")):
        replayed = calls_to(model, tape, TapeMode.REPLAY)
        assert [ask(replayed, report) for report in order] == [Weather(fell="snow")] * 3
        assert replayed.totals().calls == 5


def test_a_provider_that_gives_nothing_of_a_spent_reply_is_asked_for_more_too(tape: Path) -> None:
    unfinished = Truncated("Could not finish the message", answered=True)
    model = Thinker(refuses=lambda _, limit: unfinished if limit <= USUAL else None)
    calls = calls_to(model, tape)
    assert ask(calls) == ask(calls, "Hail.") == Weather(fell="snow")
    assert model.limits == [USUAL, MOST, MOST]


@pytest.mark.parametrize(
    ("message", "spent"),
    [
        ({"content": "<think>What fell? I wonder"}, True),
        ({"content": None, "reasoning_content": "What fell? I wonder"}, True),
        ({"content": "", "reasoning": "What fell? I wonder"}, True),
        ({"content": '<think>It fell.</think>\n{"fell": "sn'}, True),
        ({"content": '<think>?</think>\n{"fell": "snow in the hills and sn'}, False),
        ({"content": '{"fell": "sn'}, False),
    ],
    ids=str,
)
def test_thinking_is_counted_where_the_server_does_not_count_it(message: dict[str, Any], spent: bool) -> None:
    told = Completion.model_validate({"choices": [{"message": message, "finish_reason": "length"}]})
    read = reply(told, "m", [ChatMessage(role="user", content="What fell?")], Price(), 0.1)
    assert read.spent_on_thinking is spent
    assert (read.thinking_tokens > 0) is ("ink" in str(message) or "reasoning" in str(message))


def test_the_longest_prompt_that_a_server_did_not_read_whole_is_noted(tape: Path) -> None:
    model = Thinker(thinks=0, counts=20)
    calls = calls_to(model, tape)
    for report in ("Snow. " * 40, "Snow. " * 90, "Snow. " * 60):
        ask(calls, report)
    (noted,) = calls.totals().shortened
    assert (noted.model, noted.counted) == ("m", 20)
    assert 90 < noted.sent < 200
