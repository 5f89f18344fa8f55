"""One article's calls to its language models: taped, patient, within budget. Knows no prompt's words."""

import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel, Field

from service.cassette import Cassette
from service.domain import Frozen
from service.errors import (
    BadPrompt,
    BadReply,
    Cancelled,
    CircuitOpen,
    ContentFiltered,
    DeadlinePassed,
    ModelFault,
    ModelRefused,
    Outside,
    PromptTooLong,
    RequestRejected,
    Truncated,
)
from service.models import ChatMessage, Finish, Model, Reply, estimate_tokens, fewest_tokens, most_tokens, telemetry
from service.models.prompting import Prompt
from service.models.replies import Itemised, read_reply, strict_schema
from service.models.retries import Budget, BudgetKeeper, CircuitBreaker, Cost, RetryPolicy, Timing, with_retries
from service.models.shared_budget import SharedBudget
from service.models.taped import ModelQuestion

Returned = TypeVar("Returned", bound=BaseModel)

# Reading is not writing: the likeliest words, and the same ones again.
TEMPERATURE = 0.0
# A call that is made at the last moment still gets a time limit that a client accepts.
SHORTEST_S = 0.1
TOO_LATE = "The article's time was used up before this call was made."
UNFINISHED: dict[Finish, tuple[type[ModelFault], str]] = {
    Finish.LENGTH: (Truncated, "the reply was cut off at its limit"),
    Finish.REFUSAL: (ModelRefused, "the model declined to answer"),
    Finish.FILTER: (ContentFiltered, "the provider's content filter held the reply back"),
}
TOO_MUCH = (RequestRejected, PromptTooLong)  # what a server says to a limit that it cannot keep
SPENT = "the model spent the limit of its reply on thinking"
REASK = (
    "An earlier reply to this could not be used ({problem}). Give the whole JSON object, exactly as the schema has it."
)


class RateLimit(Protocol):
    """Lets through as many calls to a provider as it may be asked, whoever else asks it."""

    def place(self, give_up: Callable[[], None]) -> AbstractContextManager[None]:
        """A place for one call. Waits for one; `give_up` raises once waiting is of no use."""
        ...


@dataclass(frozen=True)
class ModelRoute:
    """A model, the breaker of its provider, and what holds for all who ask that provider. `priced`: it is known what it
    costs. `thinks` is set once the model spent a reply's limit on thinking: then it gets more to begin with."""

    model: Model
    breaker: CircuitBreaker
    rate_limit: RateLimit | None = None
    priced: bool = True
    thinks: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Bounds:
    """What holds for one article's calls. `gate` bounds the calls in flight of the whole process; `thinking_tokens` is
    the limit of a reply whose own went into thinking."""

    gate: threading.Semaphore
    patience: RetryPolicy = field(default_factory=RetryPolicy)
    thinking_tokens: int = 16_384
    budget: Budget = field(default_factory=Budget)


class ShortenedPrompt(Frozen):
    """A prompt that its server read less of than it was sent: tokens that it has at least, and those that the server
    counted."""

    model: str
    sent: int
    counted: int


