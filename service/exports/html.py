"""The report as one self-contained page: no script, nothing fetched, everything escaped."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from service.domain import Article, Document, Finding, Frozen, Report
from service.exports import desk, words
from service.exports.briefing import against, briefing, denies, in_short
from service.exports.changes import in_full
from service.exports.changes import in_short as changes_in_short
from service.exports.languages import foreign, spoken
from service.exports.looks import sought
from service.exports.runs import Mark, TextRun, paragraphs
from service.exports.safe import addresses, anchor, defanged, followable
from service.exports.stacks import Quoted, Stack, foremost, neutral, repeated, stacks, summary, uncounted
from service.exports.templates import template

DISPUTED = frozenset({words.Tone.REFUTED, words.Tone.CONTESTED})
SHOWN = 3  # origins against a claim that the box on top quotes; it names the others


class Card(Frozen):
    """A finding as the page shows it: its number, its element's id, the ids of the marks that tell it, which claimant
    of the page's list made it (from 1), and whether something independent speaks against it."""

    number: int
    anchor: str
    tone: words.Tone
    finding: Finding
    claimant: int
    disputed: bool
    places: tuple[str, ...]
    stacks: tuple[Stack, ...]
    uncounted: tuple[Quoted, ...]
    repeated: tuple[Quoted, ...]
    neutral: tuple[Quoted, ...]

    @property
    def start(self) -> int:
        """Where the article first tells it; a claim that has no place stands first."""
        return min((span.start for span in self.finding.claim.spans), default=0)

    @property
    def first(self) -> Stack | None:
        """The origin to show beside the claim while its card is folded."""
        return foremost(self.stacks)

    @property
    def unweighed(self) -> tuple[Quoted, ...]:
        """What speaks against it and counts for nothing, because the look failed elsewhere."""
        return tuple(one for one in self.uncounted if denies(one.evidence))

    @property
    def against(self) -> tuple[Stack, ...]:
        """The independent origins that speak against it."""
        return against(self.stacks)

    @property
    def reworded(self) -> bool:
        """Whether the claim's text is not the article's words."""
        claim = self.finding.claim
        return bool(claim.spans) and not claim.text.casefold().startswith(claim.spans[0].text.casefold())


class Choice(Frozen):
    """One way to filter the cards: the class that its cards bear, in words, with how many there are. All: no tone."""

    key: str
    label: str
    count: int
    tone: words.Tone | None = None


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
    claimants = Counter(finding.claim.claimant.name for finding in report.standing)
    first = briefing(report)
    cards = _cards(report, text, tuple(claimants), frozenset(first.disputed))
    by_claim = {card.finding.claim.id: card for card in cards}
    suspected = addresses(one.span.text for one in report.suspicions)
    shown = template("report.html.j2").render(
        place=place,
        SHOWN=SHOWN,
        report=report,
        article=report.article,
        paragraphs=[[_marked(run, by_claim) for run in paragraph] for paragraph in text],
        rest=_rest(report.article),
        cards=cards,
        by_claim=by_claim,
        in_short=in_short(report),
        disputed=[by_claim[id] for id in first.disputed],
        unweighed=[by_claim[id] for id in first.unweighed],
        party_disputes=[by_claim[id] for id in first.party_disputes],
        alone=[by_claim[id] for id in first.alone],
        choices=_choices(cards),
        claimants=tuple(claimants.items()),
        glance=_glance(cards),
        subjects=words.subjects(report),
        spoken=spoken(report),
        sought=tuple(sought(report.coverage)),
        changed=tuple(in_full(report, report.changes)) if report.changes else (),
        since=changes_in_short(report.changes) if report.changes else None,
        foreign=foreign,
        rejected=[(number, one) for number, one in enumerate(report.findings, start=1) if one.rejected],
        desk=desk,
        document_anchors=_document_anchors(report.documents),
        suspected=suspected,
        followable=partial(followable, suspected),
    )
    return shown.lstrip()


def place(mark: Mark) -> str:
    """The id of the reference that stands where a claim's telling ends."""
    return anchor("said", f"{mark.claim}-{mark.telling}")


def _marks(report: Report) -> list[Mark]:
    return [
        Mark(claim=finding.claim.id, telling=telling, span=span)
        for finding in report.standing
        for telling, span in enumerate(finding.claim.spans, start=1)
    ]


def _cards(
    report: Report, text: Sequence[Sequence[TextRun]], claimants: Sequence[str], disputed: frozenset[str]
) -> tuple[Card, ...]:
    """The cards in the order in which to look at them; each keeps the number that its claim has in the report."""
    places = defaultdict(list)
    for mark in (mark for paragraph in text for run in paragraph for mark in run.ends):
        places[mark.claim].append(place(mark))
    order = {id: nth for nth, id in enumerate(summary(report).order)}
    cards = (
        Card(
            number=number,
            anchor=anchor("claim", finding.claim.id),
            tone=words.TONES[finding.content.verdict],
            finding=finding,
            claimant=claimants.index(finding.claim.claimant.name) + 1,
            disputed=finding.claim.id in disputed or words.TONES[finding.content.verdict] in DISPUTED,
            places=tuple(places[finding.claim.id]),
            stacks=stacks(finding, report),
            uncounted=uncounted(finding, report),
            repeated=repeated(finding, report),
            neutral=neutral(finding, report),
        )
        for number, finding in enumerate(report.findings, start=1)
        if not finding.rejected
    )
    return tuple(sorted(cards, key=lambda card: (order.get(card.finding.claim.id, len(order)), card.number)))


def _choices(cards: Sequence[Card]) -> tuple[Choice, ...]:
    """All cards, those that something speaks against, and those of each other tone that is there."""
    disputed = sum(card.disputed for card in cards)
    tones = Counter(card.tone for card in cards)
    refuted = Choice(
        key="disputed", label=words.TONE_NAMES[words.Tone.REFUTED], count=disputed, tone=words.Tone.REFUTED
    )
    others = (
        Choice(key=tone, label=words.TONE_NAMES[tone], count=tones[tone], tone=tone)
        for tone in words.Tone
        if tones[tone] and tone not in DISPUTED
    )
    return Choice(key="all", label="All", count=len(cards)), *([refuted] if disputed else ()), *others


def _marked(run: TextRun, by_claim: Mapping[str, Card]) -> MarkedRun:
    return MarkedRun(run=run, cards=tuple(by_claim[claim] for claim in run.claims))


def _glance(cards: Sequence[Card]) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    """The cards by what their verdict says, what speaks against a claim first."""
    by_label = defaultdict(list)
    for card in cards:
        by_label[card.finding.content.label].append(card)
    return tuple((label, tuple(same)) for label, same in by_label.items())


def _rest(article: Article) -> str:
    """What stands after the end of the body: comments, biography, boilerplate. No address in it is to be followed."""
    rest = article.body[article.body_end :].strip()
    return defanged(rest, addresses([rest]))


def _document_anchors(documents: Sequence[Document]) -> Mapping[str, str]:
    return {document.id: anchor("document", document.id) for document in documents}
