"""Keep what desks and keys spend on language models in a day, exactly, across all processes on one database.

What a call may take at most is set aside before it is sent, if it fits beside what was spent and what is set aside for
others; what it did take is put in its place in the transaction that keeps the reply. So what was spent never passes a
budget, whoever dies when. A day is one of UTC, by the clock that all who share the database share.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Delete, Row, and_, delete, or_, select, update

from service.domain import MAIN_DESK, DayBudget, DaySpending, DeskLimits
from service.errors import BudgetMet, PriceUnknown
from service.models.retries import Cost
from service.models.shared_budget import PaidCall
from service.store.access_tables import API_KEYS, SET_ASIDE, SPENDING
from service.store.database import Database
from service.store.owning import OF_ALL
from service.store.tables import DESKS

DAY_S = 86_400
KEPT_DAYS = 400
# Money is counted in whole billionths of a dollar: the dearest and the cheapest token are sums of them.
NANOS = 1_000_000_000
Unit = Literal["tokens", "usd"]
UNITS: tuple[Unit, ...] = ("tokens", "usd")
# The desk's own row, beside those of its keys.
ALL_OF_DESK = ""


class _Full(Exception):
    def __init__(self, payer: str, budget: DayBudget, day: int) -> None:
        self.payer, self.budget, self.day = payer, budget, day


class _ByAnother(Exception):
    """The same call was set aside for by another run of its job, just now."""


class _Sum(NamedTuple):
    """Tokens, and billionths of a dollar."""

    tokens: int
    nanos: int

    @classmethod
    def of(cls, cost: Cost) -> "_Sum":
        return cls(cost.tokens, math.ceil(round(cost.usd * NANOS, 3)))

    def beyond(self, budget: DayBudget) -> tuple[Unit, ...]:
        """The bounds that it does not keep."""
        each = zip(UNITS, self, _most(budget), strict=True)
        return tuple(unit for unit, sum, bound in each if bound is not None and sum > bound)


NOTHING = _Sum(0, 0)


class SpendingStore:
    """What one desk spends, and within it each key. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ a call

    def set_aside(self, call: PaidCall, most: Cost, usual: DayBudget, *, priced: bool = True) -> bool:
        """Room for a call that takes so much at most; False: there may be some once others are over. What was set aside
        for the same call by a run that died becomes this one's. `usual` is a desk's budget that has none of its own.

        Raises BudgetMet where there will be no room today, PriceUnknown where money is bounded and not `priced`.
        """
        wanted = _Sum.of(most)
        try:
            with self._database.writing() as connection:
                if self._taken_over(connection, call):
                    return True
                day = _day(self._database.seconds(connection))
                for payer in _payers(call.api_key):
                    budget = self._budget(connection, payer, usual)
                    if budget.usd is not None and not priced:
                        raise PriceUnknown(words_of_no_price(of_key=payer != ALL_OF_DESK))
                    if not self._fits(connection, payer, day, wanted, budget):
                        raise _Full(payer, budget, day)
                    self._note(connection, call, payer, day, wanted)
        except _ByAnother:
            return False
        except _Full as full:
            self._refuse(full, wanted)
            return False
        return True

    def give_back(self, call: PaidCall) -> None:
        """What was set aside for a call of which nothing came, unless another run has taken it over."""
        mine = SET_ASIDE.c.job == call.job, SET_ASIDE.c.call == call.call, SET_ASIDE.c.worker == call.worker
        with self._database.writing() as connection:
            _put_back(connection, delete(SET_ASIDE).where(*mine), NOTHING)

    # ------------------------------------------------------------ what is told

    def today(self, usual: DayBudget) -> tuple[DaySpending, ...]:
        """Of the desk, or of each; and of each key that has spent something or has a budget."""
        with self._database.reading() as connection:
            now, desk = self._database.seconds(connection), self._database.desk
            day = _day(now)
            rows = {(row.desk, row.api_key): row for row in connection.execute(_of_day(day))}
            desks = {MAIN_DESK: None, **dict.fromkeys(connection.scalars(select(DESKS.c.name)))}
            whose = dict.fromkeys((name, ALL_OF_DESK) for name in desks if desk in {None, name})
            for key in connection.execute(select(API_KEYS.c.id, API_KEYS.c.desk).where(BOUNDED)):
                if desk in {None, key.desk or MAIN_DESK}:
                    whose[key.desk or MAIN_DESK, key.id] = None
            return tuple(
                _told(name, payer, rows.get((name, payer)), self._budget(connection, payer, usual, name), now)
                for name, payer in sorted({**whose, **dict.fromkeys(rows)})
            )

    def of_payers(self, connection: Connection, api_key: str | None, usual: DayBudget) -> tuple[DaySpending, ...]:
        """Of the desk, and of one of its keys."""
        now, desk = self._database.seconds(connection), self._database.desk or MAIN_DESK
        rows = {row.api_key: row for row in connection.execute(_of_day(_day(now)))}
        return tuple(
            _told(desk, payer, rows.get(payer), self._budget(connection, payer, usual), now)
            for payer in _payers(api_key)
        )

    def prune(self, connection: Connection) -> None:
        """Forget days that were over long ago."""
        old = SPENDING.c.day < _day(self._database.seconds(connection)) - KEPT_DAYS
        connection.execute(delete(SPENDING).where(old), execution_options=OF_ALL)

    # ------------------------------------------------------------ within a transaction

    def _budget(self, connection: Connection, payer: str, usual: DayBudget, desk: str | None = None) -> DayBudget:
        if payer == ALL_OF_DESK:
            name = desk or self._database.desk or MAIN_DESK
            told = connection.scalar(select(DESKS.c.limits).where(DESKS.c.name == name))
            own = DeskLimits.model_validate_json(told) if told else DeskLimits()
            return DayBudget(tokens=own.tokens_a_day or usual.tokens, usd=own.money_a_day or usual.usd)
        query = select(API_KEYS.c.tokens_a_day, API_KEYS.c.money_a_day).where(API_KEYS.c.id == payer)
        row = connection.execute(query).one_or_none()
        return DayBudget(tokens=row.tokens_a_day, usd=row.money_a_day) if row else DayBudget()

    def _taken_over(self, connection: Connection, call: PaidCall) -> bool:
        same = update(SET_ASIDE).where(SET_ASIDE.c.job == call.job, SET_ASIDE.c.call == call.call)
        return connection.execute(same.values(worker=call.worker)).rowcount > 0

    def _fits(self, connection: Connection, payer: str, day: int, wanted: _Sum, budget: DayBudget) -> bool:
        """Set it aside if it fits, in one statement, so that of two who would both fit alone one does."""
        if wanted.beyond(budget):
            return False
        taken = SPENDING.c.tokens + SPENDING.c.tokens_aside, SPENDING.c.nanos + SPENDING.c.nanos_aside
        each = zip(taken, wanted, _most(budget), strict=True)
        fits = [sum + more <= bound for sum, more, bound in each if bound is not None]
        put = self._database.insert(SPENDING).values(
            api_key=payer, day=day, tokens_aside=wanted.tokens, nanos_aside=wanted.nanos
        )
        more = {
            "tokens_aside": SPENDING.c.tokens_aside + wanted.tokens,
            "nanos_aside": SPENDING.c.nanos_aside + wanted.nanos,
        }
        where = and_(*fits) if fits else None
        added = put.on_conflict_do_update(index_elements=["desk", "api_key", "day"], set_=more, where=where)
        return connection.scalar(added.returning(SPENDING.c.day)) is not None

    def _note(self, connection: Connection, call: PaidCall, payer: str, day: int, wanted: _Sum) -> None:
        row = {"job": call.job, "call": call.call, "api_key": payer, "day": day, "worker": call.worker}
        put = self._database.insert(SET_ASIDE).values({**row, **wanted._asdict()}).on_conflict_do_nothing()
        if connection.scalar(put.returning(SET_ASIDE.c.day)) is None:
            raise _ByAnother

    def _refuse(self, full: _Full, wanted: _Sum) -> None:
        """Raises BudgetMet if a call does not fit even beside nothing but what was spent, and remembers that."""
        mine = SPENDING.c.api_key == full.payer, SPENDING.c.day == full.day
        with self._database.writing() as connection:
            row = connection.execute(select(SPENDING).where(*mine)).one_or_none()
            spent = _Sum(row.tokens + wanted.tokens, row.nanos + wanted.nanos) if row else wanted
            if not spent.beyond(full.budget):
                return
            put = self._database.insert(SPENDING).values(
                api_key=full.payer, day=full.day, tokens_wanted=spent.tokens, nanos_wanted=spent.nanos
            )
            wants = {"tokens_wanted": spent.tokens, "nanos_wanted": spent.nanos}
            connection.execute(put.on_conflict_do_update(index_elements=["desk", "api_key", "day"], set_=wants))
        raise BudgetMet(words_of_met(full.budget, _next(full.day), of_key=full.payer != ALL_OF_DESK))


