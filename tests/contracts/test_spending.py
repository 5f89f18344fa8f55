"""What language models take in a day stays within what a desk, and a key of it, may spend, whoever calls and dies."""

import json
import math
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from service.cassette import CallRecord
from service.domain import DayBudget, DeskLimits, KeyLimits, Scope
from service.errors import BudgetMet, PriceUnknown
from service.models import ChatMessage, Finish, Reply, Role
from service.models.retries import Cost
from service.models.shared_budget import PaidCall
from service.models.taped import ModelQuestion
from service.store import Store, store_on
from service.store.access_tables import SET_ASIDE, SPENDING
from service.store.database import Database
from service.store.jobs import NewJob
from service.store.spending import DAY_S, settle
from tests.contracts.test_desks import Nowhere

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FREE = DayBudget()
CALL = Cost(calls=1, tokens=100, usd=0.01)


@pytest.fixture
def store(tables_url) -> Iterator[Store]:
    """A desk's, at noon."""
    store = store_on(Database(tables_url, lambda: NOON), Nowhere())
    store.desks.add("hill")
    at(store, NOON)
    yield store
    store.close()


def at(store: Store, moment: datetime) -> None:
    for desk in ("main", "hill", None):
        store.of(desk).spending._database.seconds = lambda _: moment.timestamp()


def call(number: int, **more) -> PaidCall:
    return PaidCall(**{"job": "job_1", "call": f"c{number}", "api_key": None, "worker": "w1"} | more)


def set_aside(store, paid, most=CALL, usual=FREE, **more):
    return store.spending.set_aside(paid, most, usual, **more)


def settled(store, paid, cost=CALL):
    with store.database.writing() as connection:
        settle(connection, paid.job, paid.call, cost)


def told(store, usual=FREE, api_key=None):
    return next(one for one in store.spending.today(usual) if one.api_key == api_key)


def limited(store, **limits) -> None:
    store.desks.limit(store.desk, DeskLimits(**limits))


# ---------------------------------------------------------------- one call


def test_what_is_set_aside_is_told_and_what_was_spent_takes_its_place(store):
    assert set_aside(store, call(1))
    before = told(store)
    assert (before.tokens, before.usd, before.tokens_aside, before.usd_aside) == (0, 0.0, 100, 0.01)
    settled(store, call(1), Cost(calls=1, tokens=70, usd=0.0042))
    after = told(store)
    assert (after.tokens, after.usd, after.tokens_aside, after.usd_aside) == (70, 0.0042, 0, 0.0)
    assert after.resets_at == datetime(2026, 3, 5, tzinfo=UTC)


def test_a_call_that_came_to_nothing_gives_back_what_was_set_aside_and_one_from_a_tape_took_nothing(store):
    set_aside(store, call(1))
    store.spending.give_back(call(1))
    settled(store, call(1))
    settled(store, call(2))
    assert (told(store).tokens, told(store).tokens_aside) == (0, 0)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"tokens_a_day": 250}, "The desk's budget of the day is met: 250 tokens."),
        ({"money_a_day": 0.025}, "The desk's budget of the day is met: 0.025 US dollars."),
        ({"tokens_a_day": 1_000_000, "money_a_day": 0.0299}, "1,000,000 tokens and 0.0299 US dollars."),
    ],
)
def test_a_call_that_does_not_fit_is_not_sent_and_waits_only_while_others_may_leave_room(store, limits, words):
    limited(store, **limits)
    assert [set_aside(store, call(number)) for number in range(3)] == [True, True, False]
    assert not told(store).met, "the two may take less than they may"
    for number in range(2):
        settled(store, call(number))
    with pytest.raises(BudgetMet) as met:
        set_aside(store, call(3))
    assert words in met.value.detail
    assert met.value.detail.endswith("It begins anew at 2026-03-05 00:00 UTC.")
    assert told(store).met
    at(store, NOON.replace(day=5))
    assert set_aside(store, call(3)), "another day"
    assert not told(store).met


def test_a_budget_that_is_raised_holds_from_the_next_call_on(store):
    limited(store, tokens_a_day=99)
    for _ in range(2):
        with pytest.raises(BudgetMet):
            set_aside(store, call(1))
    assert told(store).met
    limited(store, tokens_a_day=100)
    assert not told(store).met
    assert set_aside(store, call(1))
    settled(store, call(1))
    assert told(store).met, "nothing is left"


