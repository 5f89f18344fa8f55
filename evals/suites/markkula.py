"""Markkula's sourced statements: who is quoted in local news, as what, and why they are in the story."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import thread_time
from typing import NamedTuple

from evals.figures import Metric, accuracy, share
from evals.matching import TOKEN, tokens
from evals.reading import reported_claims
from evals.suite import About, Miss, Result
from service.domain import Channel, Claim, ClaimantKind, Span
from service.languages.names import same_name
from service.text.locating import locate
from service.verification import Verification

INSIDE = 0.5  # at least half of a claim's words, and of a title's: the published protocol's own bound is not known
PAPERS = frozenset(
    "act code data filing lawsuit law letter memo petition policy poll record report study survey".split()
)
WRITTEN = {Channel.DOCUMENT, Channel.COURT_RECORD, Channel.DATASET}
OF = re.compile(r"\b(?:of|from|in|at|with|who|for|on|near)\b")
FIELDS = {
    "statement": "sourced statements",
    "type": "type of source",
    "name": "name of source",
    "title": "title of source",
    "justification": "source justification",
}


class Statement(NamedTuple):
    """A sourced statement as it was annotated: its words, and who, as what and why. Blank where nothing is told."""

    statement: str
    type: str
    name: str
    title: str
    justification: str


class Markkula:
    """A statement is found when a reported claim has at least half of its words in it; its fields are compared with
    those of the claim that has most words in it. Statements that do not stand in the article are left out."""

    name = "markkula"
    about = About(
        source="Markkula Center, LLMs for journalism sourcing, ground truth of 2025-09-04",
        licence="none granted: measurement alone",
        split="every article of the folder, statements that stand in it word for word",
        comparable="published for 13 language models, of 43 articles: statements 83.7, type 93.5, name 89.8, title"
        " 89.5, justification 56.2. Their matching is not published in full; ours is told in"
        " evals/suites/markkula.py",
    )
    metrics = (
        Metric("statement_recall", "a source that vanishes", share("found", "gold")),
        Metric("statement_precision", "of our claims, those in a statement", share("inside", "ours")),
        Metric("type", "person, organisation, document or unnamed, of statements found", accuracy("type")),
        Metric("name", "the right source, of statements found that have one", share("name_right", "name")),
        Metric(
            "title",
            "the descriptive words that stand with the name, of statements found that have a title",
            share("title_right", "title"),
        ),
        Metric(
            "justification",
            "the words that say why the source can know, of statements found that have a justification; a model tells"
            " them, the embedded analyst does not",
            share("justification_right", "justification"),
        ),
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "markkula_journ_sourcing"

    @cached_property
    def _articles(self) -> Mapping[str, Path]:
        return {_number(path): path for path in (self._folder / "articles_txt").glob("*.txt")}

    @cached_property
    def _labels(self) -> Mapping[str, Path]:
        files = (path for path in self._folder.glob("gt_csv_*/*.csv") if _number(path) in self._articles)
        return dict(sorted(((_number(path), path) for path in files), key=lambda told: int(told[0])))

    def items(self) -> Sequence[str]:
        return list(self._labels)

    def measure(self, item: str, verification: Verification) -> Result:
        body = _body(self._articles[item].read_text(encoding="utf-8-sig"))
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        started = thread_time()
        claims = reported_claims(body, verification)
        seconds = thread_time() - started
        placed = [(gold, locate(gold.statement, body)) for gold in read(self._labels[item])]
        located = [(gold, span) for gold, span in placed if span]
        counts.update(unlocated=len(placed) - len(located), ours=len(claims))
        counts.update(inside=sum(any(_inside(claim, span) for _, span in located) for claim in claims))
        for gold, span in located:
            misses += _compared(gold, span, claims, counts)
        return Result(item=item, counts=dict(counts), misses=tuple(misses), seconds=seconds)


def read(path: Path) -> list[Statement]:
    """The statements of one file: its columns are found by their heads, which stand below any preamble."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    heads = (number for number, row in enumerate(rows) if FIELDS["statement"] in (cell.lower() for cell in row))
    head = next(heads, None)
    if head is None:
        raise ValueError(f"{path.name} has no row of heads with “{FIELDS['statement']}”.")
    columns = {cell.lower(): number for number, cell in enumerate(rows[head])}
    places = {field: columns.get(name) for field, name in FIELDS.items()}
    told = (
        Statement(**{field: row[at] if at is not None and at < len(row) else "" for field, at in places.items()})
        for row in rows[head + 1 :]
    )
    return [statement for statement in told if statement.statement]


