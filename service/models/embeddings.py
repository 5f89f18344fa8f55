"""Vectors for texts, by any server that speaks OpenAI's embeddings."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import chain

import httpx
import numpy as np
import openai

from service.domain import Frozen
from service.errors import BadReply, Cancelled
from service.models.provider_errors import translated
from service.models.retries import CircuitBreaker, RetryPolicy, Timing, with_retries

BATCH = 64  # texts of one call
CHARACTERS = 2_000  # of one text: small models take 512 tokens
DEADLINE_S = 60.0  # for all tries of one call
NUMBER = np.dtype("<f2")


class Purpose(StrEnum):
    """What a text is embedded as: many models are told by a word before it."""

    QUERY = "query"
    PASSAGE = "passage"


class EmbeddedTexts(Frozen):
    """A vector for each text, of length one, as bytes of numbers of two bytes; and the tokens that they took."""

    vectors: tuple[bytes, ...]
    tokens: int = 0


class OpenAIEmbeddings:
    """One model behind one base URL. Never tries again by itself."""

    def __init__(self, model: str, *, base_url: str, api_key: str = "", read_s: float = 120.0) -> None:
        self.name, self.provider = model, httpx.URL(base_url).host
        self._timeout = httpx.Timeout(read_s, connect=min(5.0, read_s))
        # Local servers need no key, and the client does not start without one.
        self._client = openai.OpenAI(base_url=base_url, api_key=api_key or "none", max_retries=0)

    def embed(self, texts: Sequence[str]) -> EmbeddedTexts:
        """Raises a `ModelFault`; BadReply for an answer that is not one vector for each text, all as long."""
        try:
            answer = self._client.embeddings.create(
                model=self.name, input=list(texts), encoding_format="float", timeout=self._timeout
            )
            rows = sorted(answer.data, key=lambda one: one.index)
            told = np.array([one.embedding for one in rows], dtype=np.float32)
        except openai.OpenAIError as error:
            raise translated(error, self.name) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise BadReply(f"{self.name}: what it answered are no vectors.") from error
        if [one.index for one in rows] != list(range(len(texts))) or told.ndim != 2 or not np.isfinite(told).all():
            raise BadReply(f"{self.name}: it did not answer one vector for each of {len(texts)} texts.")
        tokens = answer.usage.prompt_tokens if answer.usage else 0
        return EmbeddedTexts(vectors=tuple(map(_normal, told)), tokens=tokens)


@dataclass(frozen=True)
class Embedder:
    """Asks a model in batches, patiently. `before`: what stands before a text, by its purpose. Serves many threads."""

    model: OpenAIEmbeddings
    before: Mapping[Purpose, str] = field(default_factory=dict)
    patience: RetryPolicy = field(default_factory=lambda: RetryPolicy(deadline_s=DEADLINE_S))
    timing: Timing = field(default_factory=Timing)
    gate: threading.Semaphore = field(default_factory=lambda: threading.BoundedSemaphore(4))
    breaker: CircuitBreaker = field(default_factory=lambda: CircuitBreaker("embeddings"))

    @property
    def name(self) -> str:
        """By what vectors are known: two texts under different words before them are no neighbours."""
        before = "".join(f" {purpose}={self.before[purpose]}" for purpose in Purpose if purpose in self.before)
        return f"{self.model.name}{before}"[:255]

    def embed(
        self, texts: Sequence[str], purpose: Purpose, stopped: Callable[[], bool] = lambda: False
    ) -> EmbeddedTexts:
        """Raises a `ModelFault` or CircuitOpen, Cancelled once `stopped` says so."""
        lead = self.before.get(purpose, "")
        told = [f"{lead} {text}".strip()[:CHARACTERS] or "-" for text in texts]
        parts = []
        for start in range(0, len(told), BATCH):
            if stopped():
                raise Cancelled("What was to be embedded is left for later.")
            until = self.timing.clock() + self.patience.deadline_s
            once = partial(self._once, told[start : start + BATCH])
            parts.append(with_retries(once, self.patience, self.timing, until))
        vectors = tuple(chain.from_iterable(part.vectors for part in parts))
        if len(set(map(len, vectors))) > 1:
            raise BadReply(f"{self.model.name}: its vectors are not all as long.")
        return EmbeddedTexts(vectors=vectors, tokens=sum(part.tokens for part in parts))

    def _once(self, texts: Sequence[str]) -> EmbeddedTexts:
        with self.gate, self.breaker.guarding():
            return self.model.embed(texts)


def _normal(row: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> bytes:
    length = float(np.linalg.norm(row)) or 1.0
    return (row / length).astype(NUMBER).tobytes()
