"""Three shapes of one conversation: OpenAI chat completions, Anthropic messages, Gemini generateContent."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"


class Finish(StrEnum):
    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"
    FILTER = "filter"


@dataclass(frozen=True)
class Asked:
    """A request in any shape. `tool` is the one the model was made to call; `structured` the reply format asked for."""

    shape: Shape
    model: str
    messages: tuple[dict[str, str], ...]
    schema: dict[str, Any] | None
    structured: str | None
    tool: str | None
    stream: bool
    max_tokens: int | None

    @property
    def text(self) -> str:
        return "\n".join(message["content"] for message in self.messages)


@dataclass(frozen=True)
class Answer:
    """What the model says, how it ended, and the tokens counted for it."""

    id: str
    text: str
    finish: Finish
    input_tokens: int
    output_tokens: int


def estimate_tokens(text: str) -> int:
    """Four bytes of UTF-8 a token: the usual rule of thumb, stated so that tests can compute it too."""
    return math.ceil(len(text.encode()) / 4)


def shape_of(path: str) -> Shape | None:
    """The shape that is spoken at a path; None when nothing is."""
    bare = path.partition("?")[0]
    if bare.endswith("/chat/completions"):
        return Shape.OPENAI
    if bare.endswith("/messages"):
        return Shape.ANTHROPIC
    return Shape.GEMINI if bare.endswith((":generateContent", ":streamGenerateContent")) else None


def read(shape: Shape, path: str, body: dict[str, Any]) -> Asked:
    """A request body of one shape, as what was asked."""
    return {Shape.OPENAI: _read_openai, Shape.ANTHROPIC: _read_anthropic, Shape.GEMINI: _read_gemini}[shape](path, body)


def write(shape: Shape, asked: Asked, answer: Answer) -> dict[str, Any]:
    """The whole reply body."""
    writers = {Shape.OPENAI: _write_openai, Shape.ANTHROPIC: _write_anthropic, Shape.GEMINI: _write_gemini}
    return writers[shape](asked, answer)


def stream(shape: Shape, asked: Asked, answer: Answer) -> Iterator[tuple[str, int]]:
    """Server-sent events, each with the number of tokens it carries."""
    streams = {Shape.OPENAI: _stream_openai, Shape.ANTHROPIC: _stream_anthropic, Shape.GEMINI: _stream_gemini}
    return streams[shape](asked, answer)


def complaint(shape: Shape, status: int, code: str, message: str, param: str | None = None) -> dict[str, Any]:
    """An error body."""
    if shape is Shape.ANTHROPIC:
        return {"type": "error", "error": {"type": code, "message": message}}
    if shape is Shape.GEMINI:
        return {"error": {"code": status, "message": message, "status": code.upper()}}
    return {"error": {"message": message, "type": code, "param": param, "code": code}}


# ---------------------------------------------------------------- OpenAI

OPENAI_FINISH = {Finish.LENGTH: "length", Finish.FILTER: "content_filter"}


def _read_openai(path: str, body: dict[str, Any]) -> Asked:
    form = body.get("response_format") or {}
    choice = body.get("tool_choice")
    tools = {tool["function"]["name"]: tool["function"] for tool in body.get("tools", ())}
    tool = _forced(tools, choice["function"]["name"] if isinstance(choice, dict) else choice)
    beside = form.get("json_schema", {}).get("schema") or form.get("schema")
    schema = beside or (tools[tool].get("parameters") if tool else None)
    return Asked(
        shape=Shape.OPENAI,
        model=body["model"],
        messages=tuple(_message(item["role"], item.get("content")) for item in body["messages"]),
        schema=schema,
        structured=form.get("type"),
        tool=tool,
        stream=bool(body.get("stream")),
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
    )


def _write_openai(asked: Asked, answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text, "refusal": None}
    if answer.finish is Finish.REFUSAL:
        message |= {"content": None, "refusal": answer.text}
    elif asked.tool:
        call = {"name": asked.tool, "arguments": answer.text}
        message |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": call}]}
    finish = OPENAI_FINISH.get(answer.finish, "tool_calls" if asked.tool else "stop")
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return {**_openai_head(asked, answer, "chat.completion"), "choices": [choice], "usage": _openai_usage(answer)}


def _stream_openai(asked: Asked, answer: Answer) -> Iterator[tuple[str, int]]:
    head = _openai_head(asked, answer, "chat.completion.chunk")
    field = "refusal" if answer.finish is Finish.REFUSAL else "content"
    for piece in _pieces(answer.text):
        delta = {"role": "assistant", field: piece}
        chunk = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        yield f"data: {json.dumps(chunk)}\n\n", estimate_tokens(piece)
    last = {"index": 0, "delta": {}, "finish_reason": OPENAI_FINISH.get(answer.finish, "stop")}
    yield f"data: {json.dumps({**head, 'choices': [last], 'usage': _openai_usage(answer)})}\n\n", 0
    yield "data: [DONE]\n\n", 0


def _openai_head(asked: Asked, answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": answer.id, "object": kind, "created": 0, "model": asked.model}


def _openai_usage(answer: Answer) -> dict[str, int]:
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
    }


# ---------------------------------------------------------------- Anthropic

ANTHROPIC_FINISH = {Finish.LENGTH: "max_tokens", Finish.REFUSAL: "refusal", Finish.FILTER: "refusal"}


def _read_anthropic(path: str, body: dict[str, Any]) -> Asked:
    form = body.get("output_format") or body.get("output_config", {}).get("format") or {}
    choice = body.get("tool_choice") or {}
    tools = {tool["name"]: tool for tool in body.get("tools", ())}
    tool = _forced(tools, choice.get("name") or ("required" if choice.get("type") == "any" else None))
    system = [_message("system", body["system"])] if body.get("system") else []
    return Asked(
        shape=Shape.ANTHROPIC,
        model=body["model"],
        messages=(*system, *(_message(item["role"], item["content"]) for item in body["messages"])),
        schema=form.get("schema") or (tools[tool].get("input_schema") if tool else None),
        structured=form.get("type"),
        tool=tool,
        stream=bool(body.get("stream")),
        max_tokens=body.get("max_tokens"),
    )


def _write_anthropic(asked: Asked, answer: Answer) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": answer.text}
    if asked.tool and (called := as_object(answer.text)) is not None:
        block = {"type": "tool_use", "id": "toolu_1", "name": asked.tool, "input": called}
    return {
        "id": answer.id,
        "type": "message",
        "role": "assistant",
        "model": asked.model,
        "content": [block],
        "stop_reason": ANTHROPIC_FINISH.get(answer.finish, "tool_use" if block["type"] == "tool_use" else "end_turn"),
        "stop_sequence": None,
        "usage": {"input_tokens": answer.input_tokens, "output_tokens": answer.output_tokens},
    }


def _stream_anthropic(asked: Asked, answer: Answer) -> Iterator[tuple[str, int]]:
    whole = _write_anthropic(asked, answer)
    usage = {"input_tokens": answer.input_tokens, "output_tokens": 0}
    yield _event("message_start", message={**whole, "content": [], "stop_reason": None, "usage": usage}), 0
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""}), 0
    for piece in _pieces(answer.text):
        delta = {"type": "text_delta", "text": piece}
        yield _event("content_block_delta", index=0, delta=delta), estimate_tokens(piece)
    yield _event("content_block_stop", index=0), 0
    ending = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=ending, usage={"output_tokens": answer.output_tokens}), 0
    yield _event("message_stop"), 0


def _event(kind: str, **fields: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


# ---------------------------------------------------------------- Gemini

GEMINI_FINISH = {Finish.LENGTH: "MAX_TOKENS", Finish.REFUSAL: "PROHIBITED_CONTENT", Finish.FILTER: "SAFETY"}


def _read_gemini(path: str, body: dict[str, Any]) -> Asked:
    config = body.get("generationConfig") or body.get("generation_config") or {}
    system = body.get("systemInstruction") or body.get("system_instruction")
    schema = next(
        (config[name] for name in ("responseJsonSchema", "response_json_schema", "responseSchema", "response_schema")
         if config.get(name)),
        None,
    )  # fmt: skip
    mime = config.get("responseMimeType") or config.get("response_mime_type")
    turns = [("system", system["parts"])] if system else []
    turns += [("assistant" if turn.get("role") == "model" else "user", turn["parts"]) for turn in body["contents"]]
    return Asked(
        shape=Shape.GEMINI,
        model=path.rpartition("/")[2].partition(":")[0],
        messages=tuple(_message(role, parts) for role, parts in turns),
        schema=_lowered(schema),
        structured="json_schema" if schema else "json_object" if mime == "application/json" else None,
        tool=None,
        stream=":stream" in path,
        max_tokens=config.get("maxOutputTokens") or config.get("max_output_tokens"),
    )


def _write_gemini(asked: Asked, answer: Answer) -> dict[str, Any]:
    candidate: dict[str, Any] = {"index": 0, "finishReason": GEMINI_FINISH.get(answer.finish, "STOP")}
    if answer.finish not in (Finish.FILTER, Finish.REFUSAL):
        candidate["content"] = {"role": "model", "parts": [{"text": answer.text}]}
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": answer.input_tokens,
            "candidatesTokenCount": answer.output_tokens,
            "totalTokenCount": answer.input_tokens + answer.output_tokens,
        },
        "modelVersion": asked.model,
        "responseId": answer.id,
    }


def _stream_gemini(asked: Asked, answer: Answer) -> Iterator[tuple[str, int]]:
    for piece in _pieces(answer.text):
        parts = {"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": piece}]}}]}
        yield f"data: {json.dumps(parts)}\n\n", estimate_tokens(piece)
    last = _write_gemini(asked, Answer(answer.id, "", answer.finish, answer.input_tokens, answer.output_tokens))
    yield f"data: {json.dumps(last)}\n\n", 0


# ---------------------------------------------------------------- shared


def _message(role: str, content: Any) -> dict[str, str]:
    """A turn with its text parts joined."""
    if isinstance(content, list):
        content = "\n".join(part.get("text") or "" for part in content)
    return {"role": role, "content": content or ""}


def _forced(tools: dict[str, Any], choice: str | None) -> str | None:
    """The tool the model has no choice but to call."""
    if choice in tools:
        return choice
    return next(iter(tools), None) if choice == "required" else None


def _pieces(text: str, size: int = 16) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def as_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, if it is one."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _lowered(schema: Any) -> Any:
    """Gemini's schema with its type names in JSON Schema's case."""
    if isinstance(schema, list):
        return [_lowered(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: part.lower() if key == "type" and isinstance(part, str) else _lowered(part)
            for key, part in schema.items()}  # fmt: skip
