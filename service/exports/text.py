"""The report for a terminal: a line a claim, those first that something speaks against; the rest when asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.domain import Claim, ClaimantKind, Finding, Frozen, Modality, Report
from service.exports import desk, excerpts, fact_checks, seen, words
from service.exports.briefing import briefing, denies
from service.exports.changes import in_short
from service.exports.languages import spoken, unread
from service.exports.safe import addresses
from service.exports.sheet import Cell, TextSheet
from service.exports.stacks import Quoted, summary, telling, uncounted
from service.exports.text_in_full import COLOURS, SIGNS, claims_in_full, publisher, rest, told_by
from service.weighing.relations import interested

SCREEN, FRAME = 60, 16  # lines that an editor sees at once, and those of them that stand around the claims
ROOMY = 90  # columns; below it a claim and what bears on it do not stand beside each other
VERDICT = max(map(len, words.VERDICTS.values())) + 1  # columns of the verdicts
BESIDE = 0.5  # of a line, for the claim beside its evidence
WHO = 0.4  # of the room for a claim, at most, for who says so; of that for evidence, for its source
GAP, SLACK = 2, 12  # columns between the two; those that two lines lose where a word goes over
LEAST = 10  # columns; fewer show nothing of a quotation


class Detail(Frozen):
    """How much of a report is shown: a line a claim, or the claims of these numbers in full, or all; `why` adds the
    arithmetic to what is shown in full, which is all where no claim is named."""

    claims: tuple[int, ...] = ()
    full: bool = False
    why: bool = False


SHORT = Detail()


class Asking(NamedTuple):
    """How a reader asks for more: at the end of a report, and beside what is only counted."""

    for_more: str
    for_these: str


FLAGS = Asking("In full: --claim NUMBER, or --full for all; --why adds the arithmetic.", "--full tells")
QUERY = Asking("In full: ?format=text&view=full; view=why adds the arithmetic.", "view=full tells")


class Row(NamedTuple):
    """A claim on one line or two: its number, its finding, the evidence to show, whether it stands at the head, as what
    an independent source speaks against does."""

    number: int
    finding: Finding
    evidence: Quoted | None
    first: bool


def render(report: Report, width: int = 100, color: bool = False, detail: Detail = SHORT, ask: Asking = FLAGS) -> str:
    """The report in lines of at most `width` terminal columns, with ANSI colours only if `color`. A claim's number is
    its place in the report, whatever is shown of it."""
    sheet = TextSheet(width, color, addresses(one.span.text for one in report.suspicions))
    if detail.claims:
        _head(sheet, report, words.read(report.coverage))
        _only_counted(sheet, report, ask)
        claims_in_full(sheet, report, detail.claims, detail.why)
        _foot(sheet, report)
    elif detail.full or detail.why:
        _head(sheet, report, words.covered(report.coverage))
        _before_publishing(sheet, report, _rows(report))
        claims_in_full(sheet, report, range(1, len(report.findings) + 1), detail.why)
        _desk(sheet, report)
        rest(sheet, report)
    else:
        _head(sheet, report, words.read(report.coverage))
        _only_counted(sheet, report, ask)
        rows = _rows(report)
        _before_publishing(sheet, report, rows)
        _others(sheet, report, rows)
        _fact_checks(sheet, report)
        _seen(sheet, report)
        _desk(sheet, report)
        _foot(sheet, report, ask.for_more)
    return sheet.text()


# ---------------------------------------------------------------- the head and the foot


def _head(sheet: TextSheet, report: Report, covered: str) -> None:
    article = report.article
    when = words.day(article.published_at) if article.published_at else None
    sheet.line(article.title or "Untitled article", style="bold")
    fetched = f"fetched {words.day(article.fetched.at)}" if article.fetched else None
    if about := " · ".join(part for part in (article.outlet, when, article.url, fetched) if part):
        sheet.line(about)
    sheet.line(_counts(report))
    sheet.line(covered)
    if report.changes:
        sheet.line(in_short(report.changes))
    if told := spoken(report):
        sheet.line(told)


def _foot(sheet: TextSheet, report: Report, *lines: str) -> None:
    sheet.gap()
    for line in (*lines, words.reader(report.run)):
        sheet.line(line)


def _counts(report: Report) -> str:
    disputed = frozenset(briefing(report).disputed)
    kinds = Counter(_counted_as(finding, disputed) for finding in report.standing)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in dict.fromkeys(words.COUNTED.values()) if kinds[kind])
    claims = words.count(len(report.standing), "claim").capitalize()
    return f"{claims}: {told}." if told else unread(report) or f"{claims}."


def _counted_as(finding: Finding, disputed: frozenset[str]) -> str:
    return words.DISPUTED if finding.claim.id in disputed else words.COUNTED[finding.content.verdict]


def _only_counted(sheet: TextSheet, report: Report, ask: Asking) -> None:
    """What failed, was left out or was not believed, a line each kind."""
    coverage, suspected, lost = report.coverage, report.suspicions, report.unanchored
    failed, left_out = coverage.failures, coverage.left_out
    stages = _each(words.stage(failure).lower() for failure in failed)
    reasons = _each(one.reason.rstrip(".") for one in left_out)
    kinds = (
        (failed, f"! {words.count(len(failed), 'failure')}: {stages}"),
        (left_out, f"! {words.count(len(left_out), 'document')} left out: {reasons}"),
        (
            suspected,
            f"? {words.count(len(suspected), 'passage')} with orders to a machine: nothing is taken from it",
        ),
        (lost, f"? {words.count(len(lost), 'quotation')} by the analyst not found in the text: not counted"),
    )
    for told in (told for found, told in kinds if found):
        more = f" ({ask.for_these})"
        sheet.row((Cell(sheet.short(told, sheet.width - len(more))), Cell(more)))


def _each(kinds: Iterable[str]) -> str:
    return ", ".join(f"{kind} ({times})" if times > 1 else kind for kind, times in Counter(kinds).items())


# ---------------------------------------------------------------- a line a claim


def _rows(report: Report) -> list[Row]:
    """Every claim, in the order in which a desk should look at them."""
    order = {id: place for place, id in enumerate(summary(report).order)}
    told = briefing(report)
    disputed, unweighed = frozenset(told.disputed), frozenset(told.unweighed)
    rows = (
        Row(number, one, _shown(one, report), one.claim.id in unweighed or _counted_as(one, disputed) == words.DISPUTED)
        for number, one in enumerate(report.findings, start=1)
        if not one.rejected
    )
    return sorted(rows, key=lambda row: order.get(row.finding.claim.id, len(order)))


def _shown(finding: Finding, report: Report) -> Quoted | None:
    loose = uncounted(finding, report)
    denied = (one for one in loose if denies(one.evidence))
    return telling(finding, report) or next(denied, next(iter(loose), None))


def _before_publishing(sheet: TextSheet, report: Report, rows: Sequence[Row]) -> None:
    first = [row for row in rows if row.first]
    if rows:
        sheet.heading(f"Before you publish: {_against(report, first)}")
    spare = SCREEN - FRAME - len(rows)
    lines = min(2, spare // max(len(first), 1)) if spare >= 0 else 2  # what fits no screen need not be dense
    for row in first:
        _row(sheet, report, row, lines)


def _against(report: Report, first: Sequence[Row]) -> str:
    own = sum(_is_desks(row.finding) for row in first)
    disputed = len(first) - own
    judged = f"the desk judges against {words.count(own, 'claim')}" if own else ""
    if disputed and own:
        return f"independent sources speak against {words.count(disputed, 'claim')}, {judged}"
    if own:
        return judged
    if disputed:
        return f"independent sources speak against {words.count(disputed, 'claim')}"
    if report.coverage.documents:
        return "no independent source was found to speak against a claim"
    return "no document was there to speak against a claim"


def _is_desks(finding: Finding) -> bool:
    """Whether the desk alone speaks against a claim."""
    own = finding.review is not None and finding.review.verdict is not None
    return own and not finding.content.independent_refute


def _others(sheet: TextSheet, report: Report, rows: Sequence[Row]) -> None:
    others = [row for row in rows if not row.first]
    which = "All claims" if len(others) == len(rows) else "The other claims"
    if others:
        sheet.heading(f"{which}, with the best evidence against each (-) or else for it (+)")
    for row in others:
        _row(sheet, report, row, 0)


def _fact_checks(sheet: TextSheet, report: Report) -> None:
    """What others published of claims, a line each, by the claim's number."""
    numbers = {finding.claim.id: number for number, finding in enumerate(report.findings, start=1)}
    if report.fact_checks:
        sheet.heading("Published fact-checks of these claims, which count for nothing here")
    for one in report.fact_checks:
        lead = f"{numbers.get(one.claim_id, 0):>3} "
        sheet.row((Cell(lead, len(lead), "dim"), Cell(sheet.short(fact_checks.in_words(one), sheet.width - len(lead)))))


