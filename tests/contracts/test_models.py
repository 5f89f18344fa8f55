"""One suite for every door to a model: the same reply, the same faults, whoever answers."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from service.errors import (
    BadKey,
    ContentFiltered,
    ModelFault,
    ModelTimeout,
    ModelUnavailable,
    NoCredit,
    NoSuchModel,
    PromptTooLong,
    RateLimited,
    RequestRejected,
)
from service.models import ChatMessage, Finish, Model, Price, Reply, Role
from service.models.chat_completions import Completion, reply
from service.models.litellm import LiteLLM
from service.models.manners import Manner, Structure
from service.models.openai import OpenAI
from service.models.provider_errors import retry_after
from tests.scripted_model import Fault, ScriptedModel, When

SCHEMA = {
    "type": "object",
    "properties": {"words": {"type": "array", "items": {"type": "string"}}},
    "required": ["words"],
    "additionalProperties": False,
}
MESSAGES = (ChatMessage(role=Role.SYSTEM, content="Read closely."), ChatMessage(role=Role.USER, content="Rain fell."))
SAID = '{"words": ["rain"]}'
SHAPES = ("litellm openai", "litellm anthropic", "litellm gemini")


def script(messages: Any, schema: Any) -> dict[str, Any]:
    return {"words": ["rain"]}


def door(kind: str, server: ScriptedModel, **more: Any) -> Model:
    if kind == "openai":
        return OpenAI("openai/small", base_url=server.base_url, api_key="k", **more)
    if kind == "litellm openai":
        return LiteLLM("openai/small", base_url=server.base_url, api_key="k", **more)
    if kind == "litellm anthropic":
        return LiteLLM("anthropic/claude-sonnet-4-5", base_url=server.url, api_key="k", **more)
    return LiteLLM("gemini/gemini-2.5-flash", base_url=f"{server.url}/v1beta", api_key="k", **more)


def outcome(kind: str, fault: Fault) -> Reply | ModelFault:
    with ScriptedModel(script, [fault], retry_after_s=7) as server:
        model = door(kind, server, read_s=0.3 if fault is Fault.SILENCE else 30.0)
        try:
            return model.complete(MESSAGES, SCHEMA, max_tokens=100)
        except ModelFault as error:
            assert len(server.calls) == 1, "the client tried again by itself"
            assert error.__cause__ is not None
            return error


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Hosts other than loopback that anybody looked up."""
    hosts: list[str] = []
    look_up = socket.getaddrinfo

    def watched(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("127.0.0.1", "localhost", None):
            hosts.append(str(host))
            raise socket.gaierror("The network is shut.")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    yield hosts


# ---------------------------------------------------------------- replies


def check_a_reply(kind: str) -> None:
    with ScriptedModel(script) as server:
        reply = door(kind, server, price=Price(input=1.0, output=2.0)).complete(MESSAGES, SCHEMA, max_tokens=100)
    (call,) = server.calls
    assert (reply.text, reply.finish) == (SAID, Finish.STOP)
    assert (reply.input_tokens, reply.output_tokens) == (6, 5)
    assert reply.cost_usd == pytest.approx((6 * 1.0 + 5 * 2.0) / 1_000_000)
    assert reply.request_id and reply.seconds >= 0
    assert "Read closely." in call.text and "Rain fell." in call.text
    assert '"words"' in str(call.body).replace("'", '"'), "the schema travels"


def test_the_openai_door_gives_the_reply_with_its_usage_and_cost() -> None:
    check_a_reply("openai")


@pytest.mark.parametrize("kind", SHAPES)
def test_litellm_gives_the_same_reply_and_calls_nobody_else(kind: str, strangers: list[str]) -> None:
    check_a_reply(kind)
    assert strangers == []


def test_the_local_price_map_prices_a_known_model_and_says_nothing_of_others() -> None:
    known = LiteLLM("anthropic/claude-sonnet-4-5", api_key="k").price
    assert known.input > 0 and known.output > known.input and known.cached is not None
    assert LiteLLM("openai/nobody-knows-it", api_key="k").price == Price()


def completion(content: str) -> Completion:
    return Completion.model_validate({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]})


def test_without_usage_tokens_are_estimated() -> None:
    read = reply(completion("12345678"), "m", MESSAGES, Price(), 0.1)
    assert (read.input_tokens, read.output_tokens) == (7, 2)


def test_half_a_character_is_not_kept() -> None:
    assert reply(completion("cut off \ud83d"), "m", MESSAGES, Price(), 0.1).text == "cut off ?"


# ---------------------------------------------------------------- faults

EXPECTED: dict[Fault, Finish | type[ModelFault]] = {
    Fault.RATE_LIMITED: RateLimited,
    Fault.RATE_LIMITED_FOR: RateLimited,
    Fault.SERVER_ERROR: ModelUnavailable,
    Fault.OVERLOADED: ModelUnavailable,
    Fault.GATEWAY_PAGE: ModelUnavailable,
    Fault.LOGIN_PAGE: ModelUnavailable,
    Fault.BROKEN_BODY: ModelUnavailable,
    Fault.RESET: ModelUnavailable,
    Fault.SILENCE: ModelTimeout,
    Fault.BAD_KEY: BadKey,
    Fault.NO_CREDIT: NoCredit,
    Fault.NO_SUCH_MODEL: NoSuchModel,
    Fault.TOO_LONG: PromptTooLong,
    Fault.BAD_REQUEST: RequestRejected,
    Fault.PROMPT_FILTERED: ContentFiltered,
    Fault.TRUNCATED: Finish.LENGTH,
    Fault.REFUSAL: Finish.REFUSAL,
    Fault.FILTERED: Finish.FILTER,
    Fault.EMPTY: Finish.STOP,
    Fault.PROSE: Finish.STOP,
    Fault.CODE_FENCE: Finish.STOP,
    Fault.INVALID_JSON: Finish.STOP,
    Fault.WRONG_LABEL: Finish.STOP,
    Fault.UNKNOWN_FIELD: Finish.STOP,
    Fault.CROWD: Finish.LENGTH,
    Fault.OBEYS: Finish.STOP,
}
# litellm tells Anthropic's and Gemini's refusals as filtered replies.
AS_FILTERED = {Fault.REFUSAL: Finish.FILTER}