def test_a_key_has_its_own_budget_within_its_desks(store):
    key, _ = store.keys.add("wire", [Scope.ARTICLES_WRITE], "main", limits=KeyLimits(tokens_a_day=150))
    other, _ = store.keys.add("cms", [Scope.ARTICLES_WRITE], "main")
    limited(store, tokens_a_day=350)
    assert set_aside(store, call(1, api_key=key.id))
    settled(store, call(1))
    with pytest.raises(BudgetMet, match="The key's budget of the day is met: 150 tokens"):
        set_aside(store, call(2, api_key=key.id))
    assert told(store).tokens_aside == 0, "nor is anything set aside of the desk's"
    assert set_aside(store, call(3, api_key=other.id))
    assert set_aside(store, call(4))
    assert (told(store, api_key=key.id).tokens, told(store, api_key=other.id).tokens_aside) == (100, 100)
    assert (told(store).tokens, told(store).tokens_aside) == (100, 200)
    assert (told(store, api_key=key.id).met, told(store).met) == (("tokens",), ())


def test_the_settings_budget_holds_for_each_desk_that_has_none_of_its_own(store):
    usual, hill = DayBudget(tokens=100), store.of("hill")
    assert set_aside(store, call(1), usual=usual)
    assert set_aside(hill, call(2, job="job_2"), usual=usual), "each desk has its own"
    assert not set_aside(store, call(3), usual=usual)
    limited(store, tokens_a_day=200)
    assert set_aside(store, call(3), usual=usual)
    assert {one.desk: one.budget.tokens for one in store.of(None).spending.today(usual)} == {"main": 200, "hill": 100}
    assert {one.desk for one in hill.spending.today(usual)} == {"hill"}


def test_without_a_known_price_a_budget_of_money_is_not_guessed_at_and_one_of_tokens_is_kept(store):
    limited(store, tokens_a_day=150)
    free = CALL.model_copy(update={"usd": 0.0})
    assert set_aside(store, call(1), free, priced=False)
    limited(store, money_a_day=5.0)
    with pytest.raises(PriceUnknown, match="CLAIMTRACE_PRICE_IN"):
        set_aside(store, call(2), free, priced=False)
    assert set_aside(store, call(2), free)


# ---------------------------------------------------------------- who dies


def test_a_run_that_takes_over_takes_over_what_was_set_aside_and_only_the_dead_give_back(store):
    limited(store, tokens_a_day=100)
    set_aside(store, call(1))
    assert set_aside(store, call(1, worker="w2")), "the same call"
    assert told(store).tokens_aside == 100
    store.spending.give_back(call(1))
    store.workers.leave(["w1"])
    assert told(store).tokens_aside == 100, "it is another's by now"
    store.workers.leave(["w2"])
    assert told(store).tokens_aside == 0
    assert set_aside(store, call(2))


def test_the_dead_give_back_for_every_desk_and_key(store):
    key, _ = store.keys.add("wire", [Scope.ARTICLES_WRITE], "main")
    for desk, job in (("main", "job_1"), ("hill", "job_2")):
        set_aside(store.of(desk), call(1, job=job, api_key=key.id if desk == "main" else None))
        set_aside(store.of(desk), call(2, job=job, worker="w2"))
    store.workers.leave(["w1"])
    assert {(one.desk, one.api_key): one.tokens_aside for one in store.of(None).spending.today(FREE)} == {
        ("main", None): 100,
        ("main", key.id): 0,
        ("hill", None): 100,
    }


def test_a_reply_is_kept_and_paid_for_in_one_transaction_whatever_became_of_its_job(store):
    store.jobs.submit(NewJob(id="job_1", article_id="a", title=None, request="{}", fingerprint="f"), room=9)
    turn = ChatMessage(role=Role.USER, content="Snow fell.")
    asked = ModelQuestion.of("read", "0123456789ab", "openai/small", [turn], {}, 4096, 0.0)
    reply = Reply(
        text="{}", finish=Finish.STOP, input_tokens=60, output_tokens=5, cost_usd=0.002, model="small", seconds=0.1
    )
    log = store.calls.of("job_1", lambda act: act())
    for job, spent in (("job_1", 65), ("job_1", 65), ("job_erased", 130)):
        set_aside(store, call(1, job=job, call=asked.key)) if spent != told(store).tokens else None
        log = log if job == "job_1" else store.calls.of(job, lambda act: act())
        log.put(CallRecord.of(asked, reply, NOON))
        assert (told(store).tokens, told(store).tokens_aside) == (spent, 0)


