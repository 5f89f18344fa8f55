"""An act of a desk: whether it can be done, what webhooks are told of it; and the reading of what a desk adds."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from service.domain import (
    Accept,
    Acceptance,
    Act,
    AddClaim,
    AddDocument,
    Claim,
    DayBudget,
    Document,
    Finding,
    Judging,
    MessageType,
    Report,
    ReviewEvent,
    ReviewState,
    Ruleset,
)
from service.errors import BadInput, ChangedMeanwhile, Claimtrace, Conflict, NoProcess, NotFound, Stopped
from service.exports.exchange.accepted_claims import acceptances_changed
from service.models.shared_budget import SharedBudget
from service.pipeline import failed
from service.sandbox import Sandbox
from service.store import Store
from service.store.reviews import changed_since
from service.verification import RunContext, Verification
from service.weighing import reprints
from service.weighing.acceptable import check
from service.weighing.desk_claims import added_claim
from service.weighing.reviewed import reviewed
from service.work.jobs import StoreRetries
from service.work.webhooks import DETAIL, verdicts_changed

LOG = logging.getLogger(__name__)

TRIES = 5  # of an act, when others come between
Messages = Sequence[tuple[MessageType, dict[str, Any]]]
TOLD = {ReviewState.ACCEPTED: MessageType.REVIEW_ACCEPTED, ReviewState.REJECTED: MessageType.REVIEW_REJECTED}


def done(
    store: Store, writing: Sandbox, ruleset: Ruleset, report_id: str, act: Act, who: str, seen: int | None
) -> tuple[ReviewEvent, ...]:
    """All acts on a report, and one more. `seen` is the number of the last act that its maker saw (0: none); None: it
    is done whatever else was. Raises NotFound; BadInput, whose field is a pointer within the act, or Conflict
    where it cannot be done; ChangedMeanwhile where others did something since; Unfinished or NoProcess."""
    kept = store.reports.kept(report_id)
    for _ in range(TRIES):
        events = store.reviews.of(report_id)
        last = events[-1].number if events else 0
        if seen not in {None, last}:
            raise ChangedMeanwhile(changed_since(events, seen or 0))
        asked = ReviewEvent(number=last + 1, who=who, at=store.database.now(), act=act)
        event, messages, stands = writing.run(considered, kept, events, asked, ruleset)
        with suppress(ChangedMeanwhile):  # another act came between: it may bear on whether this one can be done
            store.reviews.append(report_id, event, partial(_announce, store, messages, stands))
            return (*events, event)
    raise NoProcess("Others do so much with this report that there was no turn.")


def _announce(store: Store, messages: Messages, stands: Sequence[Acceptance], connection: Connection) -> None:
    for type, data in messages:
        store.webhooks.announce(connection, type, data)
    store.publications.heed(connection, stands)


class Considered(NamedTuple):
    """An act that can be done, with what webhooks are told of it, and what of the claims may go out otherwise then."""

    event: ReviewEvent
    messages: Messages
    stands: Sequence[Acceptance]


def considered(kept: str, events: Sequence[ReviewEvent], event: ReviewEvent, ruleset: Ruleset) -> Considered:
    """One act more on a report that is kept as JSON. Raises Refused where it cannot be done; the field is a pointer
    within the act."""
    report = Report.model_validate_json(kept)
    before = _after(report, events, ruleset)
    check(before, events, event.act)
    event = event.model_copy(update={"act": _with_verdict(before, event)})
    after = _after(report, (*events, event), ruleset)
    messages = (*_reviews_told(before, after, event), *verdicts_changed(before, after))
    return Considered(event, messages, acceptances_changed(before, after))


def _after(report: Report, events: Sequence[ReviewEvent], ruleset: Ruleset) -> Report:
    """Raises Conflict for a report that does not hold what was read."""
    try:
        return reviewed(report, events, ruleset)
    except BadInput as error:
        raise Conflict(f"Nothing can be done with this report. {error.detail}") from error


def _with_verdict(report: Report, event: ReviewEvent) -> Act:
    """The act; an acceptance with the verdict that is accepted."""
    act = event.act
    if not isinstance(act, Accept):
        return act
    stands = next(one.content.verdict for one in report.findings if one.claim.id == act.claim)
    if act.verdict not in {None, stands}:
        raise BadInput(f"The claim is {stands}, and not {act.verdict}.", "/verdict")
    return act.model_copy(update={"verdict": stands})


def _reviews_told(before: Report, after: Report, event: ReviewEvent) -> Iterator[tuple[MessageType, dict[str, Any]]]:
    """A message for each claim that an act makes accepted, rejected or another one, or that it takes away."""
    known = {one.claim.id: one for one in before.findings}
    for finding in after.findings:
        former = known.pop(finding.claim.id, None)
        if former is None or _decided(former) != _decided(finding):
            state = finding.review.state if finding.review else ReviewState.NONE
            yield TOLD.get(state, MessageType.REVIEW_EDITED), _message(after, finding, event, state)
    for gone in known.values():
        into = after.review.merged.get(gone.claim.id) if after.review else None
        message = _message(after, gone, event, ReviewState.NONE) | {"merged_into": into}
        yield MessageType.REVIEW_EDITED, message


def _decided(finding: Finding) -> object:
    """What of a finding the desk decides: its notes, and who is to look at it, tell nobody outside."""
    review = finding.review
    aside = {(item.document_id, item.span.start, str(item.set_aside)) for item in finding.evidence if item.set_aside}
    told = (review.state, review.by, review.at, review.verdict) if review else (ReviewState.NONE, None, None, None)
    return finding.claim, aside, told


def _message(report: Report, finding: Finding, event: ReviewEvent, state: ReviewState) -> dict[str, Any]:
    reason = getattr(event.act, "reason", None)
    return {
        "article_id": report.article.id,
        "report_id": report.id,
        "claim_id": finding.claim.id,
        "claim": finding.claim.text[:DETAIL],
        "claimant": finding.claim.claimant.name[:DETAIL],
        "verdict": str(finding.content.verdict),
        "state": str(state),
        "act": event.number,
        "kind": event.act.kind,
        "by": event.who,
        "at": event.at.isoformat(),
        "reason": reason[:DETAIL] if reason else None,
    }


class DeskJudging:
    """Reads what a desk added to a report, through the analyst that read the report, and keeps what that gave with the
    act. Nothing else of the report is read again; done twice, it does nothing the second time."""

    def __init__(
        self,
        store: Store,
        verification: Callable[[str], Verification],
        keep_trying: StoreRetries,
        worker: str,
        usual: DayBudget = DayBudget(),  # noqa: B008 - a frozen value
    ) -> None:
        """`verification` gives that of a desk, `usual` what one may spend in a day that has no budget of its own."""
        self._store, self._verification, self._keep_trying = store, verification, keep_trying
        self._worker, self._usual = worker, usual

    def run(self, task: str) -> None:
        """For an act of a desk, named as `main rep_… 3`. Raises Stopped when the process stops before the end: then it
        is run again."""
        desk, report_id, number = task.split()
        store, verification = self._store.of(desk), self._verification(desk)
        try:
            machine = self._keep_trying(partial(store.reports.get, report_id))
        except NotFound:
            return  # it was erased
        events = self._keep_trying(partial(store.reviews.of, report_id))
        event = next((one for one in events if one.number == int(number)), None)
        if event is None or event.judged is not None or not isinstance(event.act, AddClaim | AddDocument):
            return
        scope = f"{report_id}-{number}"
        job = report_id.replace("rep_", "job_", 1)  # its calls are kept with those of the job that made the report
        log = self._keep_trying(partial(store.calls.of, job, self._keep_trying))
        budget = SharedBudget(store.spending, job, None, self._worker, self._usual, self._keep_trying)
        context = RunContext(log=log, scope=scope, desk=desk, budget=budget)
        judged = _read(verification, machine, events, event, context)
        self._keep_trying(partial(_keep, store, verification.ruleset, machine, event.number, judged))
        LOG.info("%s, act %s: %d pieces of evidence", report_id, number, len(judged.evidence))


def _read(
    verification: Verification,
    machine: Report,
    events: Sequence[ReviewEvent],
    event: ReviewEvent,
    context: RunContext,
) -> Judging:
    """What documents say of claims, as the report stood at the act. What fails is told, and is as if it were not
    there."""
    whole = reviewed(machine, _with(events, event), verification.ruleset)
    documents, claims = _added(machine, whole, event)
    original, added = reprints.Original(machine.article), isinstance(event.act, AddDocument)
    left_out = reprints.left_out(original, documents, claims) if added else ()
    unread = {one.document_id for one in left_out}
    given = [one for one in documents if one.id not in unread]
    try:
        judged = verification.judged(machine.article, given, claims, machine.run, context)
    except Stopped:
        raise
    except Claimtrace as error:
        return Judging(failures=tuple(failed("judge", one.id, error) for one in claims), left_out=left_out)
    return judged.model_copy(update={"left_out": (*left_out, *judged.left_out)})


def _keep(store: Store, ruleset: Ruleset, machine: Report, number: int, judged: Judging) -> None:
    """Keep it with its act, and tell which verdicts it changes."""

    def also(connection: Connection) -> None:
        events = store.reviews.of_in(connection, machine.id)
        before = [one.model_copy(update={"judged": None}) if one.number == number else one for one in events]
        seen = [reviewed(machine, each, ruleset) for each in (before, events)]
        _announce(store, tuple(verdicts_changed(*seen)), acceptances_changed(*seen), connection)

    store.reviews.keep(machine.id, number, judged, also)


def _with(events: Sequence[ReviewEvent], event: ReviewEvent) -> list[ReviewEvent]:
    """The acts up to one, which stands among them whatever became of it since."""
    return [*(one for one in events if one.number < event.number), event]


def _added(machine: Report, whole: Report, event: ReviewEvent) -> tuple[list[Document], list[Claim]]:
    """What an act has judged: all documents for the claim that it adds, or the document that it adds for its claims."""
    claims = [one.claim for one in whole.findings]
    if isinstance(event.act, AddClaim):
        id = added_claim(machine.article, event.act).id
        unread = {one.document_id for one in machine.coverage.left_out}
        return [one for one in whole.documents if one.id not in unread], [one for one in claims if one.id == id]
    if isinstance(event.act, AddDocument):
        return [event.act.document], [one for one in claims if event.act.claim in {None, one.id}]
    return [], []