# A key that is told of though it has spent nothing.
BUDGETS = API_KEYS.c.tokens_a_day, API_KEYS.c.money_a_day
BOUNDED = and_(API_KEYS.c.revoked_at.is_(None), or_(*(budget.is_not(None) for budget in BUDGETS)))


def settle(connection: Connection, job: str, call: str, cost: Cost) -> None:
    """Put what a call took in the place of what was set aside for it, within somebody's transaction. A call for which
    nothing is set aside, as one that was answered from a tape, took nothing."""
    mine = SET_ASIDE.c.job == job, SET_ASIDE.c.call == call
    _put_back(connection, delete(SET_ASIDE).where(*mine), _Sum.of(cost))


def free(connection: Connection, workers: Sequence[str]) -> None:
    """Give back what workers had set aside that can no longer be making calls, whichever desk's those were."""
    _put_back(connection, delete(SET_ASIDE).where(SET_ASIDE.c.worker.in_(workers)), NOTHING)


def words_of_met(budget: DayBudget, resets_at: datetime, *, of_key: bool) -> str:
    """What somebody is told for whom nothing more is read today."""
    bounds = [f"{budget.tokens:,} tokens"] if budget.tokens is not None else []
    bounds += [f"{budget.usd:,.10g} US dollars"] if budget.usd is not None else []
    whose = "key's" if of_key else "desk's"
    met = f"The {whose} budget of the day is met: {' and '.join(bounds)}."
    return f"{met} It begins anew at {resets_at:%Y-%m-%d %H:%M} UTC."