def _seen(sheet: TextSheet, report: Report) -> None:
    """Claims that other articles of this desk's have made before, a line each, by the claim's number."""
    known = [(number, one.seen) for number, one in enumerate(report.findings, start=1) if one.seen]
    if known:
        sheet.heading("Seen before in this desk's reports, which counts for nothing here")
    for number, one in known:
        lead = f"{number:>3} "
        sheet.row((Cell(lead, len(lead), "dim"), Cell(sheet.short(seen.in_words(one), sheet.width - len(lead)))))


def _desk(sheet: TextSheet, report: Report) -> None:
    """What the desk did with the report, and the claims that it rejected."""
    if report.review:
        sheet.heading("What the desk did")
    for line in desk.done(report):
        sheet.line(line)
    for number, one in enumerate(report.findings, start=1):
        if one.rejected:
            sheet.line(f"Rejected: {number}, {one.claim.claimant.name}: {one.claim.text}")


def _row(sheet: TextSheet, report: Report, row: Row, lines: int) -> None:
    """The claim, and the evidence below it on so many lines at most, or beside it (0) where it can stand there."""
    if lines or sheet.width < ROOMY:
        _on_lines(sheet, report, row, max(lines, 1))
    else:
        _on_one_line(sheet, report, row)


def _on_lines(sheet: TextSheet, report: Report, row: Row, lines: int) -> None:
    number, verdict = lead = _lead(row)
    room = sheet.width - number.width - verdict.width
    sheet.row((*lead, Cell(_claim(sheet, row.finding.claim, room))))
    times = row.finding.content.independent_refute
    against = f"{times} against" if times else "not counted" if row.first else ""
    if bearing := _bearing(sheet, report, row, lines * room - SLACK * (lines - 1)):
        sheet.line(bearing, lead=against.ljust(verdict.width), indent=number.width)