class Totals(Frozen):
    """The receipt: calls that were answered (from the tape or not), tokens, US dollars, the models that answered, each
    prompt's fingerprint, and the prompts that a server read less of than it was sent, the worst of each model."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    thinking_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0
    shortened: tuple[ShortenedPrompt, ...] = ()
    models: tuple[str, ...] = ()
    prompts: dict[str, str] = Field(default_factory=dict)


class Calls:
    """Asks models on behalf of one article. `ask` may be called from several threads.

    `routes` are the model and, after it, those to fall back on when it cannot answer.
    """

    def __init__(
        self,
        routes: Sequence[ModelRoute],
        cassette: Cassette,
        bounds: Bounds,
        *,
        cancelled: threading.Event | None = None,
        timing: Timing | None = None,
        signals: telemetry.Signals | None = None,
        scope: str | None = None,
        budget: SharedBudget | None = None,
    ) -> None:
        """`budget` is what the article's desk and key may spend; `bounds` has what the article alone may."""
        self._shared_budget = budget
        self._routes, self._cassette, self._bounds, self._signals = routes, cassette, bounds, signals
        self._scope = scope
        self._cancelled = cancelled or threading.Event()
        self._timing = timing or Timing(sleep=self._rest)
        self._until = self._timing.clock() + bounds.patience.deadline_s
        self._budget_keeper = BudgetKeeper(bounds.budget)
        self._answered: list[tuple[str, Reply]] = []
        self._shortened: dict[str, ShortenedPrompt] = {}
        self._prompts: dict[str, str] = {}
        self._lock = threading.Lock()

    def ask(
        self, prompt: Prompt, inputs: Mapping[str, str], returns: type[Returned], *, max_tokens: int = 4096
    ) -> Returned:
        """The reply to a filled prompt, as the type it was asked for. A reply that does not fit is asked for once more.

        Of a reply that is one list, items that cannot be read either time are lost, and no more than they.
        Raises a `ModelFault` (Truncated: a smaller question may fit; BadReply: twice unusable), or a `CallNotMade`.
        """
        if returns.__name__ != prompt.returns:
            raise BadPrompt(f"{prompt.name} returns {prompt.returns}, and is asked for {returns.__name__}.")
        schema = strict_schema(returns)
        messages = prompt.fill(inputs)
        complete = partial(self._complete, prompt, schema=schema, max_tokens=max_tokens)
        told: Returned | None = None
        try:
            told = read_reply(complete(messages), returns)
            problem = told.problem if isinstance(told, Itemised) else ""
        except BadReply as error:
            problem = error.detail
        if told is not None and not problem:
            return told
        try:
            again = read_reply(complete(_reasked(messages, problem)), returns)
        except Outside as error:
            if told is not None:
                return told
            if not isinstance(error, BadReply):
                raise
            raise BadReply(f"{prompt.name}: twice no usable reply: {error.detail}.") from error
        return _fuller(told, again)

    def totals(self) -> Totals:
        with self._lock:
            replies = [reply for _, reply in self._answered]
            return Totals(
                calls=len(replies),
                input_tokens=sum(reply.input_tokens for reply in replies),
                output_tokens=sum(reply.output_tokens for reply in replies),
                thinking_tokens=sum(reply.thinking_tokens for reply in replies),
                shortened=tuple(self._shortened[name] for name in sorted(self._shortened, key=self._rank)),
                cached_tokens=sum(reply.cached_tokens for reply in replies),
                cost_usd=round(math.fsum(reply.cost_usd for reply in replies), 6),
                models=tuple(sorted({name for name, _ in self._answered}, key=self._rank)),
                prompts=dict(sorted(self._prompts.items())),
            )

    def _rank(self, name: str) -> int:
        return [route.model.name for route in self._routes].index(name)

    # ------------------------------------------------------------ one call

    def _complete(
        self, prompt: Prompt, messages: tuple[ChatMessage, ...], *, schema: dict[str, Any], max_tokens: int
    ) -> str:
        """The text of a whole reply, from the first model that can give one."""
        asked = _Asked(prompt.name, prompt.fingerprint(schema), messages, schema)
        with self._lock:
            self._prompts[prompt.name] = asked.mark
        *others, last = self._routes
        for route in others:
            try:
                return self._from(route, asked, max_tokens)
            except (ModelFault, CircuitOpen) as error:
                if not error.retryable:
                    raise
        return self._from(last, asked, max_tokens)

    def _from(self, route: ModelRoute, asked: "_Asked", max_tokens: int) -> str:
        most = max(max_tokens, self._bounds.thinking_tokens)
        limits = (most, max_tokens) if route.thinks.is_set() else (max_tokens,)
        try:
            reply = self._reply(route, asked, max_tokens, limits)
            # One from the tape may have been given under the smaller limit, whatever is known of the model by now.
            spent = reply.spent_on_thinking and reply.output_tokens < most
        except Truncated:  # some providers give nothing of a reply whose limit went into thinking
            if most == max_tokens:
                raise
            spent = True
        if spent and most > max_tokens:
            try:
                reply = self._reply(route, asked, most, (most,))
            except TOO_MUCH as error:
                raise Truncated(f"{route.model.name}: {SPENT} ({max_tokens} tokens), and takes no more.") from error
            route.thinks.set()
        return _whole(reply, route.model.name)

    def _reply(self, route: ModelRoute, asked: "_Asked", max_tokens: int, limits: tuple[int, ...]) -> Reply:
        """The reply to a question of `max_tokens`, taped as such, whichever of the `limits` is sent with it."""
        model, limit = route.model, max(limits)
        question = ModelQuestion.of(
            asked.prompt, asked.mark, model.name, asked.messages, asked.schema, max_tokens, TEMPERATURE
        )
        took = sum(
            estimate_tokens(words) for words in (json.dumps(asked.schema), *(turn.content for turn in asked.messages))
        )
        most = Cost(calls=1, tokens=took + limit, usd=model.price.of(took, limit))
        with self._budget_keeper.setting_aside(most) as paid:
            name = f"{self._scope}-{question.key}" if self._scope else None
            live = partial(self._paid, route, asked, limits, name, question.key)
            reply = self._cassette.answer(question, live, Reply)
            paid(reply)
        self._note(model.name, asked.messages, reply)
        return reply

    def _note(self, model: str, messages: Sequence[ChatMessage], reply: Reply) -> None:
        sent = fewest_tokens(messages)
        with self._lock:
            self._answered.append((model, reply))
            worst = self._shortened.get(model)
            if reply.input_tokens < sent and (worst is None or worst.sent < sent):
                self._shortened[model] = ShortenedPrompt(model=model, sent=sent, counted=reply.input_tokens)

    def _paid(
        self, route: ModelRoute, asked: "_Asked", limits: tuple[int, ...], name: str | None, question: str
    ) -> Reply:
        """The reply to a call for which the desk has room."""
        if self._shared_budget is None:
            return self._ask_live(route, asked, limits, name)
        took, limit = most_tokens(json.dumps(asked.schema), *(turn.content for turn in asked.messages)), max(limits)
        most = Cost(calls=1, tokens=took + limit, usd=route.model.price.of(took, limit))
        with self._shared_budget.setting_aside(question, most, priced=route.priced, give_up=self._still_wanted):
            return self._ask_live(route, asked, limits, name)

    def _ask_live(self, route: ModelRoute, asked: "_Asked", limits: tuple[int, ...], name: str | None) -> Reply:
        """The reply under the first limit that the server takes."""
        turned_down = 0

        def once(limit: int) -> Reply:
            # Where nobody knows what became of a try, the next one is the same call; a provider that said no may keep
            # that under the call's name, so the next one is another.
            nonlocal turned_down
            key = f"{name}-{turned_down}" if name else None
            try:
                with self._through(route), self._place(), route.breaker.guarding():
                    return self._made(route.model, asked.messages, asked.schema, limit, key)
            except ModelFault as fault:
                turned_down += fault.answered
                raise

        *larger, last = limits
        patience, timing = self._bounds.patience, self._timing
        for limit in larger:
            with suppress(*TOO_MUCH):
                return with_retries(partial(once, limit), patience, timing, self._until)
        return with_retries(partial(once, last), patience, timing, self._until)

    def _made(
        self, model: Model, messages: Sequence[ChatMessage], schema: dict[str, Any], max_tokens: int, key: str | None
    ) -> Reply:
        """One try of one call, within the time that is left."""
        left = self._until - self._timing.clock()
        with telemetry.chat(
            self._signals, model.name, model.provider, max_tokens=max_tokens, temperature=TEMPERATURE
        ) as answered:
            reply = model.complete(
                messages,
                schema,
                max_tokens=max_tokens,
                temperature=TEMPERATURE,
                timeout_s=max(left, SHORTEST_S),
                key=key,
            )
            answered(reply)
        return reply

    def _still_wanted(self) -> None:
        """Raises Cancelled, or DeadlinePassed."""
        if self._cancelled.is_set():
            raise Cancelled("The article was cancelled before this call was made.")
        if self._timing.clock() >= self._until:
            raise DeadlinePassed(TOO_LATE)

    def _rest(self, seconds: float) -> None:
        """Sleep that cancelling cuts short."""
        self._cancelled.wait(seconds)

    def _through(self, route: ModelRoute) -> AbstractContextManager[None]:
        return route.rate_limit.place(self._still_wanted) if route.rate_limit else nullcontext()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the process's places for a call in flight. Raises Cancelled, or DeadlinePassed."""
        gate = self._bounds.gate
        left = self._until - self._timing.clock()
        if left <= 0 or not gate.acquire(timeout=left):
            raise DeadlinePassed(TOO_LATE)
        try:
            self._still_wanted()
            yield
        finally:
            gate.release()


