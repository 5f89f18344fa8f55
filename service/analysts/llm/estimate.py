"""What reading an article would take, before anything is asked. Nothing here calls a model."""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel

from service.analysts.llm import LanguageModel, Pieces
from service.domain import (
    Article,
    Attribution,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Frozen,
    Modality,
    Mode,
    Passage,
)
from service.models import Price, estimate_tokens
from service.models.calls import Totals
from service.models.prompting import Prompt
from service.models.replies import strict_schema
from service.text.retrieval import retrieve
from service.text.sentences import sentences

Returned = TypeVar("Returned", bound=BaseModel)

# Tokens of one claim, and of one piece of evidence, as models write them out in the prompts' form.
CLAIM_TOKENS, BEARING_TOKENS = 110, 60
BEARING_SHARE = 0.25  # of all pairs of a claim and a document, those where the document has something to say


class Estimate(Frozen):
    """About what a run takes: calls, tokens, US dollars (None: nobody knows the model's price)."""

    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None


def estimate(
    name: str,
    price: Price,
    prompts: Mapping[str, Prompt],
    pieces: Pieces,
    article: Article,
    documents: Sequence[Document],
) -> Estimate:
    """Every sentence is taken for one claim, which is about what news has."""
    counter = _Counter()
    analyst = LanguageModel(name, counter, prompts, pieces=pieces)
    parts = [reading.passage for reading in analyst.read(article)]
    claims = tuple(_stand_ins(article, parts))
    deque(analyst.judge(article, {document.id: document for document in documents}, claims), maxlen=0)
    candidates = retrieve(claims, documents, article.language)
    pairs = sum(len({passage.document_id for passage in one.passages}) for one in candidates)
    output = CLAIM_TOKENS * len(claims) + round(BEARING_TOKENS * BEARING_SHARE * pairs)
    cost = None if price == Price() else price.of(counter.tokens, output)
    return Estimate(model=name, calls=counter.calls, input_tokens=counter.tokens, output_tokens=output, cost_usd=cost)


class _Counter:
    """Answers everything with nothing, and counts what it was asked."""

    def __init__(self) -> None:
        self.calls = self.tokens = 0

    def ask(self, prompt: Prompt, inputs: Mapping[str, str], returns: type[Returned]) -> Returned:
        schema = json.dumps(strict_schema(returns))
        self.calls += 1
        self.tokens += sum(estimate_tokens(words) for words in (schema, *(one.content for one in prompt.fill(inputs))))
        return returns.model_validate({name: [] for name in returns.model_fields})

    def totals(self) -> Totals:
        return Totals(calls=self.calls, input_tokens=self.tokens)


def _stand_ins(article: Article, parts: Sequence[Passage]) -> Iterator[Claim]:
    author = Claimant(name=article.outlet or "the article", kind=ClaimantKind.AUTHOR)
    for part in parts:
        for sentence in sentences(article.body, part.span.start, part.span.end, article.language):
            yield Claim(
                id=f"s{sentence.start}",
                text=sentence.text,
                spans=(sentence,),
                claimant=author,
                attribution=Attribution(mode=Mode.OWN_VOICE),
                provenance=(),
                modality=Modality.ASSERTED,
                checkworthy=True,
                type=ClaimType.EVENT,
            )
