"""A chat completion read, whichever server wrote it: where its words stand, how it ended, what it took."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from service.errors import ModelUnavailable
from service.models import ChatMessage, Finish, Price, Reply, estimate_tokens
from service.models.answers import thinking_in


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Aside(_Read):
    """What litellm moves into the provider's own fields."""

    refusal: str | None = None
    error: Any = None
    native_finish_reason: str | None = None


class _Called(_Read):
    """A tool's or a function's arguments: text, or the object itself."""

    arguments: Any = None


class _ToolCall(_Read):
    function: _Called | None = None


class _Said(_Read):
    content: Any = None
    refusal: str | None = None
    reasoning_content: Any = None
    reasoning: Any = None
    tool_calls: tuple[_ToolCall, ...] | None = None
    function_call: _Called | None = None
    provider_specific_fields: _Aside | None = None


class _Choice(_Read):
    message: _Said
    finish_reason: str | None = None
    error: Any = None
    provider_specific_fields: _Aside | None = None


class _Kept(_Read):
    cached_tokens: int | None = None


class _Thought(_Read):
    reasoning_tokens: int | None = None


class _Usage(_Read):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Kept | None = None
    completion_tokens_details: _Thought | None = None


class Completion(_Read):
    id: str | None = None
    model: str | None = None
    choices: tuple[_Choice, ...] | None = None
    usage: _Usage | None = None
    error: Any = None


FINISHES = {
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "content_filter": Finish.FILTER,
    "safety": Finish.FILTER,
    "refusal": Finish.REFUSAL,
}
FAILED_FINISHES = {"error", "insufficient_system_resource"}  # the second is DeepSeek's
ENDED_IN_ERROR = {"message": "The reply's finish reason is an error."}
NO_COMPLETION = "the answer is not a chat completion"


def completed(response: Any, name: str) -> Completion:
    """A client's response. Raises ModelUnavailable when it is no completion at all, and tells no error either."""
    told = response.model_dump(warnings=False) if isinstance(response, BaseModel) else response
    try:
        # A server that answers with a page instead of JSON gives the client a bare string.
        completion = Completion.model_validate(told)
    except ValidationError as error:
        raise ModelUnavailable(f"{name}: {NO_COMPLETION}.", answered=True) from error
    if not completion.choices and not completion.error:
        raise ModelUnavailable(f"{name}: {NO_COMPLETION}.", answered=True)
    return completion


def error_inside(completion: Completion) -> Any:
    """The error that an answer of status 200 tells in the place of a reply, or beside half of one; None without."""
    if completion.error:
        return completion.error
    for choice in completion.choices or ():
        aside = choice.provider_specific_fields or _Aside()
        if told := choice.error or aside.error:
            return told
        if {choice.finish_reason, aside.native_finish_reason} & FAILED_FINISHES:
            return ENDED_IN_ERROR
    return None


def reply(completion: Completion, name: str, messages: Sequence[ChatMessage], price: Price, seconds: float) -> Reply:
    """A completion as a reply."""
    choice = completion.choices[0] if completion.choices else _Choice(message=_Said())
    message = choice.message
    refusal = message.refusal or (message.provider_specific_fields or _Aside()).refusal
    finish = Finish.REFUSAL if refusal else FINISHES.get((choice.finish_reason or "").casefold(), Finish.STOP)
    thoughts = _text(message.reasoning_content) or _text(message.reasoning) or _text(message.content, "thinking")
    said = _said(message)
    if not said.strip() and finish is Finish.STOP:
        # Some servers take the whole of a reply for the thinking before it.
        said, thoughts = thoughts, ""
    # A provider that cuts off between the halves of a character leaves one half, which cannot be kept anywhere.
    text = (refusal or said).encode("utf-8", "replace").decode()
    usage = completion.usage or _Usage()
    took = usage.prompt_tokens or sum(estimate_tokens(message.content) for message in messages)
    thought = (usage.completion_tokens_details or _Thought()).reasoning_tokens
    if thought is None:
        thought = estimate_tokens(thoughts or thinking_in(text))
    gave = usage.completion_tokens or estimate_tokens(f"{thoughts}{text}")
    cached = (usage.prompt_tokens_details or _Kept()).cached_tokens or 0
    return Reply(
        text=text,
        finish=finish,
        input_tokens=took,
        output_tokens=gave,
        thinking_tokens=min(thought, gave),
        cached_tokens=cached,
        cost_usd=price.of(took, gave, cached),
        model=completion.model or name,
        seconds=round(seconds, 3),
        request_id=completion.id,
    )


def _said(message: _Said) -> str:
    """The message's own words; where they hold no object, the arguments of the one call that it makes instead."""
    content = _text(message.content)
    called = [one.function for one in message.tool_calls or () if one.function]
    if message.function_call:
        called.append(message.function_call)
    if "{" in content or len(called) != 1:
        return content
    told = called[0].arguments
    return told if isinstance(told, str) else content if told is None else json.dumps(told, ensure_ascii=False)


def _text(content: Any, kind: str = "text") -> str:
    """The words of a content: text, an object that the server read already, or the parts of one kind."""
    if isinstance(content, str):
        return content if kind == "text" else ""
    if isinstance(content, dict):
        return json.dumps(content, ensure_ascii=False) if kind == "text" else ""
    if not isinstance(content, list):
        return ""
    return "".join(_part(part, kind) for part in content)


def _part(part: Any, kind: str) -> str:
    if isinstance(part, str):
        return part if kind == "text" else ""
    if not isinstance(part, dict):
        return ""
    own = str(part.get("type") or "text").removeprefix("output_").replace("reasoning", "thinking")
    told = part.get(own, part.get("text")) if own == kind else None
    return told if isinstance(told, str) else _text(told)
