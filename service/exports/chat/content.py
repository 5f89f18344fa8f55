"""What a message tells people, the same in whichever chat: what happened, the claims that matter, and where to read
on. A fault is told as a fault, and never as a verdict."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from service.domain import (
    ClaimShown,
    Finding,
    Frozen,
    MessageType,
    Report,
    ReviewState,
    Stance,
    Verdict,
    WebhookMessage,
)
from service.exports import words
from service.exports.briefing import in_short
from service.exports.chat.wording import words_of
from service.exports.exchange.names import asserted
from service.exports.exchange.reviews import standing, state
from service.exports.stacks import foremost, stacks, summary

SHOWN = 5  # claims of a report in one message: the rest stands in the report
# How much of a chat's room somebody's words may take: a claim, a quotation or a reason, a title, a name.
CLAIM, QUOTATION, TITLE, NAME = 700, 500, 300, 120
NO_VERDICT = "not looked up: a fault, and no verdict"
SIGNS = {Stance.SUPPORTS: "For", Stance.REFUTES: "Against", Stance.NEUTRAL: "On the topic"}


class ChatPlace(NamedTuple):
    """What of a message is not the event's: where people reach the service (None: nobody said), after which act of the
    desk the report is as it is, and whether acts are taken from the chat."""

    public_url: str | None = None
    seen: int = 0
    interactive: bool = False


NOWHERE = ChatPlace()


class ChatClaim(Frozen):
    """A claim in a message, a line each; `acts` is what its buttons are about, where it has any."""

    verdict: str
    lines: tuple[str, ...]
    acts: ClaimShown | None = None


class ChatContent(Frozen):
    """All that a message tells. `title`, `counts` and `read_on` are in our own words, and nobody else's; `more` counts
    the claims that are not shown; `notes` stand below all."""

    title: str
    lines: tuple[str, ...]
    counts: tuple[tuple[str, int], ...] = ()
    claims: tuple[ChatClaim, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = ()
    link: str | None = None
    read_on: str = "Open the report"

    @property
    def footing(self) -> tuple[str, ...]:
        """What stands below all, with the number of claims that are not shown."""
        return (f"{words.count(self.more, 'claim')} more.", *self.notes) if self.more else self.notes


def content(message: WebhookMessage, report: Report | None, place: ChatPlace) -> ChatContent:
    """What a message tells. `report` is the one that it is about, as its desk sees it now (None: it is not to be
    had)."""
    return TELLING[message.type](message.data, report, place)


def fitted(told: ChatContent, body_of: Callable[[ChatContent], str], fits: Callable[[str], bool]) -> str:
    """The body of a message with as many claims as there is room for; the others are counted."""
    body = body_of(told)
    while not fits(body) and told.claims:
        told = told.model_copy(update={"claims": told.claims[:-1], "more": told.more + 1})
        body = body_of(told)
    return body


# ---------------------------------------------------------------- what each event tells


def _ready(data: Mapping[str, Any], report: Report | None, place: ChatPlace) -> ChatContent:
    link = _to_report(data, place)
    if report is None:
        counts = _counts({_verdict(name): int(number) for name, number in data.get("verdicts", {}).items()})
        return ChatContent(title="Report ready", lines=(_found(data.get("claims", 0)),), counts=counts, link=link)
    by_id = {finding.claim.id: finding for finding in report.standing}
    ordered = [by_id[id] for id in summary(report).order if id in by_id]
    return ChatContent(
        title="Report ready",
        lines=(*_article(report), in_short(report)),
        counts=_counts(Counter(one.content.verdict for one in ordered)),
        claims=tuple(_claim(one, report, place) for one in ordered[:SHOWN]),
        more=len(ordered[SHOWN:]),
        notes=(_read(report),),
        link=link,
    )


def _changed(data: Mapping[str, Any], report: Report | None, place: ChatPlace) -> ChatContent:
    finding = _finding(data, report)
    before, now = (_name(_verdict(data.get(key))) for key in ("previous_verdict", "verdict"))
    since = finding.content.verdict if finding and str(finding.content.verdict) != data.get("verdict") else None
    return ChatContent(
        title="Verdict changed",
        lines=(
            *_article(report),
            f"It was: {before}. It is: {now}.",
            *([f"And since then: {_name(since)}."] if since else []),
        ),
        claims=(_claim(finding, report, place),) if finding and report else (),
        notes=() if finding else ("The claim's words are in the report.",),
        link=_to_report(data, place),
    )


def _decided(title: str) -> Callable[[Mapping[str, Any], Report | None, ChatPlace], ChatContent]:
    def told(data: Mapping[str, Any], report: Report | None, place: ChatPlace) -> ChatContent:
        finding = _finding(data, report)
        by, kind = words_of(str(data.get("by", "")), NAME), words_of(str(data.get("kind", "")), NAME)
        reason = words_of(str(data["reason"]), QUOTATION) if data.get("reason") else ""
        said = words_of(f"{data.get('claimant', '')}: {data.get('claim', '')}", CLAIM)
        alone = ChatClaim(verdict=_name(_verdict(data.get("verdict"))), lines=(said,))
        return ChatContent(
            title=title,
            lines=tuple(filter(None, (*_article(report), f"By {by}: {kind}.", reason))),
            claims=(_claim(finding, report, place) if finding and report else alone,),
            notes=("It was made one with another claim.",) if data.get("merged_into") else (),
            link=_to_report(data, place),
        )

    return told


def _failed(data: Mapping[str, Any], _report: Report | None, place: ChatPlace) -> ChatContent:
    again = "Trying again may help." if data.get("retryable") else "Trying again will not help as things are."
    nothing = "An article could not be checked, so there is no report. That says nothing of its claims."
    lines = (nothing, words_of(str(data.get("detail", "")), QUOTATION), again)
    job = _address(place, f"/v1/jobs/{quote(str(data.get('job_id', '')), safe='')}")
    return ChatContent(title="No report: a fault", lines=lines, link=job, read_on="Open the job")


def _tested(_data: Mapping[str, Any], _report: Report | None, _place: ChatPlace) -> ChatContent:
    return ChatContent(title="A test", lines=("Messages of Claimtrace arrive here.",))


TELLING: dict[MessageType, Callable[[Mapping[str, Any], Report | None, ChatPlace], ChatContent]] = {
    MessageType.REPORT_READY: _ready,
    MessageType.JOB_FAILED: _failed,
    MessageType.VERDICT_CHANGED: _changed,
    MessageType.REVIEW_ACCEPTED: _decided("Claim accepted"),
    MessageType.REVIEW_EDITED: _decided("Claim changed by the desk"),
    MessageType.REVIEW_REJECTED: _decided("Claim rejected"),
    MessageType.TEST: _tested,
}


# ---------------------------------------------------------------- a claim, and what stands around it


def _claim(finding: Finding, report: Report, place: ChatPlace) -> ChatClaim:
    assigned = finding.review.assigned if finding.review else None
    lines = (
        words_of(asserted(finding), CLAIM),
        _because(finding, report),
        words_of(f"{standing(finding).capitalize()}.", 2 * NAME),
        f"To be looked at by {words_of(assigned, NAME)}." if assigned else "",
    )
    verdict = finding.content.verdict
    return ChatClaim(
        verdict=_name(verdict),
        lines=tuple(filter(None, lines)),
        acts=_acts(finding, report, place) if place.interactive and not finding.rejected else None,
    )


def _acts(finding: Finding, report: Report, place: ChatPlace) -> ClaimShown:
    verdict = finding.content.verdict
    fit = verdict is not Verdict.UNDETERMINED and state(finding) is not ReviewState.ACCEPTED
    return ClaimShown(report=report.id, claim=finding.claim.id, seen=place.seen, verdict=verdict if fit else None)


def _because(finding: Finding, report: Report) -> str:
    """What most bears on the claim, by whom; or that nothing does, and why."""
    review = finding.review
    if review and review.verdict and review.verdict_reason:
        return f"The desk's own verdict: {words_of(review.verdict_reason, QUOTATION)}"
    stack = foremost(stacks(finding, report))
    if stack is None or stack.best is None:
        return words.nothing_found(finding, report.coverage)
    side = f", {stack.interest}" if stack.group.interested else ""
    who = words_of(stack.best.publisher, NAME)
    return f"{SIGNS[stack.group.stance]}{side}: {who}, “{words_of(stack.best.evidence.span.text, QUOTATION)}”"


def _article(report: Report | None) -> Iterator[str]:
    if report is None:
        return
    article = report.article
    when = words.day(article.published_at) if article.published_at else None
    about = (words_of(article.outlet, NAME) if article.outlet else None, when)
    yield " · ".join([words_of(article.title or "Untitled article", TITLE), *filter(None, about)])


def _read(report: Report) -> str:
    failures = len(report.coverage.failures)
    lost = f" {words.count(failures, 'fault').capitalize()}: what was not read or looked up has no verdict."
    return f"{words.read(report.coverage)}{lost if failures else ''}"


def _finding(data: Mapping[str, Any], report: Report | None) -> Finding | None:
    found = report.findings if report else ()
    return next((one for one in found if one.claim.id == data.get("claim_id")), None)


def _counts(verdicts: Mapping[Verdict, int]) -> tuple[tuple[str, int], ...]:
    """How many claims there are of each kind, in the order in which kinds are told."""
    counted = Counter[str]()
    for verdict, number in verdicts.items():
        counted[words.COUNTED[verdict]] += number
    return tuple((kind.capitalize(), counted[kind]) for kind in dict.fromkeys(words.COUNTED.values()) if counted[kind])


def _found(claims: Any) -> str:
    return f"{words.count(int(claims), 'claim').capitalize()}."


def _verdict(told: object) -> Verdict:
    return next((one for one in Verdict if one == told), Verdict.UNDETERMINED)


def _name(verdict: Verdict) -> str:
    return NO_VERDICT if verdict is Verdict.UNDETERMINED else words.VERDICTS[verdict].lower()


def _to_report(data: Mapping[str, Any], place: ChatPlace) -> str | None:
    return _address(place, f"/v1/reports/{quote(str(data.get('report_id', '')), safe='')}?format=html")


def _address(place: ChatPlace, path: str) -> str | None:
    return f"{place.public_url.rstrip('/')}{path}" if place.public_url else None
