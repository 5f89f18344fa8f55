"""Claims in full for a terminal, and what else a report holds; with or without the arithmetic."""

import re
from collections.abc import Container, Iterable, Iterator

from service.domain import Claim, Document, Failure, Finding, Modality, Provenance, Report, Stance, Weighed
from service.exports import desk, fact_checks, seen, words
from service.exports.changes import in_full
from service.exports.looks import sought
from service.exports.sheet import INDENT, TextSheet
from service.exports.stacks import Quoted, Stack, neutral, repeated, stacks, uncounted
from service.exports.words import Tone
from service.weighing.scoring import number

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
SIDES = {Stance.SUPPORTS: "for it", Stance.REFUTES: "against it", Stance.NEUTRAL: "neither for nor against"}
ARITHMETIC = re.compile(r" × .* = (?:\d|\.\d)")  # what the weighing writes: "F .5 × direct 1 = .5"
HANGING = INDENT + 2  # columns before what stands under a sign

RANK = "sorts claims by the strength of their evidence; it is no probability"
SCALE = "the Admiralty scale of how credible it is, from 1, confirmed, to 5, improbable; 6 cannot be judged"
WEIGHTS = (
    "from 0 to 1: how reliable the source (A to F) × how close it stands to the matter × how much of the point it has"
    " × how well its text is kept. They are priors of a desk, not measurements; g1, g2 … are origins, as numbered above"
)


def claims_in_full(sheet: TextSheet, report: Report, numbers: Container[int], why: bool) -> None:
    """The findings of these numbers, in the report's own order."""
    for place, finding in enumerate(report.findings, start=1):
        if place in numbers:
            _finding(sheet, report, finding, place, why)


def rest(sheet: TextSheet, report: Report) -> None:
    """All that a report holds beside its claims."""
    _changes(sheet, report)
    _ties(sheet, report)
    _unanchored(sheet, report)
    _suspicions(sheet, report)
    _sought(sheet, report)
    _left_out(sheet, report)
    _failures(sheet, report)
    _media(sheet, report)
    _receipt(sheet, report)


def publisher(document: Document) -> str:
    return document.publisher or document.id


def told_by(quoted: Quoted) -> str:
    """Whose word it is, and where: `a military source in State Radio`."""
    speaker, printed = quoted.evidence.speaker, publisher(quoted.document)
    return f"{speaker.name} in {printed}" if speaker and speaker.name != printed else printed


# ---------------------------------------------------------------- a claim


def _finding(sheet: TextSheet, report: Report, finding: Finding, place: int, why: bool) -> None:
    claim, content = finding.claim, finding.content
    sheet.gap()
    style = COLOURS[words.TONES[content.verdict]]
    sheet.line(content.label.upper(), lead=f"{place:>{INDENT - 1}} ", style=style)
    denied = "Denied: " if claim.modality is Modality.DENIED else ""
    sheet.line(f"{denied}{claim.text}", indent=INDENT, style="bold")
    sheet.field("Desk", *desk.said_of(finding.review))
    _told(sheet, claim)
    said = finding.attribution
    sheet.field("Said?", *(_in_words(said.rationale) or (words.SAID[said.verdict],)))
    sheet.field("So?", *_so(finding))
    if finding.failure:
        sheet.field("Failed", _failure(finding.failure, report))
    found = stacks(finding, report)
    for stack in sorted(found, key=lambda one: one.group.stance is not Stance.REFUTES):
        _stack(sheet, stack, why)
    for quoted in uncounted(finding, report):
        _quotation(sheet, quoted, f"{SIDES[quoted.evidence.stance]}, and not counted, since the look failed", why)
    for looked, what in (
        (repeated(finding, report), "the article again, which is no evidence"),
        (neutral(finding, report), "neither for nor against"),
    ):
        if publishers := dict.fromkeys(publisher(item.document) for item in looked):
            sheet.line(f"{what}: {', '.join(publishers)}", lead="= ", indent=INDENT)
    sheet.field("Missing", *content.missing)
    sheet.field("Checked", *(f"{fact_checks.in_words(one)} {one.url}" for one in fact_checks.beside(report, claim.id)))
    if finding.seen:
        sheet.field("Seen", " ".join(filter(None, (seen.in_words(finding.seen), finding.seen.first.url))))
    if why:
        _arithmetic(sheet, finding)


def _told(sheet: TextSheet, claim: Claim) -> None:
    relayers = (f"told by {words.who(relayer)}" for relayer in claim.attribution.relayers)
    sheet.field("Who", "; ".join((words.who(claim.claimant), *relayers)))
    if standing := claim.claimant.standing:
        sheet.field("Knows", f"{standing.kind.replace('_', ' ')}: “{standing.span.text}”")
    sheet.field("How", *map(_how, claim.provenance))
    sheet.field("Told as", f"{words.MODES[claim.attribution.mode]}, {words.MODALITIES[claim.modality]}")
    sheet.field("Quote", *(f"“{span.text}”" for span in claim.spans))


def _how(known: Provenance) -> str:
    quote = f"“{known.span.text}”" if known.span else None
    return " ".join(part for part in (f"[{words.how_known(known)}]", known.locator, quote) if part)


def _so(finding: Finding) -> Iterator[str]:
    content = finding.content
    if not content.groups:
        yield from content.rationale
        return
    against, for_it = content.independent_refute, content.independent_support
    yield f"{words.count(against, 'independent source').capitalize()} against it, {for_it or 'none'} for it."
    if content.party_dispute:
        yield "Interested parties stand on both sides: their word against each other's."


# ---------------------------------------------------------------- what bears on it


