"""Calls to models on the cassette: what decides a reply, and the model of which there is only the tape."""

from collections.abc import Sequence
from typing import Any, ClassVar

from service.cassette import CallKind, Question
from service.domain import fingerprint
from service.errors import CassetteMiss
from service.models import ChatMessage, Price, Reply


class ModelQuestion(Question):
    """What decides a reply, by hash. `prompt` and `fingerprint` say what the question came from, and are no part of
    its key."""

    kind: ClassVar[CallKind] = CallKind.MODEL

    prompt: str
    fingerprint: str
    model: str
    messages: str
    schema_hash: str
    max_tokens: int
    temperature: float

    @classmethod
    def of(
        cls,
        prompt: str,
        mark: str,
        model: str,
        messages: Sequence[ChatMessage],
        schema: dict[str, Any] | None,
        max_tokens: int,
        temperature: float,
    ) -> "ModelQuestion":
        return cls(
            prompt=prompt,
            fingerprint=mark,
            model=model,
            messages=fingerprint([message.model_dump(mode="json") for message in messages], length=32),
            schema_hash=fingerprint(schema),
            max_tokens=max_tokens,
            temperature=temperature,
        )

    @property
    def key(self) -> str:
        parts = [self.model, self.messages, self.schema_hash, self.max_tokens, self.temperature]
        return fingerprint(parts, length=32)

    @property
    def named(self) -> str:
        return f"{self.prompt} for {self.model}"

    @property
    def family(self) -> str:
        return self.prompt

    def likeness(self, kept: "ModelQuestion") -> tuple[bool, ...]:
        return (kept.messages == self.messages, kept.fingerprint == self.fingerprint, kept.model == self.model)

    def difference(self, kept: "ModelQuestion") -> str:
        if kept.fingerprint != self.fingerprint:
            return f"the prompt was {kept.fingerprint}: it is {self.fingerprint} now"
        if kept.model != self.model:
            return f"the model was {kept.model}"
        if kept.messages != self.messages:
            return "prompt and model are the same, and the texts filled in are not"
        return "the schema or the limits were others"


class Absent:
    """A model of which there is only the tape: replaying needs neither its library nor its key."""

    provider = "cassette"
    price = Price()

    def __init__(self, name: str) -> None:
        self.name = name

    def complete(self, *_asked: object, **_more: object) -> Reply:
        raise CassetteMiss(f"{self.name} is only replayed.")