# ---------------------------------------------------------------- many at once


def test_however_many_call_at_once_no_budget_is_passed_and_sums_are_those_of_the_calls(store):
    """Random calls of three workers, for two desks and a key, some of which fail or die."""
    key, _ = store.keys.add("wire", [Scope.ARTICLES_WRITE], "main", limits=KeyLimits(money_a_day=0.06))
    budgets = {"main": 1_500, "hill": 1_000}
    for desk, tokens in budgets.items():
        store.desks.limit(desk, DeskLimits(tokens_a_day=tokens))

    def one(number: int) -> tuple[str, int]:
        chance = random.Random(number)  # noqa: S311
        desk = chance.choice(("main", "hill"))
        own, worker = store.of(desk), f"w{number % 3}"
        api_key = key.id if desk == "main" and number % 2 else None
        paid = call(number, job=f"job_{desk}_{number % 5}", api_key=api_key, worker=worker)
        most, took = chance.randint(50, 150), chance.random()
        try:
            if not set_aside(own, paid, Cost(tokens=most, usd=most / 10_000)):
                return desk, 0
        except BudgetMet:
            return desk, 0
        if chance.random() < 0.2:
            own.spending.give_back(paid)
            return desk, 0
        if chance.random() < 0.1:
            return desk, 0  # it died
        spent = round(most * took)
        settled(own, paid, Cost(tokens=spent, usd=spent / 10_000))
        return desk, spent

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(one, range(80)))
    for desk, most in budgets.items():
        own = told(store.of(desk))
        assert own.tokens == sum(spent for name, spent in done if name == desk) <= most
        assert own.usd == pytest.approx(own.tokens / 10_000)
        assert own.tokens > most / 2, "and it is made use of"
    assert told(store, api_key=key.id).usd <= 0.06
    with store.of(None).database.reading() as connection:
        for unit, aside in ((SET_ASIDE.c.tokens, SPENDING.c.tokens_aside), (SET_ASIDE.c.nanos, SPENDING.c.nanos_aside)):
            assert connection.scalar(select(func.sum(unit))) == connection.scalar(select(func.sum(aside))) > 0
    store.workers.leave(["w0", "w1", "w2"])
    assert {one.tokens_aside for one in store.of(None).spending.today(FREE)} == {0}


def test_a_removed_desk_takes_its_sums_with_it_and_old_days_are_forgotten(store):
    for desk in ("main", "hill"):
        set_aside(store.of(desk), call(1, job=f"job_{desk}"))
    store.desks.remove("hill")
    with store.of(None).database.reading() as connection:
        assert connection.scalars(select(SPENDING.c.desk)).all() == ["main"]
        assert connection.scalars(select(SET_ASIDE.c.desk)).all() == ["main"]
    for days, kept in ((400, 1), (401, 0)):
        at(store, datetime.fromtimestamp(NOON.timestamp() + days * DAY_S, UTC))
        with store.of(None).database.writing() as connection:
            store.spending.prune(connection)
            assert connection.scalar(select(func.count()).select_from(SPENDING)) == kept


@pytest.mark.parametrize(("usd", "nanos"), [(0.1, 100_000_000), (1e-9, 1), (4e-10, 1), (0.0, 0), (2 / 3, 666_666_667)])
def test_money_is_counted_in_whole_billionths_and_never_for_less_than_it_is(store, usd, nanos):
    set_aside(store, call(1), Cost(tokens=1, usd=usd))
    with store.database.reading() as connection:
        assert connection.scalar(select(SPENDING.c.nanos_aside)) == nanos
    assert math.isclose(told(store).usd_aside, nanos / 1e9)
    assert json.loads(told(store).model_dump_json())["desk"] == "main"
