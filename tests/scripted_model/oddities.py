"""What servers that speak OpenAI's chat completions write otherwise than OpenAI does."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from tests.scripted_model.faults import changed
from tests.scripted_model.shapes import Asked, Shape, as_object

USUAL_LIMIT = 4096
SMALL_CONTEXT = 100
BRACES = "{x} " * 60
Body = dict[str, Any]


class Oddity(StrEnum):
    """Where the words stand; what is said of an error; how the reply's form differs; what is counted."""

    PARTS = "parts"
    THINKING_PARTS = "thinking_parts"
    READ_CONTENT = "read_content"
    REASONING_CONTENT = "reasoning_content"
    REASONING = "reasoning"
    TOOL_CALL = "tool_call"
    READ_TOOL_CALL = "read_tool_call"
    FUNCTION_CALL = "function_call"
    THINK = "think"
    THOUGHT = "thought"
    ARRAY = "array"
    ENCODED = "encoded"
    UNKNOWN_KEY = "unknown_key"
    QUOTED_NUMBERS = "quoted_numbers"
    CAPITALS = "capitals"
    ONE_VALUE = "one_value"
    NULLS_LEFT_OUT = "nulls_left_out"
    LISTS_LEFT_OUT = "lists_left_out"
    BAD_ITEM = "bad_item"
    ERROR_INSIDE = "error_inside"
    ERROR_WORDS_INSIDE = "error_words_inside"
    ERROR_IN_CHOICE = "error_in_choice"
    FINISH_ERROR = "finish_error"
    FINISH_DEEPSEEK = "finish_deepseek"
    OVERFLOW_INSIDE = "overflow_inside"
    NO_CHOICES = "no_choices"
    EMPTY_CHOICES = "empty_choices"
    REPLY_KEPT_BACK = "reply_kept_back"
    TOOL_KEPT_BACK = "tool_kept_back"
    FORM_500 = "form_500"
    FORM_INSIDE = "form_inside"
    GEMINI_SCHEMA = "gemini_schema"
    GEMINI_STATES = "gemini_states"
    AZURE_PROMPT = "azure_prompt"
    AZURE_REPLY = "azure_reply"
    SMALL_CONTEXT = "small_context"
    SPENT_ON_THINKING = "spent_on_thinking"
    COULD_NOT_FINISH = "could_not_finish"
    NO_MORE_THINKING = "no_more_thinking"
    NO_USAGE = "no_usage"
    NULL_USAGE = "null_usage"
    EMPTY_USAGE = "empty_usage"


def speaks(shape: Shape, oddity: Oddity) -> bool:
    """Whether a server of this shape has the oddity: Gemini's complaints come in its own shape too."""
    return shape is Shape.OPENAI or (shape is Shape.GEMINI and oddity is Oddity.GEMINI_STATES)


def odd(oddity: Oddity, asked: Asked, body: Body) -> tuple[int, Any]:
    """The status and the body that such a server answers with, where OpenAI's would give `body` with 200."""
    if oddity in ERRORS:
        return ERRORS[oddity]
    if oddity in FORM_COMPLAINTS:
        return FORM_COMPLAINTS[oddity] if asked.structured == "json_schema" else (200, body)
    if oddity in USAGES:
        return 200, _with_usage(oddity, body)
    (choice,) = body["choices"]
    text = _words(choice["message"])
    if oddity in LONG_THOUGHTS:
        return LONG_THOUGHTS[oddity](body, choice, asked.max_tokens or 0)
    if oddity in ENDINGS:
        return 200, {**body, "choices": [{**choice, **ENDINGS[oddity]}]}
    told = MESSAGES[oddity](text) if oddity in MESSAGES else {"content": _otherwise(oddity, asked, text)}
    return 200, {**body, "choices": [{**choice, "message": {"role": "assistant", "content": None, **told}}]}


def _words(message: Body) -> str:
    """What is said, in words or in the arguments of the tool that had to be called."""
    said: str = message["content"] or message["tool_calls"][0]["function"]["arguments"]
    return said


