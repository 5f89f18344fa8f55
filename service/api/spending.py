"""What is spent on language models; whether one more article is taken in, and what is told of that."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, g
from sqlalchemy import Connection

from service.api.access import asking_key, caller
from service.api.bodies import written
from service.api.headers import Allowance
from service.api.openapi import Route
from service.bootstrap import Application
from service.domain import Audience, CallerKind, DaySpending, Frozen, Scope
from service.errors import PriceUnknown, StoreUnavailable, TooManyRequests
from service.store.spending import DAY_S, words_of_met, words_of_no_price
from service.verification import AnalystChoice

# Seconds after which one more article may wait: some that did were read by then.
LATER_S = 15
MICRO = 1_000_000


class SpendingOut(Frozen):
    """What was spent since midnight (UTC), by whom."""

    spending: tuple[DaySpending, ...]


@dataclass(frozen=True)
class Admission:
    """Whether one more article of a caller's, for this reader, is taken in."""

    application: Application
    reader: AnalystChoice | None

    def __call__(self, connection: Connection) -> None:
        """Within the transaction that makes its job. Raises TooManyRequests, or PriceUnknown."""
        key, store = asking_key(), self.application.store
        if key and key.articles_waiting is not None:
            waiting = store.jobs.waiting_of(connection, key.id)
            left = max(0, key.articles_waiting - waiting - 1)
            _tell(Allowance("articles", key.articles_waiting, left, unit="concurrent-requests"))
            if waiting >= key.articles_waiting:
                raise TooManyRequests(
                    f"{waiting} articles of {key.name} wait already, which is as many as may.", LATER_S, "articles"
                )
        if self.reader and self.reader.paid:
            for one in store.spending.of_payers(connection, key.id if key else None, self.application.day_budget):
                self._within(one)

    def _within(self, one: DaySpending) -> None:
        if one.budget.usd is not None and self.reader and not self.reader.priced:
            raise PriceUnknown(words_of_no_price(of_key=one.api_key is not None))
        told = dict(_allowances(one))
        _tell(*told.values())
        if one.met:
            words = words_of_met(one.budget, one.resets_at, of_key=one.api_key is not None)
            raise TooManyRequests(words, one.resets_s, *(told[unit].policy for unit in one.met))


def _allowances(one: DaySpending) -> Iterator[tuple[str, Allowance]]:
    """What is left of each bound. Money is in millionths of a US dollar, for these are whole numbers."""
    whose = "-of-key" if one.api_key else ""
    if one.budget.tokens is not None:
        left = max(0, one.budget.tokens - one.tokens - one.tokens_aside)
        yield "tokens", Allowance(f"tokens{whose}", one.budget.tokens, left, DAY_S, one.resets_s, unit="tokens")
    if one.budget.usd is not None:
        left = max(0, int((one.budget.usd - one.usd - one.usd_aside) * MICRO))
        most = round(one.budget.usd * MICRO)
        yield "usd", Allowance(f"money{whose}", most, left, DAY_S, one.resets_s, unit="micro-usd")


def _tell(*allowances: Allowance) -> None:
    g.allowances = (*g.get("allowances", ()), *allowances)


def show_spending(application: Application) -> Response:
    asking = caller()
    whose = application.store if asking.kind is CallerKind.ANYBODY else application.store.of(asking.desk)
    rows = whose.spending.today(application.day_budget)
    if not asking.may(Scope.ADMIN):
        rows = tuple(one for one in rows if one.api_key in {None, asking.id})
    return written(SpendingOut(spending=rows), headers={"Cache-Control": "no-store"})


SHOW_SPENDING = Route(
    "GET",
    "/v1/spending",
    show_spending,
    "What language models took today (UTC), and may: of the caller's desk and key; an admin's, of all that they see.",
    needs=Audience.KNOWN,
    gives=SpendingOut,
    problems=(StoreUnavailable,),
)
