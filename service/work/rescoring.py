"""Weigh stored reports again when the registry changed. Nothing is read again, and no model is asked."""

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from service.domain import MAIN_DESK, Frozen, RegistryEdit, Report
from service.errors import NoProcess, Refused, Unfinished
from service.exports.exchange.accepted_claims import acceptances_changed
from service.pipeline import since
from service.run import Conditions
from service.sandbox import Sandbox
from service.store import Store
from service.store.registry import ALL
from service.verification import Verification
from service.weighing.reviewed import reviewed
from service.work.jobs import StoreRetries
from service.work.reweighed import VerdictChange, verdicts_under, weighed_anew
from service.work.webhooks import verdicts_changed

LOG = logging.getLogger(__name__)
PREVIEW_S = 20.0


class Preview(Frozen):
    """What a change of the registry would do to the last reports of `articles` articles."""

    articles: int
    changes: tuple[VerdictChange, ...]


class Rescoring:
    """Keeps the last report of each article of a desk as its registry now has it. Done twice, it does nothing the
    second time. Each report is weighed in a process of its own; one that cannot be weighed there is told of, and stays
    as it is."""

    def __init__(self, store: Store, verification: Verification, keep_trying: StoreRetries, sandbox: Sandbox) -> None:
        self._store, self._verification = store, verification
        self._keep_trying, self._sandbox = keep_trying, sandbox
        self._heeded: dict[str, int] = {}  # the last edit that all reports of a desk were weighed by

    def run(self, task: str) -> None:
        """For one article, or for ALL, named as `main art_…`. Raises Stopped when the process stops before the end:
        then it is run again."""
        *named, article_id = task.split()
        desk = named[0] if named else MAIN_DESK  # tasks that were put before there were desks name none
        self._heeded[desk] = self._of_desk(desk).of(article_id, self._heeded.get(desk, 0))

    def of(self, article_id: str, heeded: int = 0) -> int:
        """For one article of this store's desk, or for ALL, unless nothing was edited since an edit that all were
        weighed by, which is `heeded`: of many edits that wait, the first run heeds all. Gives the last such edit."""
        if article_id != ALL:
            self._keep_trying(partial(self._rescore, article_id))
            return heeded
        last = self._keep_trying(self._store.registry.last)
        if last != heeded:
            for id in self._articles():
                self._keep_trying(partial(self._rescore, id))
        return last

    def _of_desk(self, desk: str) -> "Rescoring":
        return Rescoring(self._store.of(desk), self._verification.of(desk), self._keep_trying, self._sandbox)

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
        try:
            changed = self._sandbox.run(weighed_anew, kept.report, kept.request, conditions)
        except (Refused, Unfinished, NoProcess) as error:
            LOG.warning("the last report of %s stays as it is: %s", article_id, error.kind)
            return
        if changed:
            report, anew = changed
            anew = anew.model_copy(update={"id": f"rep_{secrets.token_hex(12)}"})
            self._replace(kept.job, report, since(report, anew))

    def _replace(self, job: str, report: Report, anew: Report) -> None:
        """Keep the report as its article's last one, unless another was made meanwhile, and tell what it changes."""
        with self._store.database.writing() as connection:
            last = self._store.reports.newest_of(connection, report.article.id)
            if last is None or last.id != report.id:
                return  # whoever made it saw to what was edited since
            self._store.reports.put(connection, anew)
            self._store.jobs.show_report(connection, job, anew.id)
            self._store.succeed(connection, report.id, anew.id)
            events = self._store.reviews.of_in(connection, report.id)
            before, after = (reviewed(one, events, self._verification.ruleset) for one in (report, anew))
            for type, data in verdicts_changed(before, after):
                self._store.webhooks.announce(connection, type, data)
            self._store.publications.heed(connection, acceptances_changed(before, after))
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