def _error(status: int, message: str, code: Any, **more: Any) -> tuple[int, Body]:
    return status, {"error": {"message": message, "code": code, **more}}


OVERFLOW = (
    "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length"
    " of only 4096 tokens, which is not enough."
)
FILTERED = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
FORM = "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}]"
NO_FIELD = (
    "Invalid JSON payload received. Unknown name \"additionalProperties\" at 'generation_config.response_schema':"
    " Cannot find field."
)
STATES = "The specified schema produces a constraint that has too many states for serving."
NO_REPLY = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
ERRORS: dict[Oddity, tuple[int, Any]] = {
    Oddity.ERROR_INSIDE: _error(200, "Provider returned error", 502),
    Oddity.ERROR_WORDS_INSIDE: (200, {"error": "The model crashed."}),
    Oddity.OVERFLOW_INSIDE: (200, {"error": OVERFLOW}),
    Oddity.NO_CHOICES: (200, NO_REPLY | {"choices": None}),
    Oddity.EMPTY_CHOICES: (200, NO_REPLY | {"choices": []}),
    Oddity.REPLY_KEPT_BACK: _error(
        400,
        "Failed to validate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
        "json_validate_failed",
        type="invalid_request_error",
        failed_generation='{"schema": "grammar", "json_schema": ',
    ),
    Oddity.TOOL_KEPT_BACK: _error(
        400, "Failed to call a function. Please adjust your prompt.", "tool_use_failed", failed_generation="<function="
    ),
    Oddity.AZURE_PROMPT: _error(
        400, FILTERED, "content_filter", param="prompt", innererror={"code": "ResponsibleAIPolicyViolation"}
    ),
}
FORM_COMPLAINTS: dict[Oddity, tuple[int, Any]] = {
    Oddity.FORM_500: _error(500, FORM, None, type="internal_server_error"),
    Oddity.FORM_INSIDE: _error(200, FORM, 400),
    Oddity.GEMINI_SCHEMA: (400, [{"error": {"code": 400, "message": NO_FIELD, "status": "INVALID_ARGUMENT"}}]),
    Oddity.GEMINI_STATES: _error(400, STATES, 400),
}
NO_WORDS = {"role": "assistant", "content": ""}
ENDINGS: dict[Oddity, Body] = {
    Oddity.ERROR_IN_CHOICE: {
        "message": NO_WORDS,
        "finish_reason": "error",
        "error": {"code": 429, "message": "Rate limited upstream"},
    },
    Oddity.FINISH_ERROR: {"finish_reason": "error"},
    Oddity.FINISH_DEEPSEEK: {"finish_reason": "insufficient_system_resource"},
    Oddity.AZURE_REPLY: {
        "message": NO_WORDS | {"content": None},
        "finish_reason": "content_filter",
        "content_filter_results": {"violence": {"filtered": True, "severity": "medium"}},
    },
}
USAGES: dict[Oddity, Any] = {
    Oddity.NO_USAGE: ...,
    Oddity.NULL_USAGE: None,
    Oddity.EMPTY_USAGE: {"prompt_tokens": None, "completion_tokens": None, "total_tokens": None},
    Oddity.SMALL_CONTEXT: {"prompt_tokens": SMALL_CONTEXT, "completion_tokens": 9, "total_tokens": SMALL_CONTEXT + 9},
}


def _with_usage(oddity: Oddity, body: Body) -> Body:
    told = USAGES[oddity]
    return {name: part for name, part in (body | {"usage": told}).items() if not (name == "usage" and told is ...)}


def _spent(body: Body, choice: Body, limit: int) -> tuple[int, Body]:
    """Up to the usual limit all goes into thinking, and no word of the answer is there."""
    if limit > USUAL_LIMIT:
        return 200, body
    message = NO_WORDS | {"reasoning_content": "First, let me see."}
    usage = body["usage"] | {
        "completion_tokens": limit,
        "completion_tokens_details": {"reasoning_tokens": limit},
    }
    return 200, {**body, "choices": [{**choice, "message": message, "finish_reason": "length"}], "usage": usage}


