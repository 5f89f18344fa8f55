"""The report for a terminal: plain lines, no control characters but the colours asked for."""

from io import StringIO

from service.domain import Claim, Failure, Finding, Media, Provenance, Report, Stance
from service.exports import words
from service.exports.safe import addresses, defanged, one_line
from service.exports.stacks import Stack, neutral, stacks
from service.exports.words import Tone

NARROWEST = 40  # columns; below it the labels leave no room for words
INDENT, LABEL = 4, 9  # columns before a finding's lines, and of their labels

COLOURS = {
    Tone.SUPPORTED: "bold green",
    Tone.LEANING: "green",
    Tone.CONTESTED: "bold yellow",
    Tone.REFUTED: "bold red",
    Tone.CLAIMED: "bold blue",
    Tone.UNVERIFIED: "blue",
    Tone.UNCHECKED: "dim",
}
SIGNS = {Stance.SUPPORTS: "+", Stance.REFUTES: "-", Stance.NEUTRAL: "="}


class TextSheet:
    """Lines of one width, each cleaned of what a terminal would obey."""

    def __init__(self, width: int, color: bool, suspected_hosts: frozenset[str]) -> None:
        from rich.console import Console  # noqa: PLC0415 - a tenth of a second that JSON output need not wait for

        self._hosts = suspected_hosts
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=max(width, NARROWEST),
            height=1,  # unused, but else it is asked of the terminal for every line
            force_terminal=color,
            color_system="standard" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def line(self, text: str, *, lead: str = "", indent: int = 0, style: str = "") -> None:
        """Text wrapped to the width beside its lead, which stands once and pushes every line in."""
        from rich.cells import cell_len  # noqa: PLC0415 - as above
        from rich.text import Text  # noqa: PLC0415 - as above

        hanging = " " * (indent + cell_len(lead))
        room = self._console.width - len(hanging)
        first = " " * indent + lead
        for wrapped in Text(defanged(one_line(text), self._hosts), style=style).wrap(self._console, room):
            wrapped.rstrip()
            self._console.print(
                Text.assemble((first, "dim" if lead.strip() else ""), wrapped), no_wrap=True, crop=False
            )
            first = hanging

    def field(self, label: str, *texts: str) -> None:
        """Lines of a finding under one label."""
        for nth, text in enumerate(texts):
            self.line(text, lead=("" if nth else label).ljust(LABEL), indent=INDENT)

    def heading(self, text: str) -> None:
        self.gap()
        self.line(text, style="bold")

    def gap(self) -> None:
        self._console.print()

    def text(self) -> str:
        return self._out.getvalue()


def render(report: Report, width: int = 100, color: bool = False) -> str:
    """The whole report in lines of at most `width` terminal columns, with ANSI colours only if `color`."""
    sheet = TextSheet(width, color, addresses(one.span.text for one in report.suspicions))
    numbers = {finding.claim.id: number for number, finding in enumerate(report.findings, start=1)}
    _head(sheet, report)
    for finding in report.findings:
        _finding(sheet, report, finding, numbers[finding.claim.id])
    _unanchored(sheet, report)
    _suspicions(sheet, report)
    _failures(sheet, report)
    _media(sheet, report.media, numbers)
    _receipt(sheet, report)
    return sheet.text()


def _head(sheet: TextSheet, report: Report) -> None:
    article = report.article
    when = words.day(article.published_at) if article.published_at else None
    sheet.line(article.title or "Untitled article", style="bold")
    if about := " · ".join(part for part in (article.outlet, when, article.url) if part):
        sheet.line(about)
    sheet.line(words.covered(report.coverage))
    sheet.line(f"{words.count(len(report.findings), 'claim').capitalize()} found.")


def _finding(sheet: TextSheet, report: Report, finding: Finding, number: int) -> None:
    claim, content, said = finding.claim, finding.content, finding.attribution
    sheet.gap()
    sheet.line(
        f"{content.label.upper()}  (rank {content.index}, Admiralty {content.credibility})",
        lead=f"{number:>{INDENT - 1}} ",
        style=COLOURS[words.TONES[content.verdict]],
    )
    sheet.line(claim.text, indent=INDENT, style="bold")
    _told(sheet, claim)
    sheet.field("Said?", f"{words.SAID[said.verdict]} (rank {said.index})", *said.rationale)
    sheet.field("So?", _so(finding))
    if finding.failure:
        sheet.field("Failed", _failure(finding.failure, report))
    for stack in stacks(finding, report):
        _stack(sheet, stack)
    if looked := neutral(finding, report):
        publishers = dict.fromkeys(item.document.publisher or item.document.id for item in looked)
        sheet.line(f"neither for nor against: {', '.join(publishers)}", lead="= ", indent=INDENT)
    sheet.field("Missing", *content.missing)
    sheet.field("Why", *content.rationale)