def _on_one_line(sheet: TextSheet, report: Report, row: Row) -> None:
    number, verdict = lead = _lead(row)
    room = sheet.width - number.width - verdict.width
    beside = int(room * BESIDE)
    bearing = _bearing(sheet, report, row, room - beside)
    claim = _claim(sheet, row.finding.claim, beside - GAP if bearing else room)
    sheet.row((*lead, Cell(claim, beside), Cell(bearing)))


def _lead(row: Row) -> tuple[Cell, Cell]:
    number, verdict = f"{row.number:>3} ", row.finding.content.verdict
    return Cell(number, len(number), "dim"), Cell(words.VERDICTS[verdict], VERDICT, COLOURS[words.TONES[verdict]])


def _claim(sheet: TextSheet, claim: Claim, room: int) -> str:
    """Who says what, the name once where what is said begins with it."""
    by = "the article" if claim.claimant.kind is ClaimantKind.AUTHOR else claim.claimant.name
    denies = " denies" if claim.modality is Modality.DENIED else ""
    more = claim.text.removeprefix(f"{by} ")
    what = claim.text if more == claim.text else f"{excerpts.MORE}{more}"
    return sheet.short(f"{sheet.short(by, int(room * WHO))}{denies}: {what}", room)


def _bearing(sheet: TextSheet, report: Report, row: Row, room: int) -> str:
    """The evidence to show, by whom and in its own words; where the claim was not looked up, why not."""
    if row.evidence is None:
        failure = row.finding.failure
        return sheet.short(f"! {failure.detail}", room) if failure else ""
    item, document = row.evidence.evidence, row.evidence.document
    side = f"{words.SIDES[item.relation]}, " if interested(item) else ""
    source = told_by(row.evidence) if row.first else publisher(document)
    lead = f"{SIGNS[item.stance]} {side}{sheet.short(source, int(room * WHO))}"
    left = room - sheet.measure(lead) - len(" “”")
    quote, claim = sheet.clean(item.span.text), sheet.clean(row.finding.claim.text)
    language = document.language or report.article.language
    words_told = excerpts.telling(quote, claim, left, sheet.measure, language)
    return f"{lead} “{words_told}”" if sheet.measure(words_told) >= min(LEAST, sheet.measure(quote)) else lead