def words_of_no_price(*, of_key: bool) -> str:
    """What somebody is told whose budget cannot be kept."""
    whose = "key's" if of_key else "desk's"
    return (
        f"The {whose} budget of the day is in money, and nobody knows what the model costs: set CLAIMTRACE_PRICE_IN and"
        " CLAIMTRACE_PRICE_OUT."
    )


def _most(budget: DayBudget) -> tuple[int | None, int | None]:
    return budget.tokens, None if budget.usd is None else round(budget.usd * NANOS)


def _payers(api_key: str | None) -> tuple[str, ...]:
    """Always in this order, so that two who count do not wait for each other."""
    return (ALL_OF_DESK, api_key) if api_key else (ALL_OF_DESK,)


def _of_day(day: int) -> Any:
    return select(SPENDING).where(SPENDING.c.day == day)


def _put_back(connection: Connection, gone: Delete, spent: _Sum) -> None:
    """Take rows of what is set aside away, and put what was spent in their place."""
    columns = SET_ASIDE.c.desk, SET_ASIDE.c.api_key, SET_ASIDE.c.day, SET_ASIDE.c.tokens, SET_ASIDE.c.nanos
    rows = connection.execute(gone.returning(*columns), execution_options=OF_ALL).all()
    for desk, payer, day, tokens, nanos in sorted(rows):
        own = SPENDING.c.desk == desk, SPENDING.c.api_key == payer, SPENDING.c.day == day
        after = {
            "tokens_aside": SPENDING.c.tokens_aside - tokens,
            "nanos_aside": SPENDING.c.nanos_aside - nanos,
            "tokens": SPENDING.c.tokens + spent.tokens,
            "nanos": SPENDING.c.nanos + spent.nanos,
        }
        connection.execute(update(SPENDING).where(*own).values(after), execution_options=OF_ALL)


def _day(now: float) -> int:
    return math.floor(now / DAY_S)


def _next(day: int) -> datetime:
    return datetime.fromtimestamp((day + 1) * DAY_S, UTC)


def _told(desk: str, payer: str, row: Row[Any] | None, budget: DayBudget, now: float) -> DaySpending:
    counted = dict(row._mapping) if row is not None else dict.fromkeys(SPENDING.c.keys(), 0)
    spent, wanted = (_Sum(counted[f"tokens{end}"], counted[f"nanos{end}"]) for end in ("", "_wanted"))
    none_left = _Sum(spent.tokens + 1, spent.nanos + 1)
    met = {*wanted.beyond(budget), *none_left.beyond(budget)}
    return DaySpending(
        desk=desk,
        api_key=payer or None,
        tokens=spent.tokens,
        usd=spent.nanos / NANOS,
        tokens_aside=counted["tokens_aside"],
        usd_aside=counted["nanos_aside"] / NANOS,
        budget=budget,
        met=tuple(unit for unit in UNITS if unit in met),
        resets_at=_next(_day(now)),
        resets_s=max(1, math.ceil((_day(now) + 1) * DAY_S - now)),
    )
