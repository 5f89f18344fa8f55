"""A language model reads, by the prompts in `prompts/`. It quotes and labels; every word it gives is located here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel

from service.analysts.llm import judging, reading
from service.analysts.llm.grounding import Ground
from service.analysts.llm.replies import REPLIES, JudgingReply, PassageReply
from service.domain import Article, Candidate, Document, Failure, Judging, Passage, Reading, Receipt, Span
from service.errors import BadPrompt, BadReply, Outside, PromptTooLong, Truncated
from service.models.calls import Totals
from service.models.prompting import Prompt
from service.models.replies import strict_schema

Returned = TypeVar("Returned", bound=BaseModel)

READ, JUDGE = "extract_claims", "judge_claims"
INPUTS = {READ: {"about", "passage"}, JUDGE: {"claims", "passages"}}
SPLITS = 2  # a question whose reply is cut off is halved so often: the smallest is a quarter
TOO_LARGE = (Truncated, PromptTooLong)


class Asked(Protocol):
    """Who answers a filled prompt with a typed reply and keeps count: `service.calls.Calls`."""

    def ask(self, prompt: Prompt, inputs: Mapping[str, str], returns: type[Returned]) -> Returned: ...

    def totals(self) -> Totals: ...


class LanguageModel:
    """Fits `pipeline.Analyst`. `calls` spends, retries and keeps the receipt for one article; `name` is the model's."""

    passage_size = 2_400  # characters: the prompt is paid for with each passage, and passages are read side by side

    def __init__(self, name: str, calls: Asked, prompts: Mapping[str, Prompt]) -> None:
        self._name, self._calls, self._prompts = name, calls, prompts

    def read(self, article: Article, passage: Passage) -> Reading:
        """The claims of a passage. One whose reply is cut off is halved and read again. Raises Outside."""
        return self._read(article, passage, SPLITS)

    def batches(self, candidates: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
        return judging.batches(candidates)

    def judge(
        self,
        article: Article,  # noqa: ARG002 - the protocol's: claims were rewritten to stand alone
        documents: Mapping[str, Document],
        candidates: Sequence[Candidate],
    ) -> Judging:
        """What the passages say of the claims. A batch whose reply is cut off is halved. Raises Outside."""
        return self._judge(documents, candidates, SPLITS)

    def receipt(self) -> Receipt:
        spent = self._calls.totals()
        return Receipt(
            analyst="language model",
            model=", then ".join(dict.fromkeys((self._name, *spent.models))),
            prompts=spent.prompts,
            calls=spent.calls,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            cost_usd=spent.cost_usd,
        )

    def _read(self, article: Article, passage: Passage, splits: int) -> Reading:
        ground = Ground(article.body, passage.span, article.body_end, passage.id)
        values = {"about": reading.about(article, passage.span), "passage": ground.numbered()}
        try:
            reply = self._calls.ask(self._prompts[READ], values, PassageReply)
        except TOO_LARGE:
            if not splits or len(ground.sentences) < 2:
                raise
            return _joined_readings(self._part(article, passage, half, splits) for half in reading.halves(ground))
        claims = reading.claims(article, ground, reply.claims)
        return Reading(
            claims=claims,
            unanchored=tuple(dict.fromkeys(ground.unanchored)),
            failures=_unread(passage, len(claims), len(reply.claims)),
        )

    def _part(self, article: Article, passage: Passage, half: Span, splits: int) -> Reading:
        """Half of a passage, under the passage's own id: what fails in it leaves the other half as it is."""
        try:
            return self._read(article, passage.model_copy(update={"span": half}), splits - 1)
        except Outside as error:
            told = f"From “{half.text[:40]}” on: {error.detail}"
            return Reading(failures=(_failure("read", passage.id, error, told),))

    def _judge(self, documents: Mapping[str, Document], batch: Sequence[Candidate], splits: int) -> Judging:
        sheet = judging.Sheet(batch, documents)
        try:
            reply = self._calls.ask(self._prompts[JUDGE], sheet.values(), JudgingReply)
        except TOO_LARGE:
            parts = judging.halves(batch)
            if not splits or len(parts) < 2:
                raise
            return _joined_judgings(self._share(documents, half, splits) for half in parts)
        return sheet.judging(reply.bearings)

    def _share(self, documents: Mapping[str, Document], half: Sequence[Candidate], splits: int) -> Judging:
        try:
            return self._judge(documents, half, splits - 1)
        except Outside as error:
            return Judging(failures=tuple(_failure("judge", one.claim.id, error, error.detail) for one in half))


def check(prompts: Mapping[str, Prompt]) -> None:
    """Raises BadPrompt when a prompt that is needed is not there, or takes or returns something else."""
    for name, inputs in INPUTS.items():
        if name not in prompts:
            raise BadPrompt(f"There is no prompt {name}.md.")
        if prompts[name].inputs.keys() != inputs:
            raise BadPrompt(f"{name}.md takes {', '.join(sorted(inputs))}.")
    for name, prompt in prompts.items():
        if prompt.returns not in REPLIES:
            raise BadPrompt(f"{name}.md returns {prompt.returns}, which is none of {', '.join(REPLIES)}.")


def fingerprint(prompt: Prompt) -> str:
    """Twelve hex digits that change with the prompt or the shape of its reply."""
    return prompt.fingerprint(strict_schema(REPLIES[prompt.returns]))


def _unread(passage: Passage, found: int, told: int) -> tuple[Failure, ...]:
    """A reading most of whose claims do not stand in the passage is not a reading of it."""
    if 2 * found >= told:
        return ()
    detail = f"Of {told} claims that were given, {told - found} do not stand in the passage."
    return (_failure("read", passage.id, BadReply(detail), detail),)


def _failure(stage: str, subject: str, error: Outside, detail: str) -> Failure:
    return Failure(stage=stage, subject=subject, kind=error.kind, detail=detail, retryable=error.retryable)


def _joined_readings(parts: Iterable[Reading]) -> Reading:
    parts = tuple(parts)
    return Reading(
        claims=tuple(claim for part in parts for claim in part.claims),
        unanchored=tuple(item for part in parts for item in part.unanchored),
        failures=tuple(failure for part in parts for failure in part.failures),
    )


def _joined_judgings(parts: Iterable[Judging]) -> Judging:
    parts = tuple(parts)
    return Judging(
        evidence=tuple(item for part in parts for item in part.evidence),
        unanchored=tuple(item for part in parts for item in part.unanchored),
        failures=tuple(failure for part in parts for failure in part.failures),
    )