def _told(sheet: TextSheet, claim: Claim) -> None:
    relayers = (f"told by {words.who(relayer)}" for relayer in claim.attribution.relayers)
    sheet.field("Who", "; ".join((words.who(claim.claimant), *relayers)))
    sheet.field("How", *map(_how, claim.provenance))
    sheet.field("Told as", f"{words.MODES[claim.attribution.mode]}, {words.MODALITIES[claim.modality]}")
    sheet.field("Quote", *(f"“{span.text}”" for span in claim.spans))


def _how(known: Provenance) -> str:
    quote = f"“{known.span.text}”" if known.span else None
    return " ".join(part for part in (f"[{words.how_known(known)}]", known.locator, quote) if part)


def _so(finding: Finding) -> str:
    content = finding.content
    parties = "; interested parties stand on both sides" if content.party_dispute else ""
    return (
        f"{words.CREDIBILITY.get(content.credibility, 'outside the scale')}; independent origins:"
        f" {content.independent_support} in support, {content.independent_refute} against{parties}"
    )


def _stack(sheet: TextSheet, stack: Stack) -> None:
    group = stack.group
    apart = f", interested: {stack.interest}" if group.interested else ""
    lead = f"{SIGNS[group.stance]} "
    stance = words.STANCES[group.stance].lower()
    sheet.line(f"{stance}: {stack.publishers} ({group.id}, {stack.size}{apart})", lead=lead, indent=INDENT)
    for member in stack.members[:1]:
        item = member.evidence
        facts = f"{item.grade} {words.GRADES[item.grade]}, {words.ACCESSES[item.access]}, {words.MATCHES[item.match]}"
        sheet.line(f"“{item.span.text}” ({facts})", indent=INDENT + len(lead))
    for merge in group.merges:
        sheet.line(f"one origin: {words.RULES.get(merge.rule, merge.rule)}, {merge.proof}", indent=INDENT + len(lead))


def _unanchored(sheet: TextSheet, report: Report) -> None:
    if report.unanchored:
        sheet.heading("Unanchored: returned by the analyst, not found in the text, never scored")
    for item in report.unanchored:
        sheet.line(f"“{item.text}” {item.field}: {item.reason} ({item.passage_id})", lead="- ")


def _suspicions(sheet: TextSheet, report: Report) -> None:
    if report.suspicions:
        sheet.heading("Words that look like orders to a machine: no claim and no evidence stands in them")
    for item in report.suspicions:
        sheet.line(f"“{item.span.text}” {item.reason} ({item.document_id or 'the article'})", lead="? ")


def _failures(sheet: TextSheet, report: Report) -> None:
    if report.coverage.failures:
        sheet.heading("What could not be done")
    for failure in report.coverage.failures:
        sheet.line(_failure(failure, report), lead="! ")


def _media(sheet: TextSheet, media: tuple[Media, ...], numbers: dict[str, int]) -> None:
    if media:
        sheet.heading("Photos, video, audio")
    for item in media:
        caption = f" “{item.caption.text}”" if item.caption else ""
        claims = [str(numbers[claim]) for claim in item.claims if claim in numbers]
        goes = f" (goes with {', '.join(claims)})" if claims else ""
        sheet.line(f"{words.MEDIA[item.kind]} {item.id}{caption}{goes}", lead="- ")


def _receipt(sheet: TextSheet, report: Report) -> None:
    sheet.heading("Receipt")
    sheet.line(" · ".join(f"{label}: {value}" for label, value in words.receipt(report.run)))
    sheet.line(f"Report: {report.id}")
    sheet.line("Ranks sort findings by the strength of their evidence; they are not probabilities.")


def _failure(failure: Failure, report: Report) -> str:
    again = "; trying again may help" if failure.retryable else ""
    subject = words.subjects(report).get(failure.subject, failure.subject)
    return f"{words.stage(failure)}: {failure.detail} ({subject}: {failure.kind.replace('_', ' ')}{again})"