def _stack(sheet: TextSheet, stack: Stack, why: bool) -> None:
    group, best = stack.group, stack.best
    if best is None:
        return
    _quotation(sheet, best, SIDES[group.stance], why)
    others = dict.fromkeys(publisher(one.document) for one in stack.members if one is not best)
    if others:
        sheet.line(f"one source with {', '.join(others)}", indent=HANGING)
    for merge in group.merges:
        rule = f"{words.RULES.get(merge.rule, merge.rule)}{f' (rule {merge.rule})' if why else ''}"
        sheet.line(f"because: {rule}, {merge.proof}", indent=HANGING)
    if group.interested:
        sheet.line(f"not independent: {stack.interest}. {' '.join(_laid_over(best.evidence))}", indent=HANGING)
    for tie in stack.ties:
        sheet.line(f"{words.belongs(tie)}: “{tie.span.text}”", indent=HANGING)
    if why:
        sheet.line(f"origin {group.id}, which weighs {number(group.strength)}", indent=HANGING)
    for member in stack.members if why else ():
        reasons = " ".join(member.evidence.reasons)
        sheet.line(f"{publisher(member.document)}: {reasons}", lead="· ", indent=HANGING)


def _quotation(sheet: TextSheet, quoted: Quoted, side: str, why: bool) -> None:
    item = quoted.evidence
    grade = f", grade {item.grade}: {words.GRADES[item.grade]}" if why else ""
    sheet.line(f"{side}: {told_by(quoted)}", lead=f"{SIGNS[item.stance]} ", indent=INDENT)
    sheet.line(
        f"“{item.span.text}” ({words.ACCESSES[item.access]}, {words.MATCHES[item.match]}{grade})", indent=HANGING
    )


def _laid_over(item: Weighed) -> Iterator[str]:
    """Why the speaker has a side: the reasons that are not the analyst's own, in words."""
    read = item.as_read.reasons if item.as_read else ()
    return (reason for reason in _in_words(item.reasons) if reason not in read)


def _in_words(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(reason for reason in reasons if not ARITHMETIC.search(reason))


def _arithmetic(sheet: TextSheet, finding: Finding) -> None:
    content, said = finding.content, finding.attribution
    credible = words.CREDIBILITY.get(content.credibility, "outside the scale")
    sheet.field("Rank", f"{content.index} of 100, and {said.index} that it was said: {RANK}.")
    sheet.field("Scale", f"{content.credibility}, {credible}: {SCALE}.")
    sheet.field("Weights", f"{WEIGHTS}.")
    sheet.field("Why said", *said.rationale)
    sheet.field("Why so", *content.rationale)


# ---------------------------------------------------------------- what else a report holds


def _changes(sheet: TextSheet, report: Report) -> None:
    told = tuple(in_full(report, report.changes)) if report.changes else ()
    if told:
        sheet.heading("What is not as it was in the report before")
    for line in told:
        sheet.line(line, lead="- ")


def _ties(sheet: TextSheet, report: Report) -> None:
    if report.ties:
        sheet.heading("Who belongs with whom, by the article's own words or a document's")
    for tie in report.ties:
        where = _place(tie.document_id, report)
        sheet.line(f"{words.belongs(tie)}: “{tie.span.text}” ({where}; {words.TIE_STATES[tie.state]})", lead="- ")


def _unanchored(sheet: TextSheet, report: Report) -> None:
    if report.unanchored:
        sheet.heading("Unanchored: returned by the analyst, not found in the text, never scored")
    for item in report.unanchored:
        sheet.line(f"“{item.text}” {item.field}: {item.reason} ({item.passage_id})", lead="- ")


def _suspicions(sheet: TextSheet, report: Report) -> None:
    if report.suspicions:
        sheet.heading("Words that look like orders to a machine: no claim and no evidence stands in them")
    for item in report.suspicions:
        sheet.line(f"“{item.span.text}” {item.reason} ({_place(item.document_id, report)})", lead="? ")


def _sought(sheet: TextSheet, report: Report) -> None:
    if told := tuple(sought(report.coverage)):
        sheet.heading("Where was sought")
    for line in told:
        sheet.line(line, lead="- ")


def _left_out(sheet: TextSheet, report: Report) -> None:
    if report.coverage.left_out:
        sheet.heading("Documents that were left out")
    for one in report.coverage.left_out:
        sheet.line(f"{_place(one.document_id, report)}: {one.reason}", lead="! ")


def _failures(sheet: TextSheet, report: Report) -> None:
    if report.coverage.failures:
        sheet.heading("What could not be done")
    for failure in report.coverage.failures:
        sheet.line(_failure(failure, report), lead="! ")


def _media(sheet: TextSheet, report: Report) -> None:
    numbers = {finding.claim.id: number for number, finding in enumerate(report.findings, start=1)}
    if report.media:
        sheet.heading("Photos, video, audio")
    for item in report.media:
        caption = f" “{item.caption.text}”" if item.caption else ""
        claims = [str(numbers[claim]) for claim in item.claims if claim in numbers]
        goes = f" (goes with {', '.join(claims)})" if claims else ""
        sheet.line(f"{words.MEDIA[item.kind]} {item.id}{caption}{goes}", lead="- ")


def _receipt(sheet: TextSheet, report: Report) -> None:
    sheet.heading("Receipt")
    sheet.line(" · ".join(f"{label}: {value}" for label, value in words.receipt(report.run)))
    sheet.line(f"Report: {report.id}")


def _place(document_id: str | None, report: Report) -> str:
    """Where words stand: the article, or a document by its publisher."""
    return words.subjects(report).get(document_id, document_id) if document_id else "the article"


def _failure(failure: Failure, report: Report) -> str:
    again = "; trying again may help" if failure.retryable else ""
    subject = words.subjects(report).get(failure.subject, failure.subject)
    return f"{words.stage(failure)}: {failure.detail} ({subject}: {failure.kind.replace('_', ' ')}{again})"
