"""One article's run, in whichever process it is: the desk it is weighed by, its sources, its way through the house."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from service import pipeline
from service.analysts.injection_guard import screen
from service.domain import Article, Basis, Claim, Document, Dossier, Judging, Report, Ruleset
from service.errors import BadInput
from service.languages.called import primary
from service.pipeline import Analyst, ArticleFetched, Desk, Each, Event, Source
from service.recheck import recheck
from service.sources.archive import ArchiveSource, Index, Reach
from service.sources.registry import Registry
from service.sources.request import RequestSource

if TYPE_CHECKING:
    from service.sources.fetch import Fetched
    from service.sources.searching import Beyond

# Hosts that are asked at once for one article's documents.
HOSTS_AT_ONCE = 8
# Makes an analyst of who answers its calls, how it reads side by side, and what tells it to stop.
AnalystFactory = Callable[[Any, Each, threading.Event], Analyst]


class Services(NamedTuple):
    """What a run asks of others, who may be in another process: its analyst's `calls`, the page at an address, the
    desk's archive (None: there is none), and what search engines (`results`) and places of fact-checks (`reviews`)
    have, as `searching.Searches` gives it."""

    calls: Any
    fetch: "Callable[[str, float], Fetched]"
    archive: Index | None = None
    results: Any = None
    reviews: Any = None


class Conditions(NamedTuple):
    """What holds for a run: what the desk knows, what it weighs by, the languages that its analyst reads (None: any),
    how far the archive is searched (None: it is not), and what is sought beyond the house (None: nothing)."""

    registry: Registry
    ruleset: Ruleset
    languages: frozenset[str] | None = None
    reach: Reach | None = None
    beyond: "Beyond | None" = None

    def check_language(self, article: Article) -> None:
        """Raises BadInput for an article in another language; where its words alone tell it, the report says so."""
        known = self.languages is None or primary(article.language) in self.languages
        if not known and not article.language_detected:
            raise BadInput("Only English (en) is read without a language model.", "/article/language")

    def desk(self, dossier: Dossier) -> Desk:
        registry, outlet = self.registry, dossier.article.outlet
        basis = Basis(
            alliances=(*registry.declared, *dossier.alliances),
            outlet_grade=dossier.grade_of(outlet) or registry.grade_of(outlet, dossier.article.url),
            ruleset=self.ruleset,
            edition=registry.edition,
        )
        return Desk(basis, registry.known, registry.own_accounts, screen)


def events(
    services: Services,
    reader: AnalystFactory,
    dossier: Dossier,
    conditions: Conditions,
    report_id: str,
    clock: Callable[[], float],
    threads: int,
    cancelled: threading.Event | None = None,
    earlier: Report | None = None,
) -> Iterator[Event]:
    """The events of one article's way; `earlier` is its last report. Raises Outside or Refused where the article cannot
    be had at its address."""
    hosts_at_once = HOSTS_AT_ONCE if dossier.fetch_documents or conditions.beyond else 1
    with side_by_side(threads) as each, side_by_side(hosts_at_once) as hosts:
        if dossier.fetch_article:
            dossier = _with_article(dossier, services)
            conditions.check_language(dossier.article)
            yield ArticleFetched(article=dossier.article)
        analyst = reader(services.calls, each, cancelled or threading.Event())
        yield from pipeline.verify(
            dossier.article,
            analyst,
            _sources(dossier, services, conditions, hosts, analyst),
            conditions.desk(dossier),
            report_id=report_id,
            clock=clock,
            each=each,
            earlier=earlier,
        )


def recheck_events(
    services: Services,
    reader: AnalystFactory,
    dossier: Dossier,
    conditions: Conditions,
    report_id: str,
    clock: Callable[[], float],
    threads: int,
    cancelled: threading.Event | None,
    report: Report,
) -> Iterator[Event]:
    """The events of a report's way to its own day: weighed as the desk knows things now, by the ruleset that it has,
    with what its sources have found since. Raises BadInput for a report that does not hold what was read."""
    desk = conditions.desk(dossier)
    held = report.basis.ruleset if report.basis else conditions.ruleset
    desk = desk._replace(basis=desk.basis.model_copy(update={"ruleset": held}))
    given = dossier.model_copy(update={"article": report.article, "documents": report.documents, "fetch_documents": ()})
    with side_by_side(threads) as each, side_by_side(HOSTS_AT_ONCE if conditions.beyond else 1) as hosts:
        analyst = reader(services.calls, each, cancelled or threading.Event())
        yield from recheck(
            report,
            analyst,
            _sought(given, services, conditions, hosts, analyst),
            desk,
            report_id=report_id,
            clock=clock,
            each=each,
        )


def judgings(
    services: Services,
    reader: AnalystFactory,
    article: Article,
    documents: Sequence[Document],
    claims: Sequence[Claim],
    threads: int,
    cancelled: threading.Event | None = None,
) -> Iterator[Judging]:
    """What these documents say of these claims of an article, not yet weighed."""
    shown, _ = pipeline.as_shown(article, screen)
    given = {one.id: one for one in documents}
    with side_by_side(threads) as each:
        analyst = reader(services.calls, each, cancelled or threading.Event())
        yield from pipeline.judge(shown, given, claims, analyst, pipeline.screened(given, screen))


def _with_article(dossier: Dossier, services: Services) -> Dossier:
    from service.intake.fetched import article_with  # noqa: PLC0415 - a text that is given needs no HTTP

    fetched = services.fetch(dossier.article.url or "", inf)
    article = article_with(dossier.article, fetched)
    return dossier.model_copy(update={"article": article, "fetch_article": False})


def _sources(
    dossier: Dossier, services: Services, conditions: Conditions, each: Each, analyst: Analyst
) -> list[Source]:
    sources = list[Source]([RequestSource(dossier)])
    if dossier.fetch_documents:
        from service.sources.addressed import AddressSource  # noqa: PLC0415 - as above

        sources.append(AddressSource(dossier, services.fetch, each))
    return [*sources, *_sought(dossier, services, conditions, each, analyst)]


def _sought(dossier: Dossier, services: Services, conditions: Conditions, each: Each, analyst: Analyst) -> list[Source]:
    """Those that may find more another day. An analyst that can, and is to, writes what engines are asked."""
    sources, beyond = list[Source](), conditions.beyond
    if conditions.reach and services.archive:
        sources.append(ArchiveSource(dossier, conditions.reach, services.archive))
    if beyond and beyond.web:
        from service.sources.web import WebSource  # noqa: PLC0415 - as above

        write = getattr(analyst, "queries", None) if beyond.web.by_prompt else None
        sources.append(WebSource(dossier, beyond.web, services.results, services.fetch, each, write=write))
    if beyond and beyond.fact_checks:
        from service.sources.factchecks import FactCheckSource  # noqa: PLC0415 - as above

        sources.append(FactCheckSource(beyond.fact_checks, services.reviews, each))
    return sources


@contextmanager
def side_by_side(threads: int) -> Iterator[Each]:
    """Threads for one article; whatever was not begun is let go when the article ends."""
    if threads == 1:
        yield map
        return
    context = copy_context()  # what is logged in these threads tells of the same job and article
    pool = ThreadPoolExecutor(threads, "claimtrace", _take_over, (context,))
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _take_over(context: Context) -> None:
    for variable, value in context.items():
        variable.set(value)