class _Asked(NamedTuple):
    """A question as any model is asked it: the prompt's name, the fingerprint of prompt and schema, and both."""

    prompt: str
    mark: str
    messages: tuple[ChatMessage, ...]
    schema: dict[str, Any]


def _whole(reply: Reply, name: str) -> str:
    """The text of a reply. Raises what came instead of a whole one."""
    if reply.spent_on_thinking:
        raise Truncated(f"{name}: {SPENT} ({reply.thinking_tokens} tokens).")
    if reply.finish in UNFINISHED:
        fault, words = UNFINISHED[reply.finish]
        raise fault(f"{name}: {words}.")
    return reply.text


def _reasked(messages: tuple[ChatMessage, ...], problem: str) -> tuple[ChatMessage, ...]:
    """The same question with what was wrong. The bad reply itself is not shown again: it may hold a hostile text's
    words; and two user turns in a row are more than some chat templates take."""
    *before, last = messages
    note = REASK.format(problem=problem[:500])
    return (*before, last.model_copy(update={"content": f"{last.content}\n\n{note}"}))


def _fuller(told: Returned | None, again: Returned) -> Returned:
    """The reply with more items: a second one that leaves out what was wrong with the first has mended nothing."""
    if isinstance(told, Itemised) and isinstance(again, Itemised) and told.length > again.length:
        return told
    return again