def _unfinished(body: Body, _: Body, limit: int) -> tuple[int, Body]:
    """As OpenAI tells the same."""
    words = "Could not finish the message because max_tokens or model output limit was reached."
    return (200, body) if limit > USUAL_LIMIT else _error(400, words, None, type="invalid_request_error")


def _no_more(body: Body, choice: Body, limit: int) -> tuple[int, Body]:
    """A server that takes no larger limit, either."""
    words = f"max_tokens is too large: {limit}. This model supports at most {USUAL_LIMIT} completion tokens."
    return _error(400, words, "invalid_value") if limit > USUAL_LIMIT else _spent(body, choice, limit)


LONG_THOUGHTS: dict[Oddity, Callable[[Body, Body, int], tuple[int, Body]]] = {
    Oddity.SPENT_ON_THINKING: _spent,
    Oddity.COULD_NOT_FINISH: _unfinished,
    Oddity.NO_MORE_THINKING: _no_more,
}


def _called(arguments: Any) -> Body:
    return {"tool_calls": [{"id": "1", "type": "function", "function": {"name": "reply", "arguments": arguments}}]}


MESSAGES: dict[Oddity, Callable[[str], Body]] = {
    Oddity.PARTS: lambda text: {"content": [{"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}]},
    Oddity.THINKING_PARTS: lambda text: {
        "content": [
            {"type": "thinking", "thinking": [{"type": "text", "text": BRACES}]},
            {"type": "text", "text": text},
        ]
    },
    Oddity.READ_CONTENT: lambda text: {"content": as_object(text)},
    Oddity.REASONING_CONTENT: lambda text: {"content": None, "reasoning_content": text},
    Oddity.REASONING: lambda text: {"content": "", "reasoning": text},
    Oddity.TOOL_CALL: _called,
    Oddity.READ_TOOL_CALL: lambda text: _called(as_object(text)),
    Oddity.FUNCTION_CALL: lambda text: {"function_call": {"name": "reply", "arguments": text}},
    Oddity.THINK: lambda text: {"content": f"<think>{BRACES}</think>\n{text}"},
    Oddity.THOUGHT: lambda text: {"content": f"{BRACES}</think>\n{text}"},
    Oddity.ARRAY: lambda text: {"content": json.dumps(next(iter((as_object(text) or {}).values())))},
    Oddity.ENCODED: lambda text: {"content": json.dumps(text)},
}


def _otherwise(oddity: Oddity, asked: Asked, text: str) -> str:
    """The same reply in another form, or with its first item spoilt."""
    reply, schema = as_object(text) or {}, asked.schema or {}
    if oddity is Oddity.CAPITALS:
        return json.dumps(changed(reply, schema, label=lambda word, _: word.upper()))
    if oddity is Oddity.BAD_ITEM:
        parts = schema.get("properties", {})
        return json.dumps({name: _first_spoilt(part, parts[name]["items"]) for name, part in reply.items()})
    return json.dumps(_reformed(oddity, reply, top=True))


def _first_spoilt(items: list[Any], schema: Body) -> list[Any]:
    return [changed(item, schema, label=lambda *_: "not_a_label") for item in items[:1]] + items[1:]


def _reformed(oddity: Oddity, value: Any, *, top: bool = False) -> Any:
    if isinstance(value, dict):
        kept = {name: _reformed(oddity, part, top=top) for name, part in value.items()}
        if oddity is Oddity.UNKNOWN_KEY:
            return kept | {"verdict": "corroborated"}
        gone = {Oddity.NULLS_LEFT_OUT: (None,), Oddity.LISTS_LEFT_OUT: ([],)}.get(oddity, ())
        return {name: part for name, part in kept.items() if top or part not in gone}
    if isinstance(value, list):
        items = [_reformed(oddity, item) for item in value]
        return items[0] if oddity is Oddity.ONE_VALUE and len(items) == 1 and not top else items
    if oddity is Oddity.QUOTED_NUMBERS and isinstance(value, int | bool):
        return json.dumps(value)
    return value
