"""A language model reads, by the prompts in `prompts/`. It quotes and labels; every word it gives is located here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from service.analysts.llm import asking, judging, reading, sheets
from service.analysts.llm.grounding import Ground
from service.analysts.llm.judging import Batch
from service.analysts.llm.replies import REPLIES, JudgingReply, PassageReply, QueriesReply
from service.domain import Article, Claim, Document, Failure, Judging, Passage, Reading, Receipt
from service.errors import BadPrompt, BadReply, Outside, PromptTooLong, Truncated
from service.models.calls import ShortenedPrompt, Totals
from service.models.prompting import Prompt
from service.models.replies import strict_schema
from service.pipeline import Each, failed
from service.text.passages import passages
from service.text.queries import Query

Returned = TypeVar("Returned", bound=BaseModel)

READ, JUDGE, ASK = "extract_claims", "judge_claims", "write_queries"
INPUTS = {READ: {"about", "passage"}, JUDGE: {"claims", "documents"}, ASK: {"article", "claims"}}
SPLITS = 2  # a question whose reply is cut off is halved so often: the smallest is a quarter
TOO_LARGE = (Truncated, PromptTooLong)
UNREAD = "The model's reply on these words does not fit its form"


class Pieces(NamedTuple):
    """What one call reads, in characters: of the article, and of small documents on one sheet. Calls are made side by
    side and the longest is waited for; the prompt is paid for with each."""

    passage: int
    sheet: int


PIECES = {"quick": Pieces(900, 700), "thrifty": Pieces(4_000, 1_800)}


class PromptCalls(Protocol):
    """Who answers a filled prompt with a typed reply and keeps count: `service.models.calls.Calls`."""

    def ask(self, prompt: Prompt, inputs: Mapping[str, str], returns: type[Returned]) -> Returned: ...

    def totals(self) -> Totals: ...


class LanguageModel:
    """Fits `pipeline.Analyst`. `calls` spends, retries and keeps the receipt for one article; `name` is the model's;
    `each` makes calls side by side, as `map` does one after another; `pieces` is how much each takes."""

    def __init__(
        self,
        name: str,
        calls: PromptCalls,
        prompts: Mapping[str, Prompt],
        each: Each = map,
        pieces: Pieces = PIECES["quick"],
    ) -> None:
        self._name, self._calls, self._prompts, self._each, self._pieces = name, calls, prompts, each, pieces

    def read(self, article: Article) -> Iterator[Reading]:
        """The claims of each passage. One whose reply is cut off is halved and read again."""
        parts = passages(article, self._pieces.passage)
        yield from self._each(lambda part: self._passage(article, part, len(parts), SPLITS), parts)

    def judge(
        self,
        article: Article,
        documents: Mapping[str, Document],
        claims: Sequence[Claim],
    ) -> Iterator[Judging]:
        """What the documents say of the claims, and, with the first sheet, which of them were not shown. A sheet whose
        reply is cut off is halved."""
        if not claims:
            return
        chosen = sheets.chosen(claims, documents.values(), article.language, self._pieces.sheet)
        asked = judging.batches(claims, chosen.sheets)
        if not asked and chosen.left_out:
            yield Judging(left_out=chosen.left_out)
        judged = self._each(lambda batch: self._sheet(article, batch, len(asked), SPLITS), asked)
        for number, one in enumerate(judging.each_once(judged)):
            yield one if number else one.model_copy(update={"left_out": chosen.left_out})

    def queries(self, article: Article, claims: Sequence[Claim]) -> tuple[Query, ...]:
        """What to ask search engines about claims, all in one call; none where there is nothing to ask. Raises a
        `ModelFault` or a `CallNotMade`."""
        if not any(claim.checkworthy for claim in claims):
            return ()
        reply = self._calls.ask(self._prompts[ASK], asking.values(article, claims), QueriesReply)
        return asking.queries(article, claims, reply.queries)

    def receipt(self) -> Receipt:
        spent = self._calls.totals()
        return Receipt(
            analyst="language model",
            model=", then ".join(dict.fromkeys((self._name, *spent.models))),
            prompts=spent.prompts,
            calls=spent.calls,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            thinking_tokens=spent.thinking_tokens,
            warnings=tuple(_warning(one) for one in spent.shortened),
            cost_usd=spent.cost_usd,
        )

    # ------------------------------------------------------------ reading

    def _passage(self, article: Article, passage: Passage, of: int, splits: int) -> Reading:
        try:
            return self._read(article, passage, of, splits)
        except Outside as error:
            half = "" if splits == SPLITS else f"From “{passage.span.text[:40]}” on: "
            lost = failed("read", passage.id, error, f"{half}{error.detail}")
            return Reading(passage=passage, of=of, failures=(lost,))

    def _read(self, article: Article, passage: Passage, of: int, splits: int) -> Reading:
        ground = Ground(article.body, passage.span, article.body_end, passage.id, article.language)
        values = {"about": reading.about(article, passage.span), "passage": ground.numbered()}
        try:
            reply = self._calls.ask(self._prompts[READ], values, PassageReply)
        except TOO_LARGE:
            if not splits or len(ground.sentences) < 2:
                raise
            cuts = (passage.model_copy(update={"span": half}) for half in reading.halves(ground))
            # A half keeps the passage's own id: what fails in it leaves the other half as it is.
            halves = [self._passage(article, cut, of, splits - 1) for cut in cuts]
            return Reading(passage=passage, of=of, **_joined(halves, "claims", "unanchored", "failures"))
        claims = reading.claims(article, ground, reply.claims)
        for item in reply.lost:
            ground.lose(item.words("words", "text"), "claim", f"{UNREAD}: {item.problem}.")
        return Reading(
            passage=passage,
            of=of,
            claims=claims,
            unanchored=tuple(dict.fromkeys(ground.unanchored)),
            failures=_unread(passage, len(claims), len(reply.claims) + len(reply.lost)),
        )

    # ------------------------------------------------------------ judging

    def _sheet(self, article: Article, batch: Batch, of: int, splits: int) -> Judging:
        try:
            return self._judge(article, batch, of, splits)
        except Outside as error:
            return Judging(of=of, failures=tuple(failed("judge", claim.id, error) for claim in batch.claims))

    def _judge(self, article: Article, batch: Batch, of: int, splits: int) -> Judging:
        sheet = judging.Sheet(article, batch)
        try:
            reply = self._calls.ask(self._prompts[JUDGE], sheet.values(), JudgingReply)
        except TOO_LARGE:
            parts = judging.halves(batch)
            if not splits or len(parts) < 2:
                raise
            halves = [self._sheet(article, half, of, splits - 1) for half in parts]
            return Judging(of=of, **_joined(halves, "evidence", "unanchored", "failures"))
        return sheet.judging(reply.bearings, reply.lost).model_copy(update={"of": of})


def check(prompts: Mapping[str, Prompt], *, asks: bool = False) -> None:
    """`asks`: it is to write questions as well. Raises BadPrompt when a prompt that is needed is not there, or takes or
    returns something else."""
    for name in (READ, JUDGE, *((ASK,) if asks else ())):
        if name not in prompts:
            raise BadPrompt(f"There is no prompt {name}.md.")
    for name, inputs in INPUTS.items():
        if name in prompts and prompts[name].inputs.keys() != inputs:
            raise BadPrompt(f"{name}.md takes {', '.join(sorted(inputs))}.")
    for name, prompt in prompts.items():
        if prompt.returns not in REPLIES:
            raise BadPrompt(f"{name}.md returns {prompt.returns}, which is none of {', '.join(REPLIES)}.")


def fingerprint(prompt: Prompt) -> str:
    """Twelve hex digits that change with the prompt or the shape of its reply."""
    return prompt.fingerprint(strict_schema(REPLIES[prompt.returns]))


def _warning(prompt: ShortenedPrompt) -> Failure:
    """What a server that reads less than it is sent leaves open: nobody knows which words it did not see."""
    detail = (
        f"{prompt.model} counted {prompt.counted:,} tokens of a prompt that has {prompt.sent:,} at least: its context"
        " is smaller than the prompt, and a part was not read. Give the server a larger context (Ollama: num_ctx)."
    )
    return Failure(stage="model", subject=prompt.model, kind="prompt_shortened", detail=detail)


def _unread(passage: Passage, found: int, told: int) -> tuple[Failure, ...]:
    """A reading most of whose claims do not stand in the passage is not a reading of it."""
    if 2 * found >= told:
        return ()
    detail = f"Of {told} claims that were given, {told - found} cannot be read, or do not stand in the passage."
    return (failed("read", passage.id, BadReply(detail)),)


def _joined(parts: Sequence[Reading] | Sequence[Judging], *names: str) -> dict[str, Any]:
    """What several parts have under these names, end to end."""
    return {name: tuple(item for part in parts for item in getattr(part, name)) for name in names}
