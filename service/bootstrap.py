"""Settings in, a working house out. The only file that knows everyone."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from service import intake, pipeline
from service.analysts.embedded import Embedded
from service.domain import Article, Report
from service.errors import BadInput
from service.intake import Request
from service.pipeline import Analyst, Event, ReportReady, Stand
from service.registry import Registry, load_registry
from service.scoring import Ruleset, load_ruleset
from service.settings import Settings
from service.sources.request import RequestSource

if TYPE_CHECKING:
    from service.store.reports import ReportStore

ANALYSTS = {"embedded": Embedded}


def _new_report_id() -> str:
    return f"rep_{secrets.token_hex(12)}"


@dataclass(frozen=True)
class House:
    """Everything that one process needs to turn requests into reports; safe to share between threads."""

    analyst: Callable[[], Analyst]
    ruleset: Ruleset
    registry: Registry
    database_url: str
    clock: Callable[[], float] = time.perf_counter
    new_id: Callable[[], str] = _new_report_id

    @cached_property
    def store(self) -> "ReportStore":
        """Opened, and its library imported, on first use: one report on a command line needs neither.
        Raises StoreUnavailable."""
        from service.store.reports import ReportStore  # noqa: PLC0415

        return ReportStore(self.database_url)

    def verify(self, request: Request) -> Iterator[Event]:
        """The events of one article's way through the house. Raises Refused before the first of them."""
        article = intake.article(request.article)
        _read_here(article)
        documents = intake.documents(request)
        stand = Stand(
            alliances=(*self.registry.alliances, *intake.alliances(request)),
            grade=request.grade_of(article.outlet) or self.registry.grade_of(article.outlet, article.url),
        )
        return pipeline.verify(
            article,
            self.analyst(),
            [RequestSource(documents, self.registry)],
            stand,
            self.ruleset,
            report_id=self.new_id(),
            clock=self.clock,
        )

    def report(self, request: Request) -> Report:
        """The last of the events. Raises Refused."""
        return next(event.report for event in self.verify(request) if isinstance(event, ReportReady))


def open_house(settings: Settings) -> House:
    """Raises BadInput for a ruleset or a registry that cannot be read."""
    return House(
        analyst=ANALYSTS["embedded"],
        ruleset=load_ruleset(settings.ruleset),
        registry=load_registry(settings.registry),
        database_url=settings.database_url,
    )


def _read_here(article: Article) -> None:
    if article.language.lower().split("-")[0] != "en":
        raise BadInput("Only English (en) is read without a language model.", "/article/language")
