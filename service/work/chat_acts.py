"""Do what somebody wants from a chat, as an act of the desk, and answer the one who asked."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from service.domain import (
    Accept,
    AddClaim,
    Assign,
    ChatAct,
    ChatDeed,
    ClaimShown,
    MergeClaims,
    ReviewEvent,
    Ruleset,
    Undo,
)
from service.errors import BadInput, Busy, ChangedMeanwhile, FetchFault, Refused, Unfinished
from service.exports import words
from service.exports.chat.slack import answer
from service.models.retries import KeepTrying
from service.sandbox import Sandbox
from service.sources.fetch import Door
from service.store import Store
from service.store.audit import DONE
from service.store.reviews import changed_since
from service.work.reviews import TRIES, done

LOG = logging.getLogger(__name__)

TIMEOUT_S = 10.0
KIND = "slack"  # of who asks, on the audit trail
UNKNOWN = "Nothing was done: the button is not one of this desk's."


class Outcome(NamedTuple):
    """What became of an act: what is said to the one who asked, and how the audit trail has it."""

    said: str
    kept: str = DONE


class ChatActs:
    """Serves many threads."""

    def __init__(
        self, store: Store, sandbox: Sandbox, ruleset: Ruleset, door: Door, keep_trying: KeepTrying, agent: str
    ) -> None:
        """Of all desks. `ruleset` weighs a report whose own is no longer held; `agent` is how we call ourselves."""
        self._store, self._sandbox, self._ruleset = store, sandbox, ruleset
        self._door, self._keep_trying, self._agent = door, keep_trying, agent

    def run(self, task: str) -> None:
        """For an act that is named as `main 0f3a…`. Raises Stopped when the process stops before the end: then it is
        run again, and what was done is not done twice."""
        desk, id = task.split()
        store = self._store.of(desk)
        waiting = self._keep_trying(partial(store.chat_acts.waiting, id))
        if waiting is None:
            return  # it was done, or its desk is gone
        act = ChatAct.model_validate_json(waiting[1])
        outcome = self._keep_trying(partial(self._outcome, store, waiting[0], act))
        self._keep_trying(partial(_tell_trail, store, act, outcome))
        self._answer(act, outcome)
        self._keep_trying(partial(store.chat_acts.settle, id))
        LOG.info("%s from a chat: %s", act.deed or "what is not known", outcome.kept)

    def _outcome(self, store: Store, webhook_id: str, act: ChatAct) -> Outcome:
        if act.deed is None or act.about is None:
            return Outcome(UNKNOWN, BadInput("").kind)
        try:
            if store.webhooks.get(webhook_id).disabled:
                return Outcome("Nothing was done: this channel's webhook is disabled.", "not_allowed")
            return self._do(store, act.who, _wanted(act.deed, act.about, act.who), act.about)
        except (Refused, Busy, Unfinished) as error:
            return Outcome(f"Nothing was done. {error.detail}", error.kind)

    def _do(self, store: Store, who: str, wanted: Accept | Assign, about: ClaimShown) -> Outcome:
        """Raises Conflict where the article has a later report, ChangedMeanwhile where something was done since that
        bears on it; else as `done` does."""
        store.reports.expect_last(about.report)
        for _ in range(TRIES):
            events = store.reviews.of(about.report)
            since = [one for one in events if one.number > about.seen and bears_on(one, wanted, events)]
            if since and (since[-1].act, since[-1].who) == (wanted, who):
                return Outcome(_told(wanted))
            if since:
                raise ChangedMeanwhile(changed_since(since, about.seen))
            last = events[-1].number if events else 0
            try:
                done(store, self._sandbox, self._ruleset, about.report, wanted, who, last)
            except ChangedMeanwhile:
                continue  # what came between may bear on it, or not
            return Outcome(_told(wanted))
        raise ChangedMeanwhile("Others do so much with this report that there was no turn.")

    def _answer(self, act: ChatAct, outcome: Outcome) -> None:
        """Once: who got none sees by the report what became of it."""
        headers = {"content-type": "application/json", "user-agent": self._agent}
        try:
            given = self._door.post(act.answer_at, answer(outcome.said).encode(), headers, TIMEOUT_S)
        except FetchFault as fault:
            LOG.warning("an act from a chat was not answered: %s. %s", fault.title, fault.detail)
            return
        if given.status >= 300:
            LOG.warning("an act from a chat was not answered: %s", given.status)


def bears_on(event: ReviewEvent, wanted: Accept | Assign, events: Sequence[ReviewEvent]) -> bool:
    """Whether an act may have changed what somebody saw who wants this of a claim. What was done to other claims did
    not; and who is to look at one is no matter to its acceptance."""
    act = event.act
    if isinstance(act, Undo):
        undone = next((one for one in events if one.number == act.number and one.number < event.number), None)
        return undone is None or bears_on(undone, wanted, events)
    if isinstance(act, Assign):
        return isinstance(wanted, Assign) and act.claim == wanted.claim
    if isinstance(act, MergeClaims):
        return wanted.claim in act.claims
    return not isinstance(act, AddClaim) and getattr(act, "claim", None) in {None, wanted.claim}


def _wanted(deed: ChatDeed, about: ClaimShown, who: str) -> Accept | Assign:
    """Raises BadInput."""
    if deed is ChatDeed.ASSIGN:
        return Assign(claim=about.claim, to=who)
    if about.verdict is None:
        raise BadInput("There is no verdict that could be accepted.", "/verdict")
    return Accept(claim=about.claim, verdict=about.verdict)


def _told(wanted: Accept | Assign) -> str:
    if isinstance(wanted, Accept) and wanted.verdict:
        return f"Accepted. The verdict is: {words.VERDICTS[wanted.verdict].lower()}."
    return "It is yours to look at now."


def _tell_trail(store: Store, act: ChatAct, outcome: Outcome) -> None:
    report = act.about.report if act.about else ""
    store.audit.add(
        who=act.who,
        kind=KIND,
        desk=store.desk,
        action=f"{KIND}_{act.deed}" if act.deed else KIND,
        target=f"/v1/reports/{report}/reviews" if report else "",
        address=act.address,
        outcome=outcome.kept,
    )
