"""A model whose replies a test writes out, and texts to ask it about."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from service.analysts.llm import ASK, JUDGE, READ, LanguageModel
from service.domain import Article, Claim, Document, Judging, Reading, Span
from service.models.calls import Totals
from service.models.prompting import Prompt, load_prompts
from service.models.replies import read_reply
from tests import building

PROMPTS = load_prompts(Path(__file__).parents[4] / "prompts")
BODY = """The Dockers Union said on its official Twitter feed that 40 cranes had stopped on Monday. "We will not load \
a single ship," said Mara Quist, who leads the union. Portline denied that the east gate was closed.

The union was founded in 1931. According to two officials, talks broke down over night shifts.
"""
SPEAKER: dict[str, Any] = {
    "who": "Dockers Union",
    "who_words": "The Dockers Union",
    "title": None,
    "kind": "organisation",
    "standing": None,
    "standing_words": None,
    "affiliations": [],
    "relayers": [],
    "mode": "indirect",
    "cue": "said",
}
CLAIM: dict[str, Any] = {
    "sentences": [1],
    "words": "40 cranes had stopped on Monday",
    "text": None,
    "speaker": SPEAKER,
    "known": [],
    "modality": "asserted",
    "type": "numerical",
    "checkworthy": True,
}
BEARING: dict[str, Any] = {
    "claim": "c1",
    "sentence": "s1",
    "words": "40 cranes had stopped",
    "stance": "supports",
    "match": "partial",
    "access": "named_secondary",
    "speaker": None,
    "speaker_kind": None,
    "speaks_for": None,
    "cites": [],
}


LISTS = {READ: "claims", JUDGE: "bearings", ASK: "queries"}


class Saying:
    """Fits `llm.Asked`: says what it was given for each prompt, or raises it; keeps what it was asked."""

    def __init__(self, reply: Callable[[str, Mapping[str, str]], Any]) -> None:
        self.reply = reply
        self.asked: list[Mapping[str, str]] = []

    def ask(self, prompt: Prompt, inputs: Mapping[str, str], returns: Any) -> Any:
        self.asked.append(inputs)
        said = self.reply(prompt.name, inputs)
        if isinstance(said, Exception):
            raise said
        return read_reply(json.dumps({LISTS[prompt.name]: said}), returns)

    def totals(self) -> Totals:
        return Totals(calls=len(self.asked))


def article(body: str = BODY) -> Article:
    return building.article(body, title="Cranes stop", outlet="Bay Post")


def analyst(reply: Callable[[str, Mapping[str, str]], Any]) -> LanguageModel:
    return LanguageModel("openai/m", Saying(reply), PROMPTS)


def reading_by(reply: Callable[[str, Mapping[str, str]], Any], body: str = BODY) -> Reading:
    """The reading of a text that is one passage."""
    (reading,) = analyst(reply).read(article(body))
    return reading


def judging_by(
    reply: Callable[[str, Mapping[str, str]], Any], *documents: Document, claims: tuple[Claim, ...]
) -> tuple[Judging, ...]:
    return tuple(analyst(reply).judge(article(), {one.id: one for one in documents}, claims))


def claimed(told: dict[str, Any]) -> dict[str, Any]:
    """A claim with these fields, its own or its speaker's."""
    of_speaker = {name: value for name, value in told.items() if name in SPEAKER}
    return CLAIM | {"speaker": SPEAKER | of_speaker} | {name: told[name] for name in told.keys() - of_speaker.keys()}


def read(*told: dict[str, Any], body: str = BODY) -> Reading:
    return reading_by(lambda *_: [claimed(one) for one in told], body)


def only(reading: Reading) -> Claim:
    assert len(reading.claims) == 1, reading
    return reading.claims[0]


def document(text: str, **more: Any) -> Document:
    return building.document(text, publisher="Coast Survey", **more)


def judge(text: str, *told: dict[str, Any], claims: tuple[Claim, ...] = (), **more: Any) -> Judging:
    said = [BEARING | bearing for bearing in told]
    (judging,) = judging_by(lambda *_: said, document(text, **more), claims=claims or read({}).claims)
    return judging


def stands(span: Span | None, text: str = BODY) -> str:
    assert span is not None
    assert span.stands_in(text)
    return span.text