def named(result: Reply | ModelFault) -> Finish | type[ModelFault]:
    return result.finish if isinstance(result, Reply) else type(result)


def test_the_table_of_faults_is_whole() -> None:
    assert EXPECTED.keys() == set(Fault)


@pytest.mark.parametrize("fault", Fault)
def test_the_openai_door_translates_every_fault(fault: Fault) -> None:
    assert named(outcome("openai", fault)) == EXPECTED[fault]


@pytest.mark.parametrize("kind", SHAPES)
def test_litellm_translates_every_fault_the_same(kind: str, strangers: list[str]) -> None:
    got = {fault: named(outcome(kind, fault)) for fault in Fault}
    assert got == EXPECTED | ({} if kind == "litellm openai" else AS_FILTERED)
    assert strangers == []


@pytest.mark.parametrize("kind", ["openai", *SHAPES])
def test_retry_after_comes_through(kind: str) -> None:
    told, untold = outcome(kind, Fault.RATE_LIMITED_FOR), outcome(kind, Fault.RATE_LIMITED)
    assert isinstance(told, ModelFault) and isinstance(untold, ModelFault)
    assert (told.retry_after, untold.retry_after) == (7.0, None)


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({"retry-after": "7"}, "", 7.0),
        ({"retry-after": "-3"}, "", 0.0),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after-ms": "250", "retry-after": "1"}, "", 0.25),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:57 GMT", "date": "Sun, 06 Nov 1994 08:49:37 GMT"}, "", 20.0),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:57 GMT"}, "", None),
        ({}, '{"details": [{"retryDelay": "12.5s"}]}', 12.5),
        ({}, "", None),
    ],
)
def test_every_way_to_say_wait_is_read(headers: dict[str, str], words: str, seconds: float | None) -> None:
    assert retry_after(headers, words) == seconds


def test_no_fault_tells_the_key() -> None:
    with ScriptedModel(script, key="other") as server, pytest.raises(BadKey) as refused:
        OpenAI("small", base_url=server.base_url, api_key="sk-very-secret").complete(MESSAGES, SCHEMA, max_tokens=9)
    assert "secret" not in refused.value.detail


def test_nobody_at_home_is_a_model_that_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelUnavailable):
        OpenAI("small", base_url=f"http://127.0.0.1:{port}/v1").complete(MESSAGES, SCHEMA, max_tokens=9)


def test_a_time_limit_of_the_caller_shortens_the_door_s_own() -> None:
    with ScriptedModel(script, [Fault.SILENCE]) as server, pytest.raises(ModelTimeout):
        door("openai", server, read_s=60).complete(MESSAGES, SCHEMA, max_tokens=9, timeout_s=0.2)


# ---------------------------------------------------------------- how a server likes to be asked


@pytest.mark.parametrize(
    ("takes", "refused", "wanted", "told_in_words"),
    [
        (("json_schema", "json_object"), 0, "json_schema", False),
        (("json_object",), 1, "json_object", True),
        ((), 3, None, True),
    ],
)
@pytest.mark.parametrize("kind", ["openai", "litellm openai"])
def test_a_reply_is_held_to_the_schema_as_far_as_the_server_can(
    kind: str, takes: tuple[str, ...], refused: int, wanted: str | None, told_in_words: bool
) -> None:
    with ScriptedModel(script, structured=takes) as server:
        model = door(kind, server)
        replies = [model.complete(MESSAGES, SCHEMA, max_tokens=100) for _ in range(2)]
    assert [reply.text for reply in replies] == [SAID, SAID]
    statuses = [call.status for call in server.calls]
    assert statuses == [400] * refused + [200, 200], "what was learned is not asked again"
    last = server.calls[-1]
    assert last.body.get("response_format", {}).get("type") == wanted
    assert ("additionalProperties" in last.text) is told_in_words


def test_a_server_that_wants_other_parameters_is_asked_its_way() -> None:
    with ScriptedModel(script, unsupported=["max_tokens", "temperature"]) as server:
        door("openai", server).complete(MESSAGES, SCHEMA, max_tokens=100)
    assert server.calls[-1].body["max_completion_tokens"] == 100
    assert [call.status for call in server.calls] == [400, 400, 200]


def test_a_complaint_about_something_else_teaches_nothing() -> None:
    with ScriptedModel(script, [When(Fault.BAD_REQUEST)]) as server, pytest.raises(RequestRejected):
        door("openai", server).complete(MESSAGES, SCHEMA, max_tokens=100)
    assert len(server.calls) == 1
    unsupported = RequestRejected("response_format is not supported", answered=True)
    assert Manner(structure=Structure.TEXT).after(unsupported, unsupported.detail) is None


# ---------------------------------------------------------------- imports


def test_neither_client_is_imported_before_a_door_is_chosen() -> None:
    code = (
        "import service.pipeline, service.models.calls, sys; sys.exit(bool({'openai', 'litellm'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