def _compared(gold: Statement, span: Span, claims: Sequence[Claim], counts: Counter[str]) -> Iterator[Miss]:
    inside = [claim for claim in claims if _inside(claim, span)]
    counts.update(gold=1, found=bool(inside))
    if not inside:
        yield Miss(what="statement", gold=gold.name or gold.type, found="none", text=span.text)
        return
    claim = max(inside, key=lambda one: len(_starts(span) & tokens(one.spans)))
    own, other = _told_type(gold.type), _our_type(claim)
    counts[f"type|{own}|{other}"] += 1
    claimant = claim.claimant
    ours = {
        "type": other,
        "name": claimant.name,
        "title": claimant.title.text if claimant.title else _description(claim),
        "justification": " / ".join(_justifying(claim)),
    }
    right = {
        "type": own == other,
        "name": same_name(gold.name, claim.claimant.name),
        "title": _half(gold.title, ours["title"]),
        "justification": any(_half(told, gold.justification) for told in _justifying(claim)),
    }
    for field, holds in right.items():
        marked = getattr(gold, field)
        if marked:
            counts.update({field: 1, f"{field}_right": holds})
        if marked and not holds and field != "justification":
            yield Miss(what=field, gold=marked, found=ours[field], text=span.text)


def _inside(claim: Claim, span: Span) -> bool:
    words = tokens(claim.spans)
    return bool(words) and len(words & _starts(span)) / len(words) >= INSIDE


def _starts(span: Span) -> set[int]:
    return {span.start + word.start() for word in TOKEN.finditer(span.text)}


def _told_type(told: str) -> str:
    """The six types under one spelling."""
    plain = told.casefold().replace("unamed", "unnamed").replace("individual", "person")
    return " ".join(plain.split()) or "blank"


def _our_type(claim: Claim) -> str:
    """The same types, from the claimant's kind and the channel."""
    kind, channels = claim.claimant.kind, {known.channel for known in claim.provenance}
    if kind is ClaimantKind.PERSON:
        return "named person"
    if channels & WRITTEN and (kind is ClaimantKind.UNNAMED or claim.claimant.name.split()[-1].lower() in PAPERS):
        return "document"
    if Channel.ANONYMOUS in channels:
        return "anonymous source"
    if kind is ClaimantKind.UNNAMED:
        head = OF.split(claim.claimant.name.casefold())[0].split()
        many = bool(head) and (head[-1] in {"people", "police"} or re.search(r"[^s]s\Z", head[-1]) is not None)
        return "unnamed group of people" if many else "unnamed person"
    return "named organization"


def _justifying(claim: Claim) -> tuple[str, ...]:
    """The words that tell why the source is in the story: why they can know, and in what they said it."""
    standing = claim.claimant.standing
    spans = (standing.span if standing else None, *(known.span for known in claim.provenance))
    return tuple(span.text for span in spans if span)


def _description(claim: Claim) -> str:
    """What is told of the claimant with the name: the mention, where the name was given, and who they belong to."""
    claimant = claim.claimant
    spans = (claimant.mention, claimant.antecedent)
    return " ".join((*(span.text for span in spans if span), *claimant.affiliations))


def _half(wanted: str, told: str) -> bool:
    """Whether the other tells at least half of the words."""
    words, other = (set(re.findall(r"\w+", text.casefold())) for text in (wanted, told))
    return bool(words) and len(words & other) / len(words) >= INSIDE


def _number(path: Path) -> str:
    return path.name.partition("-")[0]


def _body(text: str) -> str:
    """The article without the lines of headline, date and publisher that stand before the first blank line."""
    head, _, rest = text.partition("\n\n")
    return rest if head.startswith("Headline:") else text
