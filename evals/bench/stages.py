"""How the cost of each stage grows with hostile text: processor time for a text, and for one of twice its size.

Run `python -m evals.bench.stages [--motifs N] [STAGE …]` in a checkout. Each stage reads 60 shapes over and over, and N
random motifs of their pieces (the same each time). Under each stage stand the shapes above 2.3 times, else the worst. A
size is taken at which a text costs enough to be measured, so that what grows with the square stops early; what costs
less than that at 16,000 characters is not doubled, since at the longest article it cannot cost a second.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from evals.bench.texts import HOSTILE, news, repeated, request
from service.analysts.embedded.attribution import attributions
from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.people.named import Names
from service.analysts.embedded.stance import judge
from service.analysts.embedded.stance.happenings import happenings
from service.analysts.embedded.stance.particulars import Particulars
from service.analysts.embedded.stance.voicing import Speaking
from service.analysts.injection_guard import screen
from service.bootstrap import open_application
from service.domain import Article, Document, Report
from service.errors import Claimtrace
from service.exports.formats import plain
from service.exports.html import page
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.languages.en.periods import periods
from service.settings import Settings
from service.text.cleaning import cleaned
from service.text.layout import shown
from service.text.pages import read_page
from service.text.posts import posts_of
from service.text.retrieval import retrieve
from service.text.sentences import sentences
from service.text.tails import body_end
from service.text.ties import ties_of
from service.weighing.copies import Copies

LINEAR = 2.3  # times that twice the text may cost; see the issue that set it
SMALLEST, LARGEST = 2_000, 16_000  # characters
ENOUGH = 0.02  # processor seconds: less is no measure
TRIES = 4  # of which the best counts, where one was above: a busy machine
# Beside those that the reports are measured with: markup, captions, posts, capitals, joined words, other scripts.
SHAPES = (
    *HOSTILE, "X", "X Y ", "XX ", "a", "a b", "ab-", "a’", "é ", "1", "1,", "$1 ", "<b>x</b>", "<p>", "<a href=x>",
    "<!--", "&amp;", "@ann ", "https://a.example/x ", "Photo: ", "(AP) ", "[1] ", "…", "  ", "*\n", "Q: Why?\nA: So.\n",
    "the coalition said ", "群", "ب ",
)  # fmt: skip


class Stage(NamedTuple):
    """What is measured: `run` on what `prepare` makes of a text."""

    run: Callable[[Any], object]
    prepare: Callable[[str], Any] = str


class Grown(NamedTuple):
    """What a shape cost at a size and at twice the size, in processor seconds."""

    shape: str
    size: int
    once: float
    twice: float

    @property
    def ratio(self) -> float:
        return self.twice / max(self.once, 1e-6)


def _article(text: str) -> Article:
    return Article(id="art", body=text, body_end=len(text))


def _document(text: str) -> Document:
    return Document(id="d1", text=text, language="en", publisher="Lowland Post")


def _judged(text: str) -> object:
    article, documents = _article(news(0, 1_500)), {"d1": _document(text)}
    claims = tuple(claim for _, claim in claims_of(article))
    return judge(article, documents, retrieve(claims, tuple(documents.values())))


def _each(find: Callable[[str], object]) -> Callable[[str], object]:
    """What is asked of one sentence, of each sentence of a text."""
    return lambda text: [find(sentence.text) for sentence in sentences(text)]


def _reported(report: Callable[[dict[str, Any]], Report], text: str) -> Report:
    return report(request(text, [news(1, 1_500)]))


def stages() -> dict[str, Stage]:
    """Every stage by its name."""
    verification = open_application(Settings(database_url="sqlite://")).verification

    def report(given: dict[str, Any]) -> Report:
        return verification.report(dossier_of(request_from_json(json.dumps(given).encode())))

    prepared = partial(_reported, report)
    return {
        "page": Stage(lambda text: read_page(f"<html><body><p>{text}</p></body></html>")),
        "layout": Stage(lambda text: shown(text, len(text))),
        "tails": Stage(body_end),
        "posts": Stage(lambda text: posts_of(text, len(text))),
        "sentences": Stage(sentences),
        "cleaning": Stage(cleaned),
        "screen": Stage(lambda text: screen(text, len(text))),
        "attribution": Stage(attributions),
        "people": Stage(lambda text: Names(text, len(text))),
        "claims": Stage(lambda text: claims_of(_article(text))),
        "figures": Stage(_each(lambda one: Particulars(one).figures)),
        "clauses": Stage(_each(lambda one: Particulars(one).telling)),
        "happenings": Stage(_each(happenings)),
        "periods": Stage(_each(periods)),
        "voices": Stage(lambda text: Speaking(text, [])),
        "stance": Stage(_judged),
        "ties": Stage(lambda text: ties_of(_article(text), [])),
        "independence": Stage(lambda text: Copies((text, news(1, 8_000))).pairs(text)),
        "scoring": Stage(lambda text: report(request(news(0, 1_500), [text]))),
        "report": Stage(prepared),
        "html": Stage(page, prepared),
        "text": Stage(plain, prepared),
        "text in full": Stage(partial(plain, view="full"), prepared),
    }


def motifs(count: int) -> Iterator[str]:
    """Random rows of one to six pieces, always the same."""
    chance = random.Random(7)  # noqa: S311 - invented text, no secret
    pieces = [
        *SHAPES,
        "Hale ",
        "Port ",
        "killed ",
        "was ",
        "that ",
        "not ",
        "12 ",
        ", ",
        ". ",
        "” ",
        "minister ",
        "group ",
    ]
    for _ in range(count):
        yield "".join(chance.choice(pieces) for _ in range(chance.randint(1, 6)))


def grown(stage: Stage, shape: str) -> Grown:
    """The stage on the shape at the first size that costs enough, and at twice that."""
    size, once = SMALLEST, _seconds(stage, shape, SMALLEST)
    while once < ENOUGH and size < LARGEST:
        size *= 2
        once = _seconds(stage, shape, size)
    if once < ENOUGH:
        return Grown(shape, size, once, once)
    twice = _seconds(stage, shape, 2 * size)
    for _ in range(TRIES):
        if twice > LINEAR * once:
            once, twice = min(once, _seconds(stage, shape, size)), min(twice, _seconds(stage, shape, 2 * size))
    return Grown(shape, size, once, twice)


def _seconds(stage: Stage, shape: str, size: int) -> float:
    started = time.process_time()
    with suppress(Claimtrace):  # a refusal has its cost too
        made = stage.prepare(repeated(shape, size))
        started = time.process_time()
        stage.run(made)
    return time.process_time() - started


def measured(chosen: Sequence[str], count: int) -> Iterator[tuple[str, list[Grown]]]:
    """Each chosen stage with what every shape and motif cost, the worst first."""
    for name, stage in stages().items():
        if not chosen or name in chosen:
            found = [grown(stage, shape) for shape in (*SHAPES, *motifs(count))]
            yield name, sorted(found, key=lambda one: -one.ratio)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.stages", description=__doc__)
    parser.add_argument("stage", nargs="*")
    parser.add_argument("--motifs", type=int, default=0)
    asked = parser.parse_args()
    for name, found in measured(asked.stage, asked.motifs):
        above = [one for one in found if one.ratio > LINEAR]
        sys.stdout.write(f"{name:<14}{len(found):5} shapes, {len(above):3} above {LINEAR}\n")
        for one in above or found[:1]:
            cost = f"{one.once:7.2f} s{one.twice:8.2f} s  x{one.ratio:4.1f}"
            sys.stdout.write(f"    {one.shape[:40]!r:<44}{one.size:6}{cost}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
