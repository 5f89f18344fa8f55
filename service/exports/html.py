"""The report as one self-contained page: no script, nothing fetched, everything escaped."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.domain import Article, Document, Finding, Frozen, Report
from service.exports import words
from service.exports.runs import Mark, TextRun, paragraphs
from service.exports.safe import addresses, anchor, defanged, visible, web_address
from service.exports.stacks import Quoted, Stack, neutral, stacks

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context


class Card(Frozen):
    """A finding as the page shows it: its number, its element's id, and the ids of the marks that tell it."""

    number: int
    anchor: str
    tone: words.Tone
    finding: Finding
    places: tuple[str, ...]
    stacks: tuple[Stack, ...]
    neutral: tuple[Quoted, ...]


class MarkedRun(Frozen):
    """A run of the article with the cards of the claims that cover it; `tone` is theirs, or `mixed`."""

    run: TextRun
    cards: tuple[Card, ...]

    @property
    def tone(self) -> str:
        tones = {card.tone for card in self.cards}
        return str(tones.pop()) if len(tones) == 1 else "mixed"


def page(report: Report) -> str:
    """The whole report as an HTML document that needs nothing else: one string, UTF-8 when written."""
    text = paragraphs(report.article.body, report.article.body_end, _marks(report))
    cards = _cards(report, text)
    by_claim = {card.finding.claim.id: card for card in cards}
    suspected = addresses(one.span.text for one in report.suspicions)
    shown = _template().render(
        report=report,
        article=report.article,
        paragraphs=[[_marked(run, by_claim) for run in paragraph] for paragraph in text],
        rest=_rest(report.article),
        cards=cards,
        by_claim=by_claim,
        glance=_glance(cards),
        subjects=words.subjects(report),
        document_anchors=_document_anchors(report.documents),
        suspected=suspected,
        followable=partial(_followable, suspected),
    )
    return shown.lstrip()


def place(mark: Mark) -> str:
    """The id of the reference that stands where a claim's telling ends."""
    return anchor("said", f"{mark.claim}-{mark.telling}")


def _marks(report: Report) -> list[Mark]:
    return [
        Mark(claim=finding.claim.id, telling=telling, span=span)
        for finding in report.findings
        for telling, span in enumerate(finding.claim.spans, start=1)
    ]


def _cards(report: Report, text: Sequence[Sequence[TextRun]]) -> tuple[Card, ...]:
    places = defaultdict(list)
    for mark in (mark for paragraph in text for run in paragraph for mark in run.ends):
        places[mark.claim].append(place(mark))
    return tuple(
        Card(
            number=number,
            anchor=anchor("claim", finding.claim.id),
            tone=words.TONES[finding.content.verdict],
            finding=finding,
            places=tuple(places[finding.claim.id]),
            stacks=stacks(finding, report),
            neutral=neutral(finding, report),
        )
        for number, finding in enumerate(report.findings, start=1)
    )


def _marked(run: TextRun, by_claim: Mapping[str, Card]) -> MarkedRun:
    return MarkedRun(run=run, cards=tuple(by_claim[claim] for claim in run.claims))


def _glance(cards: Sequence[Card]) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    """The cards by what their verdict says, from borne out to not looked up."""
    by_verdict = {
        verdict: tuple(card for card in cards if card.finding.content.verdict is verdict) for verdict in words.TONES
    }
    return tuple((same[0].finding.content.label, same) for same in by_verdict.values() if same)


def _rest(article: Article) -> str:
    """What stands after the end of the body: comments, biography, boilerplate. No address in it is to be followed."""
    rest = article.body[article.body_end :].strip()
    return defanged(rest, addresses([rest]))


def _followable(suspected: frozenset[str], url: str | None) -> str | None:
    """The address if a reader may be sent there: a web address that stands in no suspected words."""
    address = web_address(url)
    return address if address and not addresses([address]) & suspected else None


def _document_anchors(documents: Sequence[Document]) -> Mapping[str, str]:
    return {document.id: anchor("document", document.id) for document in documents}


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context  # noqa: PLC0415 - slow; text and JSON do without

    house = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=pass_context(_shown),
    )
    house.globals.update(words=words, place=place, Tone=words.Tone)
    return house.get_template("report.html.j2")


def _shown(context: "Context", value: Any) -> Any:
    """What the template prints: text without controls and without an address from suspected words; markup of the
    template's own macros as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return defanged(visible(value), context.get("suspected", frozenset()))
