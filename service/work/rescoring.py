"""Weigh stored reports again when the registry changed. Nothing is read again, and no model is asked."""

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from service.domain import MAIN_DESK, Frozen, RegistryEdit, Report, Verdict
from service.errors import Refused, Unfinished
from service.intake.dossier import dossier_from
from service.pipeline import since
from service.run import Conditions
from service.sandbox import Sandbox
from service.store import Store
from service.store.registry import ALL
from service.verification import Verification, rescored_under
from service.weighing.reviewed import reviewed
from service.work.jobs import StoreRetries
from service.work.webhooks import verdicts_changed

LOG = logging.getLogger(__name__)
PREVIEW_S = 20.0


class VerdictChange(Frozen):
    """A claim of a stored report that would be judged otherwise, and how."""

    report_id: str
    article_id: str
    title: str | None
    claim_id: str
    claim: str
    claimant: str
    before: Verdict
    after: Verdict


class Preview(Frozen):
    """What a change of the registry would do to the last reports of `articles` articles."""

    articles: int
    changes: tuple[VerdictChange, ...]


class Rescoring:
    """Keeps the last report of each article of a desk as its registry now has it. Done twice, it does nothing the
    second time."""

    def __init__(self, store: Store, verification: Verification, keep_trying: StoreRetries) -> None:
        self._store, self._verification, self._keep_trying = store, verification, keep_trying

    def run(self, task: str) -> None:
        """For one article, or for ALL, named as `main art_…`. Raises Stopped when the process stops before the end:
        then it is run again."""
        *named, article_id = task.split()
        desk = named[0] if named else MAIN_DESK  # tasks that were put before there were desks name none
        Rescoring(self._store.of(desk), self._verification.of(desk), self._keep_trying).of(article_id)

    def of(self, article_id: str) -> None:
        """For one article of this store's desk, or for ALL."""
        for id in self._articles() if article_id == ALL else (article_id,):
            self._keep_trying(partial(self._rescore, id))

    def _articles(self) -> Iterator[str]:
        last = ""
        while ids := self._keep_trying(partial(self._store.reports.articles, last)):
            yield from ids
            last = ids[-1]

    def _rescore(self, article_id: str) -> None:
        conditions = Conditions(self._verification.registry(), self._verification.ruleset)
        kept = _kept(self._store, article_id)
        if kept is None:
            return
        job, report = kept.job, Report.model_validate_json(kept.report)
        try:
            anew = rescored_under(report, dossier_from(kept.request), conditions)
        except Refused as error:
            LOG.warning("%s stays as it is: %s", report.id, error)
            return
        if _judged(anew) != _judged(report):
            anew = anew.model_copy(update={"id": f"rep_{secrets.token_hex(12)}"})
            self._replace(job, report, since(report, anew))

    def _replace(self, job: str, report: Report, anew: Report) -> None:
        """Keep the report as its article's last one, unless another was made meanwhile, and tell what it changes."""
        with self._store.database.writing() as connection:
            last = self._store.reports.newest_of(connection, report.article.id)
            if last is None or last.id != report.id:
                return  # whoever made it saw to what was edited since
            self._store.reports.put(connection, anew)
            self._store.jobs.show_report(connection, job, anew.id)
            self._store.reviews.carry(connection, report.id, anew.id)
            events = self._store.reviews.of_in(connection, report.id)
            before, after = (reviewed(one, events, self._verification.ruleset) for one in (report, anew))
            for type, data in verdicts_changed(before, after):
                self._store.webhooks.announce(connection, type, data)
        LOG.info("%s is %s now", report.id, anew.id)


def preview(
    store: Store, verification: Verification, edits: Sequence[RegistryEdit], articles: int, sandbox: Sandbox
) -> Preview:
    """What verdicts of the last reports of so many articles would be otherwise if these edits were made. Each report is
    weighed twice in a process of its own; none is begun after 20 seconds. Raises NoProcess."""
    now = verification.registry()
    conditions = [Conditions(one, verification.ruleset) for one in (now, now.edited(edits))]
    until, changes, seen = time.monotonic() + PREVIEW_S, list[VerdictChange](), 0
    for id in store.reports.newest(articles):
        kept = _kept(store, id) if time.monotonic() < until else None
        if kept:
            with suppress(Refused, Unfinished):
                changes += sandbox.run(verdicts_under, kept.report, kept.request, *conditions)
                seen += 1
    return Preview(articles=seen, changes=tuple(changes))


def verdicts_under(report: str, request: str, now: Conditions, then: Conditions) -> list[VerdictChange]:
    """The claims of a report, kept as JSON as its request is, that are judged otherwise then than now. Raises
    Refused."""
    read, dossier = Report.model_validate_json(report), dossier_from(request)
    before, after = (rescored_under(read, dossier, one) for one in (now, then))
    return [
        VerdictChange(
            report_id=read.id,
            article_id=read.article.id,
            title=read.article.title,
            claim_id=new.claim.id,
            claim=new.claim.text,
            claimant=new.claim.claimant.name,
            before=old.content.verdict,
            after=new.content.verdict,
        )
        for old, new in zip(before.findings, after.findings, strict=True)
        if old.content.verdict is not new.content.verdict
    ]


class _LastReport(NamedTuple):
    """An article's last report and the request it is on, each as JSON, and the job that brought it."""

    job: str
    request: str
    report: str


def _kept(store: Store, article_id: str) -> _LastReport | None:
    """None where one of them is not kept."""
    with store.database.reading() as connection:
        report, job = store.reports.newest_kept(connection, article_id), store.jobs.request_of(connection, article_id)
    return _LastReport(*job, report) if report and job else None


def _judged(report: Report) -> object:
    """What of a report the registry decides."""
    return report.findings, report.documents, report.ties
